import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BrowserContext, Page } from '@playwright/test';
import { claimCoreSocket } from '../../electron/shell/socket-server.ts';
import { connect } from '../../shared/contract/connect.ts';
import { contract } from '../../shared/contract/contract.ts';
import type { Api } from '../../shared/contract/definition.ts';
import { type StandInChromium, startUnderStandIn } from './electron-stand-in/start.ts';
import { type WatchedWorld, watchWorld } from './watched-world.ts';

const project = join(import.meta.dirname, '../..');

/** A face of the app that shows a page, and its core as the command line would reach it. */
export interface Face {
  readonly page: Page;
  /** The same core through its unix socket, for what a person would see beside the window. */
  readonly api: Api<typeof contract>;
  readonly watched: WatchedWorld;
  /** What the pages had to complain about so far: errors on the console, violations of the policy, uncaught errors. */
  readonly complaints: readonly string[];
  /** Another window on the same core; the desktop application has one only. */
  openAnother(): Promise<Page>;
  /** Ends the app as a person would; machines go on. */
  stop(): Promise<void>;
  /** Ends the app as a power cut would. */
  kill(): Promise<void>;
}

export type StartFace = (
  environment: NodeJS.ProcessEnv,
  chromium: Pick<StandInChromium, 'context' | 'endpoint'>,
) => Promise<Face>;

/** `snapgrove serve` in a process of its own, shown in Chromium. */
export const startBrowserFace: StartFace = async (environment, { context }) => {
  const child = spawn(process.execPath, [join(project, 'electron/cli.ts'), 'serve', '--port', '0'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(line);
      if (found !== null) resolve(found[0]);
    });
    child.once('exit', (code) =>
      reject(new Error(`snapgrove serve ended with status ${code} before it served`)),
    );
  });
  const complaints = complaintsIn(context);
  const openAnother = async () => {
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };
  const page = await openAnother();
  const core = await reachCore(environment);
  const end = async (signal: NodeJS.Signals) => {
    // Pages are closed first: that they lose their core is no complaint then.
    for (const each of context.pages()) if (each.url().startsWith(new URL(url).origin)) await each.close();
    await core.close();
    child.kill(signal);
    await exited;
  };
  return {
    page,
    ...core,
    complaints,
    openAnother,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
};

/** electron/main.ts, unchanged, under the stand-in for Electron. */
export const startElectronFace: StartFace = async (environment, chromium) => {
  const complaints = complaintsIn(chromium.context);
  const app = await startUnderStandIn({
    chromium,
    environment,
    onDialog: () => 'Keep the demo machine running',
  });
  const core = await reachCore(environment);
  return {
    page: app.page,
    ...core,
    complaints,
    openAnother: () => Promise.reject(new Error('The desktop application has one window.')),
    stop: async () => {
      await core.close();
      await app.ask({ ask: 'quit' });
      await app.exited;
    },
    kill: async () => {
      await core.close();
      await app.kill();
    },
  };
};

/** Gathers what pages opened from now on complain about. */
function complaintsIn(context: BrowserContext): readonly string[] {
  const complaints: string[] = [];
  context.on('page', (page) => {
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  });
  return complaints;
}

async function reachCore(environment: NodeJS.ProcessEnv) {
  const claim = await claimCoreSocket(environment);
  if (claim.role !== 'client') throw new Error('The app has not claimed the core socket.');
  const api = connect(contract, claim.port);
  const watched = watchWorld(api, []);
  return {
    api,
    watched,
    close: async () => {
      await watched.stop();
      claim.port.close();
    },
  };
}
