import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from '@playwright/test';
import { claimCoreSocket } from '../../electron/shell/socket-server.ts';
import { connect } from '../../shared/contract/connect.ts';
import { contract } from '../../shared/contract/contract.ts';
import type { Api } from '../../shared/contract/definition.ts';
import { type StandInChromium, startUnderStandIn } from './electron-stand-in/start.ts';

const project = join(import.meta.dirname, '../..');

/** A face of the app that shows a page, and its core as the command line would reach it. */
export interface Face {
  readonly page: Page;
  /** The same core through its unix socket, for what a person would see beside the window. */
  readonly api: Api<typeof contract>;
  /** Ends the app as a person would; machines go on. */
  stop(): Promise<void>;
}

export type StartFace = (environment: NodeJS.ProcessEnv, chromium: StandInChromium) => Promise<Face>;

/** `snapgrove serve` in a process of its own, shown in Chromium. */
export const startBrowserFace: StartFace = async (environment, chromium) => {
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
  const page = await chromium.context.newPage();
  await page.goto(url);
  const core = await reachCore(environment);
  return {
    page,
    api: core.api,
    stop: async () => {
      core.close();
      child.kill('SIGTERM');
      await exited;
      await page.close();
    },
  };
};

/** electron/main.ts, unchanged, under the stand-in for Electron. */
export const startElectronFace: StartFace = async (environment, chromium) => {
  const app = await startUnderStandIn({
    chromium,
    environment,
    onDialog: () => 'Keep the demo machine running',
  });
  const core = await reachCore(environment);
  return {
    page: app.page,
    api: core.api,
    stop: async () => {
      core.close();
      await app.ask({ ask: 'quit' });
      await app.exited;
    },
  };
};

async function reachCore(
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly api: Face['api']; close(): void }> {
  const claim = await claimCoreSocket(environment);
  if (claim.role !== 'client') throw new Error('The app has not claimed the core socket.');
  return { api: connect(contract, claim.port), close: () => claim.port.close() };
}
