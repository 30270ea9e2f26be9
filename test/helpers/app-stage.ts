import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { stopDemoMachine } from '../../electron/demo/demo-machine.ts';
import type { TakeRequest } from '../../shared/contract/contract.ts';
import type { Job } from '../../shared/model/job.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { AppPage } from './app-page.ts';
import { chromiumPath, type StandInChromium, startChromium } from './electron-stand-in/start.ts';
import { type Face, type StartFace, startBrowserFace, startElectronFace } from './faces.ts';
import type { TestQemu } from './qemu.ts';
import { makeTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

/** The app as a test has it: its face, its page, and shortcuts past the window to set a scene. */
export interface ShownApp extends Face {
  readonly app: AppPage;
  /** Adds a machine through the core and returns its id. */
  readonly add: (qemu: Pick<TestQemu, 'socketPath'>) => Promise<string>;
  /** Takes a snapshot through the core and returns it. */
  readonly took: (machineId: string, name: string, more?: Partial<TakeRequest>) => Promise<Snapshot>;
  /** Waits for a job and fails with its error when it did not succeed. */
  readonly done: (started: Promise<{ readonly jobId: string }>) => Promise<Job>;
}

/** A browser for the tests of a file; a folder for each test; and whatever a test started is ended after it. */
export interface AppStage {
  readonly folder: TemporaryFolder;
  /** Starts the app on this test's store. `wanted` are settings that the scene needs. */
  start(wanted?: Parameters<Face['api']['settings.set']>[0]): Promise<ShownApp>;
  stop(app: ShownApp): Promise<void>;
  kill(app: ShownApp): Promise<void>;
  /** Lets complaints of the page pass that fit: a test that breaks something on purpose says what it expects. */
  expectComplaint(pattern: RegExp): void;
}

export interface AppStageOptions {
  readonly face?: 'browser' | 'electron';
  readonly context?: BrowserContextOptions;
}

/** How long a page may take to let itself be clicked or filled, in ms. */
const ACTION_DEADLINE_MS = 10_000;

const failures = join(tmpdir(), 'snapgrove-e2e');

/** Registers the hooks of a test file and returns its stage. A test fails when a page complained on its console. */
export function useAppStage({ face = 'browser', context }: AppStageOptions = {}): AppStage {
  const startFace: StartFace = face === 'browser' ? startBrowserFace : startElectronFace;
  let browser: Browser | undefined;
  let shared: StandInChromium | undefined;
  let folder: TemporaryFolder;
  let running: ShownApp[] = [];
  let complaints: (readonly string[])[] = [];
  let expected: RegExp[] = [];
  let chromiumNow: Pick<StandInChromium, 'context' | 'endpoint'>;

  beforeAll(async () => {
    if (face === 'electron') shared = await startChromium();
    else
      browser = await chromium.launch({
        executablePath: chromiumPath,
        chromiumSandbox: process.getuid?.() !== 0,
      });
  });
  afterAll(async () => {
    await browser?.close();
    await shared?.close();
  });
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    running = [];
    complaints = [];
    expected = [];
    if (shared !== undefined) chromiumNow = shared;
    else if (browser !== undefined) {
      const own = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        locale: 'en-GB',
        ...context,
      });
      chromiumNow = { context: own, endpoint: '' };
    }
    chromiumNow.context.setDefaultTimeout(ACTION_DEADLINE_MS);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await keepPictures(task.name);
    for (const app of running) {
      // The next test's window is not to remember this one's view.
      if (!app.page.isClosed()) await app.page.evaluate(() => localStorage.clear()).catch(() => undefined);
      await app.stop();
    }
    if (shared === undefined) await chromiumNow.context.close();
    await stopDemoMachine({ home: folder.entry('store') });
    await folder[Symbol.asyncDispose]();
    const unexpected = complaints.flat().filter((text) => !expected.some((pattern) => pattern.test(text)));
    expect(unexpected, 'what the page complained about').toEqual([]);
  });

  async function keepPictures(name: string): Promise<void> {
    mkdirSync(failures, { recursive: true });
    for (const [index, page] of chromiumNow.context.pages().entries()) {
      const path = join(failures, `${name.replace(/\W+/g, '-').slice(0, 80)}-${face}-${index}.png`);
      const isTaken = await page.screenshot({ path, timeout: 5000 }).then(
        () => true,
        () => false,
      );
      if (isTaken) console.warn(`The page as it was: ${path}`);
    }
  }

  const leave = (app: ShownApp) => {
    running = running.filter((each) => each !== app);
  };
  return {
    get folder() {
      return folder;
    },
    start: async (wanted) => {
      const environment = {
        SNAPGROVE_HOME: folder.entry('store'),
        SNAPGROVE_RUNTIME_DIR: folder.entry('run'),
        XDG_RUNTIME_DIR: folder.entry('run'),
      };
      const started = shown(await startFace(environment, chromiumNow));
      running.push(started);
      complaints.push(started.complaints);
      if (wanted !== undefined) await started.api['settings.set'](wanted);
      return started;
    },
    stop: async (app) => {
      leave(app);
      await app.stop();
    },
    kill: async (app) => {
      leave(app);
      await app.kill();
    },
    expectComplaint: (pattern) => expected.push(pattern),
  };
}

function shown(face: Face): ShownApp {
  const { api, watched } = face;
  const done: ShownApp['done'] = async (started) => {
    const job = await watched.ended((await started).jobId);
    if (job.state !== 'done') {
      throw new Error(`${job.kind} of ${job.snapshotName} is ${job.state}: ${job.error?.message}`);
    }
    return job;
  };
  return {
    ...face,
    app: new AppPage(face.page),
    done,
    add: async ({ socketPath }) => {
      const { machineIds } = await api['machine.add']({ address: socketPath });
      return await watched.until(
        ({ machines }) => machineIds.find((id) => machines.get(id)?.link.status === 'connected'),
        `the machine at ${socketPath}`,
      );
    },
    took: async (machineId, name, more = {}) => {
      await done(api['snapshot.take']({ machineId, name, ...more }));
      return await watched.until(
        () => watched.snapshotsOf(machineId).find((each) => each.name === name),
        `the snapshot ${name}`,
      );
    },
  };
}
