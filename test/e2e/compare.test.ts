import { describe, it } from 'vitest';
import { expect, expectDrawn } from '../helpers/app-page.ts';
import { useAppStage } from '../helpers/app-stage.ts';
import { startGuest } from '../helpers/guest.ts';
import { createQcow2 } from '../helpers/qemu.ts';

const NAME = 'twin';

// In both faces: the worker that compares pictures has to run under the headers of each.
describe.each(['browser', 'electron'] as const)('comparing in the %s face', (face) => {
  const stage = useAppStage({ face });

  it('shows what changed in the picture and in what the machine is made of', async () => {
    await using guest = await startGuest({ name: NAME });
    const shown = await stage.start();
    const { app, page } = shown;
    const id = await shown.add(guest);
    await shown.took(id, 'before');
    await guest.press(3);
    const path = guest.folder.entry('extra.qcow2');
    await createQcow2(path);
    await guest.stage.execute('blockdev-add', {
      'node-name': 'extra',
      driver: 'qcow2',
      file: { driver: 'file', filename: path },
    });
    await guest.stage.execute('device_add', { driver: 'virtio-blk-pci', id: 'second', drive: 'extra' });
    await shown.took(id, 'after');

    await app.snapshot(NAME, 'before').click();
    await app.snapshot(NAME, 'after').click({ modifiers: ['Control'] });
    await app.details.getByRole('button', { name: 'Compare' }).click();
    const compare = app.dialog('Compare');
    const pictures = compare.getByRole('region', { name: 'Pictures' });
    for (const name of ['before', 'after']) {
      await expectDrawn(pictures.getByRole('img', { name: `Screenshot of ${name}` }));
    }

    await compare.getByRole('radio', { name: 'Slider' }).check();
    const edge = compare.getByRole('slider', { name: 'Edge between before and after' });
    await expect(edge).toHaveValue('50');
    const box = await edge.boundingBox();
    await edge.click({ position: { x: (box?.width ?? 0) / 4, y: 20 } });
    await expect.poll(async () => Number(await edge.inputValue())).toBeLessThan(30);
    await page.keyboard.press('End');
    await expect(edge).toHaveValue('100');
    await expect(edge).toHaveAttribute('aria-valuetext', '100%');

    await compare.getByRole('radio', { name: 'Difference' }).check();
    const said = pictures.getByRole('status');
    await expect(said).toHaveText(/changed, in (one area|\d+ areas)$/);
    const areas = Number(/(\d+) areas$/.exec((await said.textContent()) ?? '')?.[1] ?? 1);
    await expect(pictures.locator('svg rect')).toHaveCount(areas);

    const drive = compare.getByRole('listitem').filter({ hasText: path });
    await expect(drive).toContainText(/^added.*Drive second/s);
    await compare.getByRole('radio', { name: 'XML' }).check();
    const xml = compare.getByRole('region', { name: 'XML' });
    await expect(xml.getByRole('row').filter({ hasText: path }).first()).toContainText('+');

    await compare.getByRole('button', { name: 'Swap sides' }).click();
    await expect(xml.getByRole('row').filter({ hasText: path }).first()).toContainText('−');
    await compare.getByRole('radio', { name: 'What changed' }).check();
    await expect(drive).toContainText(/^removed/);
    await expect(said).toHaveText(/changed, in /);

    await compare.getByRole('button', { name: /^After/ }).click();
    await page.getByRole('option', { name: /^after/ }).click();
    await expect(said).toHaveText('The pictures are the same.');
    await expect(compare.getByText('No difference in what is recorded of the machine.')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(compare).toBeHidden();
    await expect.poll(() => app.focused()).not.toBe('nothing');
  });
});
