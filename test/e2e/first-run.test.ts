import { writeFile } from 'node:fs/promises';
import { describe, it } from 'vitest';
import { expect } from '../helpers/app-page.ts';
import { useAppStage } from '../helpers/app-stage.ts';
import { createQcow2, startQemu } from '../helpers/qemu.ts';
import { connectRawQmp } from '../helpers/raw-qmp.ts';

describe('the first run', () => {
  const stage = useAppStage();

  it('leads from nothing to a working tree in three clicks', async () => {
    const { app } = await stage.start();
    await app.button('Try the demo machine').click();
    await app.button('Take the first snapshot').click();
    await app.dialog('Take snapshot').getByRole('button', { name: 'Take', exact: true }).click();
    await expect(app.tree('Demo machine').getByRole('treeitem')).toHaveCount(2);
    await expect(app.here('Demo machine')).toHaveAttribute('aria-level', '2');
  });

  it('finds a machine that runs on this computer, and adds it with one click', async () => {
    await createQcow2(stage.folder.entry('disk.qcow2'));
    await using qemu = await startQemu({
      name: 'found here',
      drives: [{ nodeName: 'disk', path: stage.folder.entry('disk.qcow2'), format: 'qcow2' }],
    });
    const { app, page } = await stage.start();
    const found = page.getByRole('listitem').filter({ hasText: qemu.socketPath });
    await found.getByRole('button', { name: 'Add found here' }).click();
    await expect(app.machine('found here')).toHaveAttribute('aria-current', 'page');
    await expect(app.here('found here')).toBeVisible();
    await expect(app.button('Take the first snapshot')).toBeVisible();
  });

  it('says what is wrong with an address, keeps what was typed, and takes the right one', async () => {
    const { folder } = stage;
    await createQcow2(folder.entry('disk.qcow2'));
    await using qemu = await startQemu({
      name: 'typed',
      drives: [{ nodeName: 'disk', path: folder.entry('disk.qcow2'), format: 'qcow2' }],
      args: [
        '-monitor',
        `unix:${folder.entry('hmp.sock')},server=on,wait=off`,
        '-qmp',
        `unix:${folder.entry('busy.sock')},server=on,wait=off`,
      ],
    });
    await using _other = await connectRawQmp(folder.entry('busy.sock'));
    await writeFile(folder.entry('notes.txt'), 'no disk image');
    const { app } = await stage.start();
    await app.button('Add a machine').click();
    const dialog = app.dialog('Add a machine');
    const address = dialog.getByLabel('Address');
    const add = dialog.getByRole('button', { name: 'Add', exact: true });

    await add.click();
    await expect(dialog.getByText('Type a socket, host:port, libvirt URI or image.')).toBeVisible();
    await expect(address).toBeFocused();

    const sentences = [
      [folder.entry('nothing.sock'), `There is no socket at ${folder.entry('nothing.sock')}.`],
      [folder.entry('busy.sock'), 'Another program is connected to this monitor'],
      [folder.entry('hmp.sock'), /human|HMP/],
      [folder.entry('notes.txt'), /notes\.txt/],
      ['127.0.0.1:1', 'Nothing listens at 127.0.0.1:1'],
    ] as const;
    for (const [wrong, sentence] of sentences) {
      await address.fill(wrong);
      await address.press('Enter');
      await expect(dialog.getByRole('alert')).toContainText(sentence);
      await expect(address).toHaveValue(wrong);
    }

    await address.fill(qemu.socketPath);
    await address.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(app.machine('typed')).toBeVisible();
  });
});
