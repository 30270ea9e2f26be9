import { access, constants, mkdir, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { storeFolder } from '../shell/store-folder.ts';
import { type ChromiumWindow, showInChromium } from './chromium.ts';

export type AppWindow =
  | { readonly kind: 'open'; readonly window: ChromiumWindow }
  /** There can be no window; the reason is a sentence. */
  | { readonly kind: 'none'; readonly reason: string };

interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** The user's number; undefined where users have none. */
  readonly user: number | undefined;
}

/** Browsers built on Chromium, which show a page as an app's window. */
const browserNames = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
];
const macPrograms = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];
const windowsPlaces = [
  'Google/Chrome/Application/chrome.exe',
  'Chromium/Application/chrome.exe',
  'Microsoft/Edge/Application/msedge.exe',
];

/** Why no window can be opened here, or null. Chromium's sandbox is never given up for one. */
export function noWindowReason({ environment, platform, user }: Surroundings): string | null {
  if (platform === 'linux' && !environment.DISPLAY && !environment.WAYLAND_DISPLAY) {
    return 'There is no display here.';
  }
  if (user === 0) return 'Chromium does not run as root with its sandbox, and is not started without it.';
  return null;
}

/** Where to look for browsers, best first. */
export function browserCandidates({ environment, platform }: Surroundings): readonly string[] {
  if (platform === 'darwin') return macPrograms;
  if (platform === 'win32') {
    const roots = [environment.PROGRAMFILES, environment['PROGRAMFILES(X86)'], environment.LOCALAPPDATA];
    return roots.flatMap((root) => (root ? windowsPlaces.map((place) => join(root, place)) : []));
  }
  const folders = (environment.PATH ?? '').split(delimiter).filter(isAbsolute);
  return browserNames.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/** Shows a page in a window of its own, with a profile of its own, so that closing it is the end of the program. */
export async function openAppWindow(url: string, environment: NodeJS.ProcessEnv): Promise<AppWindow> {
  const surroundings = { environment, platform: process.platform, user: process.getuid?.() };
  const reason = noWindowReason(surroundings);
  if (reason !== null) return { kind: 'none', reason };
  const program = await firstExecutable(browserCandidates(surroundings));
  if (program === undefined) return { kind: 'none', reason: 'No Chromium was found.' };
  const profile = await freeProfile(join(storeFolder(environment), 'window'));
  try {
    return { kind: 'open', window: await showInChromium({ program, profile, url }) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return { kind: 'none', reason: `${program} could not show the window: ${why}.` };
  }
}

/** A profile that no running Chromium uses: it would take the page over, and its own end would tell nothing. */
async function freeProfile(first: string): Promise<string> {
  for (let number = 1; ; number++) {
    const folder = number === 1 ? first : `${first}-${number}`;
    if (await isInUse(folder)) continue;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  }
}

/** Chromium's `SingletonLock` is a link to `<host name>-<process>`. */
async function isInUse(profile: string): Promise<boolean> {
  let holder: string;
  try {
    holder = await readlink(join(profile, 'SingletonLock'));
  } catch {
    // No lock, or a platform where it is something else.
    return false;
  }
  const separator = holder.lastIndexOf('-');
  // Homes are shared between computers; of another one's processes nothing is known.
  return holder.slice(0, separator) !== hostname() || isAlive(Number(holder.slice(separator + 1)));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function firstExecutable(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // Not here: look further.
    }
  }
  return undefined;
}
