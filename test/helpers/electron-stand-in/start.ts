import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import {
  type ControlRequest,
  type DialogQuestion,
  type FromProcess,
  type SettingsReport,
  settingsReportSchema,
  type ToProcess,
} from './control-channel.ts';

const project = join(import.meta.dirname, '../../..');

/** Chromium as Debian has it, or the one that `CHROMIUM_PATH` names. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** The Chromium that stands in for Electron's, for as many starts of the app as a test makes. */
export interface StandInChromium {
  readonly context: BrowserContext;
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Starts Chromium with a profile of its own. Only tests may go without its sandbox, and only as root they must. */
export async function startChromium(): Promise<StandInChromium> {
  const profile = await mkdtemp(join(tmpdir(), 'snapgrove-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath,
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--remote-debugging-port=0'],
  });
  const [port] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8')).split('\n');
  return {
    context,
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

export interface StandInOptions {
  readonly chromium: Pick<StandInChromium, 'context' | 'endpoint'>;
  readonly environment: NodeJS.ProcessEnv;
  /** The program, from the project's folder; electron/main.ts when not given. */
  readonly entry?: string;
  readonly args?: readonly string[];
  /** Loads the page without its own scripts, so that the test has its port to itself. */
  readonly withoutPageScripts?: boolean;
  /** Answers the app's dialogs: the label of a button, or a path, or null for "none". */
  readonly onDialog?: (question: DialogQuestion) => unknown;
  readonly onNotification?: (notification: { readonly title: string; readonly body: string }) => void;
}

/** The app, run from electron/main.ts in a process of its own. */
export interface StandIn {
  readonly page: Page;
  readonly process: ChildProcess;
  /** What the app wrote to standard output and error so far. */
  readonly output: () => string;
  /** Resolves with the exit status when the app has ended. */
  readonly exited: Promise<number | null>;
  report(): Promise<SettingsReport>;
  ask(request: ControlRequest): Promise<unknown>;
  /** Ends the app in whatever state it is. */
  kill(): Promise<void>;
}

/** Starts the app under the stand-in and returns when its page has loaded. Throws with the app's output when it ends before. */
export async function startUnderStandIn(options: StandInOptions): Promise<StandIn> {
  const preload = join(project, '.build/preload/preload.cjs');
  if (!existsSync(preload)) throw new Error('There is no build: run `npx electron-vite build` first.');
  const child = spawn(
    process.execPath,
    [
      '--import',
      new URL('./register.ts', import.meta.url).href,
      join(project, options.entry ?? 'electron/main.ts'),
      ...(options.args ?? []),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        ...options.environment,
        ELECTRON_STAND_IN_CHROMIUM: options.chromium.endpoint,
        ELECTRON_STAND_IN_WITHOUT_SCRIPTS: options.withoutPageScripts ? '1' : '',
      },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const send = (message: ToProcess) => child.send(message);
  const answers = new Map<number, (value: unknown) => void>();
  let lastRequest = 0;

  const answerQuestion = async (id: number, question: DialogQuestion) => {
    const answer = await options.onDialog?.(question);
    if (child.connected) send({ t: 'dialogAnswer', id, answer });
  };
  child.on('message', (message: FromProcess) => {
    switch (message.t) {
      case 'answer':
        answers.get(message.id)?.(message.value);
        answers.delete(message.id);
        return;
      case 'dialog':
        void answerQuestion(message.id, message.question);
        return;
      case 'notification':
        options.onNotification?.(message);
        return;
      default:
        message satisfies never;
    }
  });
  const ask = (request: ControlRequest) => {
    lastRequest += 1;
    const id = lastRequest;
    const answer = new Promise<unknown>((resolve) => answers.set(id, resolve));
    send({ t: 'request', id, request });
    return answer;
  };
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };

  const opened = options.chromium.context.waitForEvent('page', {
    predicate: (page) => page.url() === 'about:blank',
    timeout: 30_000,
  });
  const ended = exited.then((status) => {
    throw new Error(`The app ended with ${status} before it had a page:\n${output}`);
  });
  try {
    const page = await Promise.race([opened, ended]);
    // Electron's windows end with its main process.
    exited.then(() => page.close()).catch(() => undefined);
    await Promise.race([page.waitForURL(/stand-in\.invalid/, { waitUntil: 'load' }), ended]);
    return {
      page,
      process: child,
      output: () => output,
      exited,
      ask,
      kill,
      report: async () => settingsReportSchema.parse(await ask({ ask: 'report' })),
    };
  } catch (cause) {
    await kill();
    throw cause;
  } finally {
    // One of the two never comes; that it does not is no error.
    opened.catch(() => undefined);
    ended.catch(() => undefined);
  }
}
