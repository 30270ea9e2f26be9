import { AppError } from '../../../shared/contract/errors.ts';
import { asIs } from '../../../shared/sentences/sentence.ts';
import { storeFolder } from '../../shell/store-folder.ts';
import { openAppWindow } from '../app-window.ts';
import type { ChromiumWindow } from '../chromium.ts';
import type { Command } from '../command.ts';
import { print } from '../console.ts';
import { reportIncident } from '../incident.ts';
import { UsageError } from '../usage-error.ts';

export const serveCommand: Command = {
  name: 'serve',
  summary: 'Serve the window to a browser on this computer.',
  operands: [],
  options: ['port', 'open', 'demo'],
  description: [
    'Serves on 127.0.0.1 alone and prints the address, which holds a secret: whoever has it has your machines. It serves until Ctrl+C, or with --open until the window is closed. With --json, the first line is { url }.',
    'From another computer, forward the port over ssh: ssh -L 8080:127.0.0.1:8080 HOST, with --port 8080 here.',
  ],
  examples: ['snapgrove serve', 'snapgrove serve --port 8080', 'snapgrove serve --open'],
  run: async ({ options, console, environment }) => {
    const port = portNumber(options.port);
    // Loaded here: the other commands have no use for it.
    const [{ createCore }, { serveBrowserFace, untilInterrupted }] = await Promise.all([
      import('../../core/core.ts'),
      import('../../serve.ts'),
    ]);
    const face = await serving(
      serveBrowserFace({
        createCore: () => createCore({ home: storeFolder(environment), environment }),
        port,
        demo: options.demo === true,
        onError: reportIncident,
      }),
      port,
    );
    await print(console.json ? `${JSON.stringify({ url: face.url })}\n` : `${face.url}\n`);
    const ended = untilInterrupted(face);
    const window = options.open === true ? await showWindow(face.url, environment, console.note) : null;
    await ended;
    window?.close();
    return { value: undefined, text: '' };
  },
};

/** Opens the window, whose end is the program's; null, with the reason told, where there can be none. */
async function showWindow(
  url: string,
  environment: NodeJS.ProcessEnv,
  note: (sentence: string) => void,
): Promise<ChromiumWindow | null> {
  const opened = await openAppWindow(url, environment);
  if (opened.kind === 'none') {
    note(`${opened.reason} Open the address above in a browser on this computer.`);
    return null;
  }
  const { window } = opened;
  // As Ctrl+C does: what runs is asked about, and everything ends in order.
  void window.closed.then(() => process.emit('SIGINT', 'SIGINT'));
  return window;
}

/** A port that is taken is told as such. */
async function serving<T>(face: Promise<T>, port: number): Promise<T> {
  try {
    return await face;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE') {
      throw new AppError(
        'unavailable',
        asIs(`Port ${port} is taken. Give another one, or none for any free one.`),
        {},
        { cause },
      );
    }
    throw cause;
  }
}

function portNumber(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new UsageError(`--port takes a number from 0 to 65535, not "${text}".`);
  }
  return port;
}
