import { describe, it, onTestFinished } from 'vitest';
import { expect } from '../helpers/app-page.ts';
import { useAppStage } from '../helpers/app-stage.ts';
import { startGuest } from '../helpers/guest.ts';

const NAME = 'orchard';
const OTHER = 'vineyard';

describe('several at once', () => {
  const stage = useAppStage();

  it('deletes several snapshots as one thing: one notice, one undo, one entry of the history', async () => {
    await using guest = await startGuest({ name: NAME });
    const shown = await stage.start({ undoMs: 60_000 });
    const { app, page, watched } = shown;
    const id = await shown.add(guest);
    for (const name of ['apple', 'pear', 'plum', 'quince']) await shown.took(id, name);
    const outline = ['1 apple', '2 pear', '3 plum', '4 quince', '5 You are here'];
    await expect.poll(() => app.outline(NAME)).toEqual(outline);

    const ask = async () => {
      await app.snapshot(NAME, 'pear').click();
      await app.snapshot(NAME, 'quince').click({ modifiers: ['Control'] });
      await expect(app.details.getByText('2 snapshots selected')).toBeVisible();
      await page.keyboard.press('Delete');
      const dialog = app.dialog('Delete 2 snapshots');
      await expect(dialog.getByText('2 snapshots go:')).toBeVisible();
      await expect(dialog.getByText('1 child moves to “apple”: “plum”')).toBeVisible();
      await dialog.getByRole('button', { name: 'Delete 2 snapshots' }).click();
      await expect(dialog).toBeHidden();
      await expect(app.notices.getByText(`2 snapshots of ${NAME} will be deleted`)).toBeVisible();
    };

    await ask();
    await expect.poll(() => app.focused()).toMatch(/^treeitem/);
    await expect(app.notices.getByRole('button', { name: 'Undo', exact: true })).toHaveCount(1);
    for (const name of ['pear', 'quince']) {
      await expect(app.snapshot(NAME, name)).toContainText('Will be deleted');
    }
    await expect(app.snapshot(NAME, 'plum')).not.toContainText('Will be deleted');
    await app.notices.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect(app.notices.getByText('will be deleted')).toBeHidden();
    await expect.poll(() => app.focused()).not.toBe('nothing');
    expect(await app.outline(NAME)).toEqual(outline);

    await ask();
    await app.notices.getByRole('button', { name: 'Do it now' }).click();
    await expect.poll(() => app.outline(NAME)).toEqual(['1 apple', '2 plum', '3 You are here']);
    await expect(
      page.getByRole('status').filter({ hasText: `Deleted 2 snapshots of ${NAME}` }),
    ).toBeAttached();
    await expect.poll(() => app.focused()).not.toBe('nothing');
    expect(
      watched
        .snapshotsOf(id)
        .map((each) => each.name)
        .sort(),
    ).toEqual(['apple', 'plum']);

    await page.keyboard.press('Control+j');
    const jobs = app.dialog('Jobs');
    await expect(jobs.getByText(`Deleted 2 snapshots of ${NAME}`)).toHaveCount(1);
    await expect(jobs.getByText(`Deleting 2 snapshots of ${NAME}`)).toHaveCount(1);
  });

  it('marks what goes and not what stays when only what is below is deleted', async () => {
    await using guest = await startGuest({ name: NAME });
    const shown = await stage.start({ undoMs: 60_000 });
    const { app, page } = shown;
    const id = await shown.add(guest);
    for (const name of ['stem', 'twig']) await shown.took(id, name);
    await app.snapshot(NAME, 'stem').click();
    await page.keyboard.press('Delete');
    const dialog = app.dialog('Delete stem');
    await dialog.getByRole('radio', { name: 'Only what is below' }).check();
    await dialog.getByRole('button', { name: 'Delete 1 snapshot' }).click();
    await expect(dialog).toBeHidden();
    await expect(app.snapshot(NAME, 'twig')).toContainText('Will be deleted');
    await expect(app.snapshot(NAME, 'stem')).not.toContainText('Will be deleted');
    await app.notices.getByRole('button', { name: 'Do it now' }).click();
    await expect.poll(() => app.outline(NAME)).toEqual(['1 stem', '2 You are here']);
  });

  it('takes a snapshot of the same name on several machines', async () => {
    await using guest = await startGuest({ name: NAME });
    const other = await startGuest({ name: OTHER });
    onTestFinished(() => other.stop());
    const shown = await stage.start();
    const { app, page } = shown;
    await shown.add(guest);
    await shown.add(other);
    await app.machine(NAME).click();
    await expect(app.here(NAME)).toBeVisible();
    // The one that works in a tab of a browser too.
    await page.keyboard.press('Control+s');
    const dialog = app.dialog('Take snapshot');
    await dialog.getByLabel('Name', { exact: true }).fill('before both');
    await dialog.getByText('More options').click();
    await dialog.getByRole('checkbox', { name: new RegExp(`^${OTHER}`) }).click();
    await dialog.getByRole('button', { name: 'Take 2 snapshots' }).click();
    await expect(dialog).toBeHidden();
    await expect(app.snapshot(NAME, 'before both')).toBeVisible();
    await expect.poll(() => app.focused()).toMatch(new RegExp(`^button ${NAME}`));
    await app.machine(OTHER).click();
    await expect(app.snapshot(OTHER, 'before both')).toBeVisible();
  });

  it('finds machines in a long list by a part of their name', async () => {
    await using guest = await startGuest({ name: NAME });
    const other = await startGuest({ name: OTHER });
    onTestFinished(() => other.stop());
    const shown = await stage.start();
    const { app } = shown;
    await shown.add(guest);
    await shown.add(other);
    const local = app.machines.getByRole('region', { name: 'This computer' });
    await expect(local.getByRole('button')).toHaveCount(2);
    const filter = app.machines.getByRole('searchbox', { name: 'Filter machines' });
    await filter.fill('VINE');
    await expect(app.machine(NAME)).toBeHidden();
    await filter.press('ArrowDown');
    await expect.poll(() => app.focused()).toMatch(new RegExp(`^button ${OTHER}`));
    await shown.page.keyboard.press('Enter');
    await expect(app.here(OTHER)).toBeVisible();
    await filter.fill('nothing of the kind');
    await expect(app.machines.getByText('No machine is called that.')).toBeVisible();
    await filter.press('Escape');
    await expect(local.getByRole('button')).toHaveCount(2);
  });
});
