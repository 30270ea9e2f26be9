import { expect } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from 'vitest';
import { stopDemoMachine } from '../../electron/demo/demo-machine.ts';
import { AppPage } from '../helpers/app-page.ts';
import { type StandInChromium, startChromium } from '../helpers/electron-stand-in/start.ts';
import { type Face, type StartFace, startBrowserFace, startElectronFace } from '../helpers/faces.ts';
import { createQcow2, createRaw, startQemu } from '../helpers/qemu.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../helpers/temporary-folder.ts';

const DEMO = 'Demo machine';
const CHANGE_DEADLINE = { timeout: 15_000 };

const faces: readonly (readonly [string, StartFace])[] = [
  ['the browser face', startBrowserFace],
  ['the Electron face, under the stand-in', startElectronFace],
];

describe.each(faces)('a person with %s', (_name, startFace) => {
  let chromium: StandInChromium;
  let folder: TemporaryFolder;
  let running: Face[];

  beforeAll(async () => {
    chromium = await startChromium();
  });

  afterAll(async () => {
    await chromium.close();
  });

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    running = [];
  });

  afterEach(async () => {
    for (const face of running) await face.stop();
    await stopDemoMachine({ home: folder.entry('store') });
    await folder[Symbol.asyncDispose]();
  });

  async function start(): Promise<{ readonly face: Face; readonly app: AppPage }> {
    const face = await startFace(
      { SNAPGROVE_HOME: folder.entry('store'), SNAPGROVE_RUNTIME_DIR: folder.entry('run') },
      chromium,
    );
    running.push(face);
    return { face, app: new AppPage(face.page) };
  }

  async function stop(face: Face): Promise<void> {
    running.splice(running.indexOf(face), 1);
    await face.stop();
  }

  /** The sha256 of the demo machine's screen now. */
  async function screen(face: Face, machineId: string): Promise<string> {
    const { picture } = await face.api['machine.screenshot']({ machineId });
    return picture?.sha256 ?? 'none';
  }

  async function idOf(face: Face, name: string): Promise<string> {
    for await (const change of face.api['world.watch']({})) {
      const machines = change.t === 'all' ? change.machines : [];
      const found = machines.find((machine) => machine.name === name);
      if (found !== undefined) return found.id;
    }
    throw new Error(`There is no machine ${name}.`);
  }

  it('starts the demo machine, takes two snapshots, goes back to the first and deletes the second', async () => {
    const { face, app } = await start();
    await face.page.getByRole('button', { name: 'Try the demo machine' }).click();
    await expect(app.machines.getByText(DEMO)).toBeVisible();
    const id = await idOf(face, DEMO);

    // Paused, so that the picture and the memory are of the same instant.
    await face.page.getByRole('button', { name: 'Pause', exact: true }).click();
    await expect(face.page.getByRole('button', { name: 'Resume', exact: true })).toBeVisible();
    await app.take(DEMO, 'first light', 'A few trees.');
    const first = await screen(face, id);

    await face.page.getByRole('button', { name: 'Resume', exact: true }).click();
    await expect.poll(() => screen(face, id), CHANGE_DEADLINE).not.toBe(first);
    await app.take(DEMO, 'more trees');
    const pictures = await app
      .tree(DEMO)
      .getByRole('treeitem')
      .getByRole('img')
      .evaluateAll((images) => images.map((image) => image.getAttribute('src')));
    expect(new Set(pictures).size).toBeGreaterThan(1);

    await app.restore(DEMO, 'first light', { keepCurrent: true });
    await expect(face.page.getByRole('button', { name: 'Undo restore' })).toBeVisible();
    await expect(face.page.getByRole('button', { name: 'Resume', exact: true })).toBeVisible();
    await expect.poll(() => screen(face, id), CHANGE_DEADLINE).toBe(first);

    await app.delete(DEMO, 'more trees');
    await expect(face.page.getByRole('button', { name: 'Undo', exact: true })).toBeVisible();
    await expect(app.snapshot(DEMO, 'more trees')).toBeHidden({ timeout: 20_000 });

    const outline = await app.outline(DEMO);
    expect(outline.some((line) => line.includes('first light'))).toBe(true);
    expect(outline.some((line) => line.includes('You are here'))).toBe(true);
    await face.page.reload();
    await expect.poll(() => app.outline(DEMO)).toEqual(outline);

    await stop(face);
    const again = await start();
    await expect.poll(() => again.app.outline(DEMO), CHANGE_DEADLINE).toEqual(outline);
  });

  it('sees that a raw drive is not rolled back, and works with the two that are', async () => {
    await using disks = await makeTemporaryFolder();
    await createQcow2(disks.entry('system.qcow2'));
    await createQcow2(disks.entry('data.qcow2'));
    await createRaw(disks.entry('scratch.raw'));
    await using qemu = await startQemu({
      name: 'web-server',
      uuid: '0e4c1c1e-7a53-4c52-9f6a-0c5a5b8e2d10',
      drives: [
        { nodeName: 'system', path: disks.entry('system.qcow2'), format: 'qcow2' },
        { nodeName: 'data', path: disks.entry('data.qcow2'), format: 'qcow2' },
        { nodeName: 'scratch', path: disks.entry('scratch.raw'), format: 'raw' },
      ],
    });
    const { face, app } = await start();
    await face.page
      .getByRole('button', { name: /^Add (a )?machine$/ })
      .first()
      .click();
    const dialog = app.dialog('Add a machine');
    await dialog.getByLabel('Address').fill(qemu.socketPath);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(app.machines.getByText('web-server')).toBeVisible();

    await app.take('web-server', 'clean install');
    await app.take('web-server', 'nginx configured');
    await app.snapshot('web-server', 'clean install').click();
    await face.page.getByRole('button', { name: 'Restore', exact: true }).first().click();
    const restore = app.dialog('Restore clean install');
    await expect(restore.getByText('The drive scratch is not rolled back')).toBeVisible();
    await restore.getByRole('button', { name: 'Restore clean install', exact: true }).click();
    await expect(face.page.getByRole('button', { name: 'Undo restore' })).toBeVisible();

    await app.delete('web-server', 'nginx configured');
    await expect(app.snapshot('web-server', 'nginx configured')).toBeHidden({ timeout: 20_000 });
    const outline = await app.outline('web-server');
    await face.page.reload();
    await expect.poll(() => app.outline('web-server')).toEqual(outline);
  });
});
