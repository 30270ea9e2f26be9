/**
 * Makes the screenshots of assets/screenshots from real machines: `npm run screenshots`. Needs a build, Chromium
 * and Debian's package faketime, which dates the snapshots of the machines on this stage.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import type { Job } from '../../shared/model/job.ts';
import { AppPage } from '../helpers/app-page.ts';
import { chromiumPath } from '../helpers/electron-stand-in/start.ts';
import { type Face, startBrowserFace } from '../helpers/faces.ts';
import { type PastMachine, startPastMachine } from '../helpers/past-machine.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const OUT = join(import.meta.dirname, '../../assets/screenshots');
const DAY = 24 * 60 * 60 * 1000;
const MACHINE = 'web-server';

interface Moment {
  readonly days: number;
  /** Trees planted since the moment before. */
  readonly keys: number;
  readonly name: string;
  readonly description?: string;
  readonly labels?: readonly string[];
  readonly pinned?: boolean;
  readonly memory?: boolean;
  /** Restored first, so that this one grows from it. */
  readonly from?: string;
}

/** In the order in which they were lived through. */
const WEB_SERVER: readonly Moment[] = [
  { days: 92, keys: 2, name: 'clean install', description: 'Debian 12, nothing else.', pinned: true },
  {
    days: 61,
    keys: 3,
    name: 'nginx configured',
    description: 'Virtual hosts for the shop and the blog; certificates renewed.',
    labels: ['stable'],
  },
  {
    days: 40,
    keys: 6,
    name: 'apache try',
    description: 'An afternoon with the other server.',
    memory: false,
  },
  { days: 38, keys: 5, name: 'apache with php' },
  { days: 33, keys: 4, name: 'php 8.4', from: 'nginx configured' },
  {
    days: 14,
    keys: 5,
    name: 'before upgrade',
    description: 'The last state that everybody was happy with.',
    labels: ['stable', 'release'],
    pinned: true,
  },
  { days: 5, keys: 7, name: 'after upgrade', description: 'The shop answers, the mail queue does not.' },
  { days: 3, keys: 4, name: 'mail repaired' },
];

const OTHERS: readonly { readonly name: string; readonly moments: readonly Moment[] }[] = [
  {
    name: 'db',
    moments: [
      { days: 120, keys: 1, name: 'empty database' },
      { days: 47, keys: 5, name: 'imported', labels: ['stable'] },
      { days: 6, keys: 4, name: 'before schema v2' },
    ],
  },
  {
    name: 'build-01',
    moments: [
      { days: 30, keys: 8, name: 'toolchain 14' },
      { days: 7, keys: 3, name: 'toolchain 15' },
    ],
  },
];

/** One machine on the stage, as the app knows it. */
class Staged {
  readonly face: Face;
  readonly machine: PastMachine;
  readonly id: string;

  private constructor(face: Face, machine: PastMachine, id: string) {
    this.face = face;
    this.machine = machine;
    this.id = id;
  }

  static async add(face: Face, machine: PastMachine): Promise<Staged> {
    const { machineIds } = await face.api['machine.add']({ address: machine.socketPath });
    const id = await face.watched.until(({ machines }) =>
      machineIds.find((each) => machines.get(each)?.link.status === 'connected'),
    );
    return new Staged(face, machine, id);
  }

  async run(started: Promise<{ readonly jobId: string }>): Promise<Job> {
    const job = await this.face.watched.ended((await started).jobId);
    if (job.state !== 'done') throw new Error(`${job.kind} of ${job.snapshotName}: ${job.error?.message}`);
    return job;
  }

  snapshotId(name: string): string {
    return this.face.watched.snapshot(this.id, name).id;
  }

  async restore(name: string, keepCurrent: boolean): Promise<void> {
    await this.run(this.face.api['snapshot.restore']({ snapshotId: this.snapshotId(name), keepCurrent }));
  }

  /** Plants trees, and lets the guest live on for a while: its trees grow and its sky changes. */
  async grow(keys: number, seconds = 15): Promise<void> {
    await this.machine.press(keys);
    await wait(seconds * 1000);
  }

  async live(moments: readonly Moment[]): Promise<void> {
    for (const moment of moments) {
      if (moment.from !== undefined) await this.restore(moment.from, false);
      await this.grow(moment.keys);
      await this.machine.setClock(Date.now() - moment.days * DAY);
      const { name, description = '', labels = [], memory = true, pinned = false } = moment;
      await this.run(
        this.face.api['snapshot.take']({ machineId: this.id, name, description, labels, memory }),
      );
      if (pinned) await this.face.api['snapshot.describe']({ snapshotId: this.snapshotId(name), pinned });
    }
    await this.machine.setClock(Date.now());
    await this.grow(2);
  }
}

interface Scene {
  readonly name: string;
  readonly go: () => Promise<void>;
}

