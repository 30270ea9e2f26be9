import { describe, it } from 'vitest';
import { expect } from '../helpers/app-page.ts';
import { type ShownApp, useAppStage } from '../helpers/app-stage.ts';
import { createQcow2, createRaw, startQemu } from '../helpers/qemu.ts';

const DEMO = 'Demo machine';

describe.each([
  ['the browser face', 'browser'],
  ['the Electron face, under the stand-in', 'electron'],
] as const)('a person with %s', (_name, face) => {
  const stage = useAppStage({ face });

  /** The sha256 of the machine's screen now. */
  async function screen({ api }: ShownApp, machineId: string): Promise<string> {
    const { picture } = await api['machine.screenshot']({ machineId });
    return picture?.sha256 ?? 'none';
  }

  it('starts the demo machine, takes two snapshots, goes back to the first and deletes the second', async () => {
    const shown = await stage.start();
    const { app, page } = shown;
    await app.button('Try the demo machine').click();
    await expect(app.machine(DEMO)).toBeVisible();
    const id = await shown.watched.until(
      ({ machines }) => [...machines.values()].find((machine) => machine.demo)?.id,
    );

    // Until it draws, its firmware shows text.
    await expect
      .poll(async () => (await shown.api['machine.screenshot']({ machineId: id })).picture?.width)
      .toBe(960);
    // Paused, so that the picture and the memory are of the same instant.
    await app.button('Pause').click();
    await expect(app.button('Resume')).toBeVisible();
    await app.take(DEMO, 'first light', 'A few trees.');
    const first = await screen(shown, id);

    await app.button('Resume').click();
    await expect.poll(() => screen(shown, id)).not.toBe(first);
    await app.take(DEMO, 'more trees');
    const pictures = await Promise.all(
      ['first light', 'more trees'].map((name) => app.thumbnail(DEMO, name).getAttribute('src')),
    );
    expect(pictures[0]).not.toBe(pictures[1]);

    await app.restore(DEMO, 'first light', { keepCurrent: true });
    await expect(app.notices.getByRole('button', { name: 'Undo restore' })).toBeVisible();
    await expect(app.button('Resume')).toBeVisible();
    await expect.poll(() => screen(shown, id)).toBe(first);

    await app.delete(DEMO, 'more trees');
    await expect(app.notices.getByRole('button', { name: 'Undo', exact: true })).toBeVisible();
    await app.notices.getByRole('button', { name: 'Do it now' }).click();
    await expect(app.snapshot(DEMO, 'more trees')).toBeHidden();

    const outline = await app.outline(DEMO);
    expect(outline).toEqual(['1 first light', '2 Before restoring first light', '2 You are here']);
    await page.reload();
    await expect.poll(() => app.outline(DEMO)).toEqual(outline);

    await stage.stop(shown);
    const again = await stage.start();
    await expect.poll(() => again.app.outline(DEMO)).toEqual(outline);
    await expect(again.app.button('Resume')).toBeVisible();
  });

  it('sees that a raw drive is not rolled back, and works with the two that are', async () => {
    const { folder } = stage;
    await createQcow2(folder.entry('system.qcow2'));
    await createQcow2(folder.entry('data.qcow2'));
    await createRaw(folder.entry('scratch.raw'));
    await using qemu = await startQemu({
      name: 'web-server',
      uuid: '0e4c1c1e-7a53-4c52-9f6a-0c5a5b8e2d10',
      drives: [
        { nodeName: 'system', path: folder.entry('system.qcow2'), format: 'qcow2' },
        { nodeName: 'data', path: folder.entry('data.qcow2'), format: 'qcow2' },
        { nodeName: 'scratch', path: folder.entry('scratch.raw'), format: 'raw' },
      ],
    });
    const { app, page } = await stage.start();
    await app.button('Add a machine').click();
    const dialog = app.dialog('Add a machine');
    await dialog.getByLabel('Address').fill(qemu.socketPath);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(app.machine('web-server')).toBeVisible();

    await app.take('web-server', 'clean install');
    await app.take('web-server', 'nginx configured');
    await app.snapshot('web-server', 'clean install').click();
    await app.details.getByRole('button', { name: 'Restore', exact: true }).click();
    const restore = app.dialog('Restore clean install');
    await expect(restore.getByText(/scratch.* is not rolled back/)).toBeVisible();
    await restore.getByRole('button', { name: 'Restore clean install', exact: true }).click();
    await expect(app.notices.getByRole('button', { name: 'Undo restore' })).toBeVisible();

    await app.delete('web-server', 'nginx configured');
    await app.notices.getByRole('button', { name: 'Do it now' }).click();
    await expect(app.snapshot('web-server', 'nginx configured')).toBeHidden();
    const outline = await app.outline('web-server');
    expect(outline).toEqual(['1 clean install', '2 Before restoring clean install', '2 You are here']);
    await page.reload();
    await expect.poll(() => app.outline('web-server')).toEqual(outline);
  });
});
