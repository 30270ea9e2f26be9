import { beforeEach, describe, it, onTestFinished } from 'vitest';
import { enterAtOnce, expect, expectDrawn } from '../helpers/app-page.ts';
import { type ShownApp, useAppStage } from '../helpers/app-stage.ts';
import { startGuest } from '../helpers/guest.ts';

const NAME = 'gallery';

describe('ways to look at snapshots', () => {
  const stage = useAppStage();
  let shown: ShownApp;

  beforeEach(async () => {
    const guest = await startGuest({ name: NAME });
    onTestFinished(() => guest.stop());
    shown = await stage.start();
    const id = await shown.add(guest);
    for (const name of ['seed', 'sprout', 'grove']) {
      await shown.took(id, name);
      await guest.press(4);
    }
    await expect(shown.app.snapshot(NAME, 'grove')).toBeVisible();
  });

  it('switches between tree, map and timeline without losing what is selected', async () => {
    const { app, page } = shown;
    await app.snapshot(NAME, 'sprout').click();
    await page.keyboard.press('Control+2');
    const card = app.tree(NAME).getByRole('treeitem', { name: /^sprout/ });
    await expect(card).toHaveAttribute('aria-selected', 'true');
    await expect.poll(() => app.focused()).toMatch(/^treeitem sprout/);
    await expect(app.details.getByRole('heading', { name: 'sprout' })).toBeVisible();
    await page.keyboard.press('Control+3');
    const strip = page.getByRole('listbox', { name: `Snapshots of ${NAME}` });
    await expect(strip.getByRole('option', { name: /^sprout/ })).toHaveAttribute('aria-selected', 'true');
    await expect.poll(() => app.focused()).toMatch(/^option sprout/);
    await page.keyboard.press('ArrowRight');
    await expect(strip.getByRole('option', { name: /^grove/ })).toHaveAttribute('aria-selected', 'true');
    await expectDrawn(app.main.getByRole('img', { name: 'Screenshot of grove' }));
    await page.keyboard.press('Control+1');
    await expect(app.snapshot(NAME, 'grove')).toHaveAttribute('aria-selected', 'true');
    await expect.poll(() => app.focused()).toMatch(/^treeitem grove/);

    await page.keyboard.press('Control+2');
    await page.reload();
    await expect(card).toBeVisible();
    await expect(app.main.getByRole('radio', { name: 'Map' })).toBeChecked();
  });

  it('moves about on the map by pointer and keyboard', async () => {
    const { app, page } = shown;
    await page.keyboard.press('Control+2');
    const tools = page.getByRole('toolbar', { name: 'Map' });
    const zoom = tools.getByRole('status', { name: 'Zoom' });
    const before = await zoom.textContent();
    await tools.getByRole('button', { name: 'Zoom in' }).click();
    await expect(zoom).not.toHaveText(before ?? '');
    await tools.getByRole('button', { name: 'Show everything' }).click();
    await expect(app.tree(NAME).getByRole('treeitem')).toHaveCount(4);
    await app.tree(NAME).getByRole('treeitem', { name: /^seed/ }).click();
    await expect(app.details.getByRole('heading', { name: 'seed' })).toBeVisible();
  });

  it('shows pictures in full size, and goes along time in them', async () => {
    const { app, page } = shown;
    await app.snapshot(NAME, 'sprout').dblclick();
    const viewer = app.dialog('sprout');
    await expectDrawn(viewer.getByRole('img', { name: 'Screenshot of sprout' }));
    await page.keyboard.press('1');
    await expect(viewer.getByRole('radio', { name: '1:1' })).toBeChecked();
    await page.keyboard.press('0');
    await expect(viewer.getByRole('radio', { name: 'Fit' })).toBeChecked();
    await page.keyboard.press('ArrowRight');
    await expectDrawn(app.dialog('grove').getByRole('img', { name: 'Screenshot of grove' }));
    const download = page.waitForEvent('download');
    await app.dialog('grove').getByRole('button', { name: 'Save picture' }).click();
    expect((await download).suggestedFilename()).toMatch(/grove.*\.png$/);
    await page.keyboard.press('Escape');
    await expect(app.dialog('grove')).toBeHidden();
    await expect(app.snapshot(NAME, 'grove')).toHaveAttribute('aria-selected', 'true');
    await expect.poll(() => app.focused()).toMatch(/^treeitem grove/);
    expect(shown.watched.world.jobs.size).toBe(3);
  });

  it('compares two pictures side by side, with a slider and by their difference', async () => {
    const { app, page } = shown;
    await app.snapshot(NAME, 'seed').click();
    await app.snapshot(NAME, 'grove').click({ modifiers: ['Control'] });
    await page.keyboard.press('Control+d');
    const compare = page.getByRole('dialog', { name: /Compare/ });
    await expectDrawn(compare.getByRole('img', { name: /Screenshot of seed/ }));
    await expectDrawn(compare.getByRole('img', { name: /Screenshot of grove/ }));
    await compare.getByRole('radio', { name: 'Slider' }).check();
    const edge = compare.getByRole('slider', { name: 'Edge between before and after' });
    await edge.focus();
    const value = await edge.inputValue();
    await page.keyboard.press('ArrowRight');
    await expect(edge).not.toHaveValue(value);
    await compare.getByRole('radio', { name: 'Difference' }).check();
    await expect(compare.getByText(/changed, in /)).toBeVisible();
    await compare.getByRole('button', { name: 'Swap sides' }).click();
    await expect(compare.getByText(/changed, in /)).toBeVisible();
    await expect(compare.getByText('What the machine is made of')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(compare).toBeHidden();
    await expect.poll(() => app.focused()).toMatch(/^treeitem/);
  });

  it('finds snapshots by words and times, and runs commands by a few letters', async () => {
    const { app, page, api, watched } = shown;
    const sprout = [...watched.world.snapshots.values()].find((each) => each.name === 'sprout');
    await api['snapshot.describe']({
      snapshotId: sprout?.id ?? '',
      description: 'before the storm',
      labels: ['green'],
    });
    await app.main.getByRole('button', { name: 'Search' }).click();
    const search = app.dialog('Search all snapshots');
    const field = search.getByRole('combobox');
    for (const words of ['storm', 'green today', 'gallery spr']) {
      await field.fill(words);
      await expect(search.getByRole('option')).toHaveCount(1);
      await expect(search.getByRole('option', { name: /^sprout/ })).toBeVisible();
    }
    await field.fill('storm last year');
    await expect(search.getByText(/No snapshot fits that/)).toBeVisible();
    await enterAtOnce(field, 'storm');
    await expect(search).toBeHidden();
    await expect(app.snapshot(NAME, 'sprout')).toHaveAttribute('aria-selected', 'true');

    await page.keyboard.press('Control+k');
    const palette = app.dialog('Command palette');
    await palette.getByRole('combobox').fill('tmln');
    await expect(palette.getByRole('option', { name: /Timeline/ })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('listbox', { name: `Snapshots of ${NAME}` })).toBeVisible();
    await page.keyboard.press('Control+k');
    await enterAtOnce(palette.getByRole('combobox'), 'shortcuts');
    await expect(app.dialog('Keyboard shortcuts')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(app.dialog('Keyboard shortcuts')).toBeHidden();
  });
});
