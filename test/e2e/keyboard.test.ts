import { describe, it } from 'vitest';
import { expect } from '../helpers/app-page.ts';
import { type ShownApp, useAppStage } from '../helpers/app-stage.ts';
import { startGuest } from '../helpers/guest.ts';

const NAME = 'typewriter';

/** The keyboard as a person without a pointer uses it. */
function keyboardOf({ page, app }: ShownApp) {
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  /** Tabs on until what has the focus fits. */
  const tabTo = async (wanted: RegExp, key = 'Tab') => {
    const passed: string[] = [];
    for (let step = 0; step < 60; step++) {
      const focused = await app.focused();
      if (wanted.test(focused)) return;
      passed.push(focused);
      await page.keyboard.press(key);
    }
    throw new Error(`The Tab key does not come to ${wanted}: ${passed.join(' | ')}`);
  };
  /** Waits until what fits has the focus. */
  const focusOn = async (wanted: RegExp) => {
    await expect.poll(() => app.focused()).toMatch(wanted);
  };
  return { press, type: (text: string) => page.keyboard.type(text), tabTo, focusOn };
}

describe('the keyboard alone', () => {
  const stage = useAppStage();

  it('adds a machine and does everything with its snapshots, and never loses its place', async () => {
    await using qemu = await startGuest({ name: NAME });
    const shown = await stage.start({ undoMs: 20_000 });
    const { app, watched } = shown;
    const { press, type, tabTo, focusOn } = keyboardOf(shown);

    // A machine.
    await press('Control+n');
    await focusOn(/^input Address/);
    await type(qemu.socketPath);
    await press('Enter');
    await expect(app.here(NAME)).toBeVisible();
    await expect(app.dialog('Add a machine')).toBeHidden();
    await focusOn(/^treeitem You are here/);

    // Three snapshots, one under the other.
    for (const name of ['clean', 'configured', 'tried']) {
      await press('Control+t');
      await focusOn(/^input Name/);
      await type(name);
      await press('Enter');
      await expect(app.snapshot(NAME, name)).toBeVisible();
      await expect(app.dialog('Take snapshot')).toBeHidden();
      await focusOn(/^treeitem You are here/);
      await qemu.press(1);
    }
    expect(await app.outline(NAME)).toEqual(['1 clean', '2 configured', '3 tried', '4 You are here']);

    // Into the tree, and about in it.
    await tabTo(/^treeitem/);
    await press('Home');
    await focusOn(/^treeitem clean/);
    await expect(app.details.getByRole('heading', { name: 'clean' })).toBeVisible();
    await press('ArrowLeft');
    await expect(app.snapshot(NAME, 'clean')).toHaveAttribute('aria-expanded', 'false');
    expect(await app.outline(NAME)).toEqual(['1 clean']);
    await press('ArrowRight');
    await expect(app.snapshot(NAME, 'clean')).toHaveAttribute('aria-expanded', 'true');
    await press('ArrowRight');
    await focusOn(/^treeitem configured/);
    await type('tri');
    await focusOn(/^treeitem tried/);
    await press('ArrowLeft');
    await expect(app.snapshot(NAME, 'tried')).toHaveAttribute('aria-expanded', 'false');
    await expect(app.snapshot(NAME, 'tried')).toContainText('1 hidden');
    await press('ArrowRight');
    await expect(app.snapshot(NAME, 'tried')).toHaveAttribute('aria-expanded', 'true');
    await press('ArrowUp');
    await focusOn(/^treeitem configured/);
    await press('Shift+ArrowDown');
    await focusOn(/^treeitem tried/);
    await expect(app.details.getByText('2 snapshots selected')).toBeVisible();
    await press('Control+Home', 'Space');
    await expect(app.details.getByText('3 snapshots selected')).toBeVisible();

    // Notes: a description, a label, the pin.
    await press('ArrowDown');
    await focusOn(/^treeitem configured/);
    await tabTo(/^button Add a description/);
    await press('Enter');
    await focusOn(/^textarea Description/);
    await type('With the shop.');
    await press('Control+Enter');
    await focusOn(/^button Edit description/);
    await expect(app.details.getByText('With the shop.')).toBeVisible();
    await tabTo(/^input Add label/);
    await type('stable');
    await press('Enter');
    await expect(app.details.getByRole('button', { name: 'Remove label stable' })).toBeVisible();
    await type('wrong');
    await press('Enter');
    await tabTo(/^button Remove label wrong/, 'Shift+Tab');
    await press('Enter');
    await expect(app.details.getByRole('button', { name: 'Remove label wrong' })).toBeHidden();
    await focusOn(/^input Add label/);
    await tabTo(/^button Pin/, 'Shift+Tab');
    await press('Enter');
    await expect(app.snapshot(NAME, 'configured').getByText('Pinned')).toBeVisible();
    await focusOn(/^button Unpin/);

    // Restore, and undo it.
    await tabTo(/^treeitem/, 'Shift+Tab');
    await press('Home', 'Control+Enter');
    await expect(app.dialog('Restore clean')).toBeVisible();
    await focusOn(/^button Restore clean/);
    await press('Escape');
    await focusOn(/^treeitem clean/);
    await press('Control+Enter');
    await expect(app.dialog('Restore clean').getByRole('button', { name: 'Restore clean' })).toBeEnabled();
    await press('Enter');
    await expect(app.notices.getByRole('button', { name: 'Undo restore' })).toBeVisible();
    await focusOn(/^treeitem clean/);
    await expect(app.snapshot(NAME, 'Before restoring clean')).toBeVisible();
    await expect(app.here(NAME)).toHaveAttribute('aria-level', '2');
    await tabTo(/^button Undo restore/);
    await press('Enter');
    await watched.until(({ jobs }) => {
      const restores = [...jobs.values()].filter((job) => job.kind === 'restore');
      return restores.length === 2 && restores.every((job) => job.state === 'done');
    });
    await expect(app.here(NAME)).toHaveAttribute('aria-level', '5');
    await focusOn(/^(treeitem|button)/);

    // Delete, and undo it.
    await tabTo(/^treeitem/, 'Shift+Tab');
    await type('tried');
    await focusOn(/^treeitem tried/);
    await press('Delete');
    await focusOn(/^button Delete tried/);
    await expect(app.dialog('Delete tried').getByRole('button', { name: 'Delete tried' })).toBeEnabled();
    await press('Enter');
    await expect(app.notices.getByRole('button', { name: 'Undo', exact: true })).toBeVisible();
    await focusOn(/^treeitem tried/);
    await tabTo(/^button Undo/);
    await press('Enter');
    await expect(app.notices.getByRole('button', { name: 'Undo', exact: true })).toBeHidden();
    await expect(app.snapshot(NAME, 'tried').getByText('Will be deleted')).toBeHidden();
    await focusOn(/^(treeitem|button)/);

    // Delete what is below, after its plan; the pinned one has to be named.
    await tabTo(/^treeitem/, 'Shift+Tab');
    await press('Home', 'Delete');
    await expect(app.dialog('Delete clean')).toBeVisible();
    await tabTo(/^input Only this snapshot/, 'Shift+Tab');
    await press('ArrowRight', 'ArrowRight');
    const plan = app.dialog('Delete clean');
    await expect(plan.getByText(/snapshots go:/)).toBeVisible();
    await tabTo(/^(input|checkbox|button|span).*Also delete the pinned “configured”/);
    await press('Space');
    await tabTo(/^button Delete \d snapshots/);
    await press('Enter');
    await expect(plan).toBeHidden();
    await tabTo(/^button Do it now/);
    await press('Enter');
    await expect.poll(() => app.outline(NAME)).toEqual(['1 clean', '2 You are here']);
    await focusOn(/^(treeitem|button)/);
    await watched.until(({ jobs }) => [...jobs.values()].every((job) => job.finishedAt !== null));
    await expect(app.snapshot(NAME, 'clean')).toBeVisible();
  });
});
