import { describe, it } from 'vitest';
import { english } from '../../shared/sentences/english.ts';
import type { Message } from '../../shared/sentences/message.ts';
import { expect } from '../helpers/app-page.ts';
import { type ShownApp, useAppStage } from '../helpers/app-stage.ts';
import { createQcow2, createRaw, startQemu } from '../helpers/qemu.ts';

const NAME = 'web-server';

/** What is fixed of each English sentence, in pieces that are long enough to be no word of another language. */
const pieces = Object.values<Message>(english)
  .flatMap((message) => (typeof message === 'string' ? [message] : [message.one, message.other]))
  .flatMap((form) => form.split(/\{[^}]*\}|“|”/))
  .map((piece) => piece.trim())
  .filter((piece) => piece.split(' ').length >= 4);

/** The pieces of English sentences that the page shows, also in what only screen readers are told. */
async function englishOn({ page }: ShownApp): Promise<readonly string[]> {
  const shown = await page.evaluate(() => {
    const hidden = [...document.querySelectorAll('[aria-label], [title]')].map(
      (each) => `${each.getAttribute('aria-label') ?? ''} ${each.getAttribute('title') ?? ''}`,
    );
    return [document.body.innerText, document.body.textContent ?? '', ...hidden].join('\n');
  });
  return pieces.filter((piece) => shown.includes(piece));
}

describe('the window in German', () => {
  const stage = useAppStage({ context: { locale: 'de-DE' } });

  it('takes, refuses, restores and deletes without an English sentence', async () => {
    const { folder } = stage;
    await createQcow2(folder.entry('system.qcow2'));
    await createRaw(folder.entry('scratch.raw'));
    await using qemu = await startQemu({
      name: NAME,
      drives: [
        { nodeName: 'system', path: folder.entry('system.qcow2'), format: 'qcow2' },
        { nodeName: 'scratch', path: folder.entry('scratch.raw'), format: 'raw' },
      ],
    });
    const shown = await stage.start();
    const { app, page, watched } = shown;
    const id = await shown.add(qemu);
    await shown.took(id, 'erster');

    await app.main.getByRole('button', { name: 'Snapshot aufnehmen', exact: true }).click();
    const take = app.dialog('Snapshot aufnehmen');
    await expect(take.getByText(/Das Laufwerk scratch ist nicht Teil des Snapshots/)).toBeVisible();
    await expect(take.getByText(/sein Format \(raw\) fasst keine Snapshots; qcow2 schon\.$/)).toBeVisible();
    await take.getByText('Weitere Optionen').click();
    await take.getByRole('checkbox', { name: 'Arbeitsspeicher einschließen' }).uncheck();
    await expect(take.getByText(/wie nach einem Stromausfall/)).toBeVisible();
    expect(await englishOn(shown)).toEqual([]);
    await take.getByLabel('Name', { exact: true }).fill('zweiter');
    await take.getByRole('button', { name: 'Aufnehmen', exact: true }).click();
    await expect(take).toBeHidden();
    const row = (name: string) =>
      page.getByRole('tree', { name: `Snapshots von ${NAME}` }).getByRole('treeitem', { name });
    await expect(row('zweiter')).toBeVisible();

    // Its disks could be put back only by starting it, which nobody agreed to.
    const refused = await shown.api['snapshot.restore']({
      snapshotId: (
        await watched.until(({ snapshots }) => [...snapshots.values()].find(({ name }) => name === 'zweiter'))
      ).id,
      keepCurrent: false,
    });
    expect((await watched.ended(refused.jobId)).error?.said?.code).toBe('refused');
    await expect(
      page.getByText(/muss web-server ausgeschaltet und wieder gestartet werden/).first(),
    ).toBeVisible();
    expect(await englishOn(shown)).toEqual([]);

    await row('erster').click();
    await page.getByRole('button', { name: 'Wiederherstellen', exact: true }).click();
    const restore = app.dialog('erster wiederherstellen');
    await expect(restore.getByText(/Das Laufwerk scratch wird nicht zurückgesetzt/)).toBeVisible();
    expect(await englishOn(shown)).toEqual([]);
    await restore.getByRole('button', { name: 'erster wiederherstellen', exact: true }).click();
    await expect(restore).toBeHidden();
    await watched.until(({ jobs }) =>
      [...jobs.values()].some(
        ({ kind, state, snapshotName }) =>
          kind === 'restore' && state === 'done' && snapshotName === 'erster',
      ),
    );

    await row('zweiter').click();
    await page.keyboard.press('Delete');
    const remove = app.dialog('zweiter löschen');
    await remove.getByRole('button', { name: 'zweiter löschen', exact: true }).click();
    await page.getByRole('button', { name: 'Jetzt ausführen' }).click();
    await expect(row('zweiter')).toBeHidden();

    await page.getByRole('button', { name: 'Verlauf', exact: true }).click();
    for (const more of await page.getByText(/^Was geschah/).all()) await more.click();
    await expect(page.getByText('„zweiter“ wird gelöscht.')).toBeVisible();
    await expect(page.getByText('„erster“ wird geladen.')).toBeVisible();
    expect(await englishOn(shown)).toEqual([]);
  });
});
