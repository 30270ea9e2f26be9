import { type Incident, serve } from '../shared/contract/serve.ts';
import { faceContract } from '../shared/contract/shell-contract.ts';
import type { Core } from './core/core.ts';
import { browserShell } from './shell/browser-shell.ts';
import { pageFolder } from './shell/build-folders.ts';
import { startLoopbackServer } from './shell/loopback-server.ts';
import { openSharedCore, type SharedCore } from './shell/shared-core.ts';
import { mayCloseFromTerminal } from './shell/terminal-question.ts';
import { version } from './shell/version.ts';

export interface BrowserFaceOptions {
  readonly createCore: () => Promise<Core>;
  /** 0 takes any free one. */
  readonly port: number;
  /** Start the demo machine and show it first. */
  readonly demo: boolean;
  readonly onError: (incident: Incident) => void;
  /** The built page; where it is by default is the build's affair. */
  readonly page?: string;
}

export interface BrowserFace {
  /** The address to open, with the token in its fragment. */
  readonly url: string;
  readonly core: SharedCore;
  close(): Promise<void>;
}

/** Serves the app to a browser on this computer until it is closed. Throws when the port is taken or no core can be had. */
export async function serveBrowserFace(options: BrowserFaceOptions): Promise<BrowserFace> {
  const { demo, onError } = options;
  const core = await openSharedCore({ version, createCore: options.createCore, onError });
  try {
    const server = await startLoopbackServer({
      page: options.page ?? pageFolder,
      pictures: () => core.picturesFolder,
      port: options.port,
      onPort(port, picturesPath) {
        serve(faceContract, { ...core.handlers, ...browserShell({ picturesPath, demo }) }, port, { onError });
      },
    });
    if (demo) await core.handlers['demo.start']({}, { signal: new AbortController().signal });
    return {
      url: server.url,
      core,
      async close() {
        await server.close();
        await core.close();
      },
    };
  } catch (cause) {
    await core.close();
    throw cause;
  }
}

/** Waits until the process is told to end and the user agrees, then closes the face. */
export async function untilInterrupted(face: BrowserFace): Promise<void> {
  const { stdin: input, stdout: output } = process;
  for (;;) {
    const signal = await nextSignal();
    const isInteractive = signal === 'SIGINT' && input.isTTY && output.isTTY;
    if (!face.core.isOwn) break;
    if (await mayCloseFromTerminal(face.core.handlers, { input, output, isInteractive })) break;
  }
  await face.close();
}

function nextSignal(): Promise<NodeJS.Signals> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals) => {
      for (const name of signals) process.off(name, stop);
      resolve(signal);
    };
    for (const name of signals) process.on(name, stop);
  });
}
