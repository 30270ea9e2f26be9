/**
 * Makes the screenshots of assets/screenshots from real machines: `npm run screenshots`. Needs a build, Chromium
 * and Debian's package faketime, which dates the snapshots of the machines on this stage.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';
import { chromium } from 'playwright-core';
import { isActive } from '../../shared/model/job.ts';
import { AppPage } from '../helpers/app-page.ts';
import { chromiumPath } from '../helpers/electron-stand-in/start.ts';
import { type Face, startBrowserFace } from '../helpers/faces.ts';
import { type PastMachine, startPastMachine } from '../helpers/past-machine.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const OUT = join(import.meta.dirname, '../../assets/screenshots');
const DAY = 24 * 60 * 60 * 1000;

interface Moment {
  readonly days: number;
  readonly keys: number;
  readonly name: string;
  readonly description?: string;
  readonly labels?: readonly string[];
  readonly memory?: boolean;
  /** Restored first, so that this one grows from it. */
  readonly from?: string;
}

const WEB_SERVER: readonly Moment[] = [
  { days: 92, keys: 2, name: 'clean install', description: 'Debian 12, nothing else.' },
  {
    days: 61,
    keys: 3,
    name: 'nginx configured',
    description: 'Virtual hosts for the shop and the blog; certificates renewed.',
    labels: ['stable'],
  },
  { days: 33, keys: 2, name: 'php 8.4' },
  {
    days: 14,
    keys: 3,
    name: 'before upgrade',
    description: 'The last state that everybody was happy with.',
    labels: ['stable', 'release'],
  },
  { days: 3, keys: 4, name: 'after upgrade' },
  {
    days: 40,
    keys: 4,
    name: 'apache try',
    description: 'An afternoon with the other server.',
    memory: false,
    from: 'nginx configured',
  },
  { days: 38, keys: 2, name: 'apache with php', from: 'apache try' },
];

async function run(face: Face, jobId: string): Promise<void> {
  for await (const change of face.api['world.watch']({})) {
    const jobs =
      change.t === 'all'
        ? change.jobs
        : change.ops.flatMap((op) => (op.op === 'put' && op.kind === 'job' ? [op.value] : []));
    const job = jobs.find((each) => each.id === jobId);
    if (job === undefined || isActive(job)) continue;
    if (job.state !== 'done') throw new Error(`${job.kind} of ${job.snapshotName}: ${job.error?.message}`);
    return;
  }
}

async function idOf(face: Face, machineId: string, name: string): Promise<string> {
  for await (const change of face.api['world.watch']({})) {
    const snapshots = change.t === 'all' ? change.snapshots : [];
    const found = snapshots.find((each) => each.machineId === machineId && each.name === name);
    if (found !== undefined) return found.id;
  }
  throw new Error(`There is no snapshot ${name}.`);
}

/** Lives through the moments on a real machine, and returns its id. */
async function live(face: Face, machine: PastMachine, moments: readonly Moment[]): Promise<string> {
  const { machineIds } = await face.api['machine.add']({ address: machine.socketPath });
  const machineId = machineIds[0] ?? '';
  for (const moment of moments) {
    if (moment.from !== undefined) {
      const snapshotId = await idOf(face, machineId, moment.from);
      const { jobId } = await face.api['snapshot.restore']({ snapshotId, keepCurrent: false });
      await run(face, jobId);
    }
    await machine.press(moment.keys);
    await machine.setClock(Date.now() - moment.days * DAY);
    const { jobId } = await face.api['snapshot.take']({
      machineId,
      name: moment.name,
      description: moment.description ?? '',
      labels: moment.labels ?? [],
      memory: moment.memory ?? true,
    });
    await run(face, jobId);
  }
  return machineId;
}

await using folder = await makeTemporaryFolder();
const profile = folder.entry('chromium');
const context: BrowserContext = await chromium.launchPersistentContext(profile, {
  executablePath: chromiumPath,
  chromiumSandbox: process.getuid?.() !== 0,
  viewport: { width: 1440, height: 900 },
  deviceScaleFactor: 2,
});
await mkdir(OUT, { recursive: true });
const face = await startBrowserFace(
  { SNAPGROVE_HOME: folder.entry('store'), SNAPGROVE_RUNTIME_DIR: folder.entry('run') },
  { context, endpoint: '' },
);
await using web = await startPastMachine(folder.path, {
  name: 'web-server',
  uuid: '11111111-2b5d-4d8a-9d58-0b7f6a1c2e01',
});
await using db = await startPastMachine(folder.path, {
  name: 'db',
  uuid: '22222222-2b5d-4d8a-9d58-0b7f6a1c2e02',
});
await using build = await startPastMachine(folder.path, {
  name: 'build-01',
  uuid: '33333333-2b5d-4d8a-9d58-0b7f6a1c2e03',
});
const webId = await live(face, web, WEB_SERVER.slice(0, 4));
const upgrade = await idOf(face, webId, 'before upgrade');
await live(face, web, WEB_SERVER.slice(5));
await run(face, (await face.api['snapshot.restore']({ snapshotId: upgrade, keepCurrent: false })).jobId);
await live(face, web, WEB_SERVER.slice(4, 5));
await face.api['snapshot.describe']({ snapshotId: upgrade, pinned: true });
await run(face, (await face.api['snapshot.restore']({ snapshotId: upgrade })).jobId);
await live(face, db, [
  { days: 120, keys: 1, name: 'empty database' },
  { days: 20, keys: 5, name: 'imported' },
]);
await live(face, build, [{ days: 7, keys: 3, name: 'toolchain 14' }]);
await web.setClock(Date.now());

const app = new AppPage(face.page);
await app.machines.getByText('web-server').click();
await app.snapshot('web-server', 'before upgrade').click();
for (const scheme of ['light', 'dark'] as const) {
  await face.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  for (const view of ['Tree', 'Map', 'Timeline'] as const) {
    await face.page
      .getByRole('radio', { name: view })
      .or(face.page.getByRole('tab', { name: view }))
      .first()
      .click();
    await face.page.waitForLoadState('networkidle');
    await face.page.screenshot({ path: join(OUT, `${view.toLowerCase()}-${scheme}.png`) });
  }
  await face.page
    .getByRole('radio', { name: 'Tree' })
    .or(face.page.getByRole('tab', { name: 'Tree' }))
    .first()
    .click();
  await face.page.getByRole('button', { name: 'Restore', exact: true }).first().click();
  await app.dialog('Restore before upgrade').waitFor();
  await face.page.waitForLoadState('networkidle');
  await face.page.screenshot({ path: join(OUT, `restore-${scheme}.png`) });
  await face.page.keyboard.press('Escape');
  await app.dialog('Restore before upgrade').waitFor({ state: 'hidden' });
}
await face.stop();
await context.close();