/** The scenes in an order in which each leads to the next. */
function scenesOf(app: AppPage): readonly Scene[] {
  const { page } = app;
  const dialogAfter = async (keys: string, name: string | RegExp) => {
    await page.keyboard.press(keys);
    const dialog = page.getByRole('dialog', { name });
    await dialog.waitFor();
    return dialog;
  };
  return [
    {
      name: 'tree',
      go: async () => {
        await page.keyboard.press('Control+1');
        await app.snapshot(MACHINE, 'before upgrade').click();
      },
    },
    {
      name: 'map',
      go: async () => {
        await page.keyboard.press('Control+2');
        await page.getByRole('toolbar', { name: 'Map' }).waitFor();
        await app.here(MACHINE).waitFor();
      },
    },
    {
      name: 'timeline',
      go: async () => {
        await page.keyboard.press('Control+3');
        await page.getByRole('option', { name: /^before upgrade/ }).click();
      },
    },
    {
      name: 'take',
      go: async () => {
        await page.keyboard.press('Control+1');
        const dialog = await dialogAfter('Control+t', 'Take snapshot');
        await dialog.getByText(/ free$/).waitFor();
        await dialog.getByLabel('Name', { exact: true }).fill('before the sale');
        await dialog.getByLabel('Description').fill('Everything runs, caches warm.');
      },
    },
    {
      name: 'restore',
      go: async () => {
        await app.snapshot(MACHINE, 'nginx configured').click();
        const dialog = await dialogAfter('Control+Enter', 'Restore nginx configured');
        await dialog.getByText('What is replaced').waitFor();
      },
    },
    {
      name: 'delete',
      go: async () => {
        await app.snapshot(MACHINE, 'apache try').click();
        const dialog = await dialogAfter('Delete', 'Delete apache try');
        await dialog.getByText(/ present state stays as it is/).waitFor();
      },
    },
    {
      name: 'viewer',
      go: async () => {
        await app.snapshot(MACHINE, 'after upgrade').dblclick();
        await app.dialog('after upgrade').getByRole('img').waitFor();
      },
    },
    {
      name: 'compare',
      go: async () => {
        await app.snapshot(MACHINE, 'clean install').click();
        await app.snapshot(MACHINE, 'before upgrade').click({ modifiers: ['Control'] });
        const dialog = await dialogAfter('Control+d', /Compare/);
        await dialog.getByRole('radio', { name: 'Slider' }).check();
        await dialog.getByRole('slider').waitFor();
      },
    },
    {
      name: 'search',
      go: async () => {
        const dialog = await dialogAfter('Control+f', 'Search all snapshots');
        await dialog.getByRole('combobox').fill('upgrade');
        await page.getByRole('option').first().waitFor();
      },
    },
    {
      name: 'palette',
      go: async () => {
        const dialog = await dialogAfter('Control+k', 'Command palette');
        await dialog.getByRole('combobox').fill('up');
        await page.getByRole('option').first().waitFor();
      },
    },
    { name: 'history', go: async () => void (await dialogAfter('Control+j', 'Jobs')) },
  ];
}

async function keep(page: Page, name: string): Promise<void> {
  // Away from what would show a tooltip.
  await page.mouse.move(720, 890);
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  await sharp(png)
    .webp({ quality: 80, effort: 6, smartSubsample: true })
    .toFile(join(OUT, `${name}.webp`));
}

await using folder = await makeTemporaryFolder();
const browser = await chromium.launch({
  executablePath: chromiumPath,
  chromiumSandbox: process.getuid?.() !== 0,
});
const context = await browser.newContext({
  viewport: { width: 1440, height: 900 },
  deviceScaleFactor: 2,
  locale: 'en-GB',
  reducedMotion: 'reduce',
});
await mkdir(OUT, { recursive: true });
const environment = {
  SNAPGROVE_HOME: folder.entry('store'),
  SNAPGROVE_RUNTIME_DIR: folder.entry('run'),
  XDG_RUNTIME_DIR: folder.entry('run'),
};
const face = await startBrowserFace(environment, { context, endpoint: '' });
await using machines = new AsyncDisposableStack();
const stage = async (name: string, uuid: string) =>
  await Staged.add(face, machines.use(await startPastMachine(folder.path, { name, uuid })));

const web = await stage(MACHINE, '11111111-2b5d-4d8a-9d58-0b7f6a1c2e01');
await web.live(WEB_SERVER);
await web.restore('before upgrade', true);
await web.grow(2);
for (const [index, { name, moments }] of OTHERS.entries()) {
  const uuid = `${String(index + 2).repeat(8)}-2b5d-4d8a-9d58-0b7f6a1c2e01`;
  const machine = await stage(name, uuid);
  await machine.live(moments);
}

const { page } = face;
const app = new AppPage(page);
await app.machine(MACHINE).click();
for (const colorScheme of ['light', 'dark'] as const) {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  for (const { name, go } of scenesOf(app)) {
    await go();
    await keep(page, `${name}-${colorScheme}`);
    if ((await page.getByRole('dialog').count()) === 0) continue;
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
}
await face.stop();
await browser.close();
