import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import { serveAppScheme } from '../../electron/shell/app-protocol.ts';
import { preloadFile } from '../../electron/shell/build-folders.ts';
import { acceptIpcPorts } from '../../electron/shell/ipc-port.ts';
import { createWindow } from '../../electron/shell/window.ts';
import type { Port } from '../../shared/contract/port.ts';
import { describePort } from '../contract/port-conformance.ts';
import { windows } from '../helpers/electron-stand-in/browser-window.ts';
import { type StandInChromium, startChromium } from '../helpers/electron-stand-in/start.ts';
import { pagePorts } from '../helpers/page-port.ts';

vi.mock('electron', () => import('../helpers/electron-stand-in/electron.ts'));

let folder: string;
let chromium: StandInChromium;
let openClient: () => Promise<Port>;
let accepted = Promise.withResolvers<Port>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapgrove-electron-port-'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Port</title>');
  chromium = await startChromium();
  process.env.ELECTRON_STAND_IN_CHROMIUM = chromium.endpoint;
  serveAppScheme({ page: folder, pictures: async () => folder });
  acceptIpcPorts((port) => accepted.resolve(port));
  const opened = chromium.context.waitForEvent('page');
  createWindow(preloadFile);
  const page = await opened;
  await page.waitForURL(/stand-in\.invalid/, { waitUntil: 'load' });
  openClient = await pagePorts(page);
});

afterAll(async () => {
  for (const window of windows) window.webContents.isGone = true;
  await chromium.close();
  await rm(folder, { recursive: true });
});

describePort('the IPC of Electron (under the stand-in)', async () => {
  accepted = Promise.withResolvers();
  const client = await openClient();
  const server = await accepted.promise;
  return { server, client, close: async () => client.close() };
});
