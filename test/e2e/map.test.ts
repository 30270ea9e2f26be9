import type { Locator } from '@playwright/test';
import { describe, it } from 'vitest';
import { expect } from '../helpers/app-page.ts';
import { useAppStage } from '../helpers/app-stage.ts';
import { startGuest } from '../helpers/guest.ts';

const NAME = 'atlas';

describe('the map', () => {
  const stage = useAppStage();

  it('is moved and zoomed by pointer and keys, and folds what is below a card', async () => {
    await using guest = await startGuest({ name: NAME });
    const shown = await stage.start();
    const { app, page, api, done, watched } = shown;
    const id = await shown.add(guest);
    for (const name of ['root', 'left']) await shown.took(id, name);
    await done(api['snapshot.restore']({ snapshotId: watched.snapshot(id, 'root').id, keepCurrent: false }));
    await shown.took(id, 'right');
    await page.keyboard.press('Control+2');
    const map = app.tree(NAME);
    const card = (name: string) => map.getByRole('treeitem', { name: new RegExp(`^${name}`) });
    const zoom = page.getByRole('toolbar', { name: 'Map' }).getByRole('status', { name: 'Zoom' });
    await expect(map.getByRole('treeitem')).toHaveCount(4);

    // Pulled by the pointer, the plane goes with it and nothing is pressed.
    await card('root').click();
    const at = await placeOf(card('root'));
    const inside = await placeOf(map);
    await page.mouse.move(inside.x + 40, inside.y + 40);
    await page.mouse.down();
    await page.mouse.move(inside.x + 100, inside.y + 90, { steps: 4 });
    await page.mouse.up();
    const pulled = await placeOf(card('root'));
    expect(pulled.x - at.x).toBeGreaterThan(30);
    expect(pulled.y - at.y).toBeGreaterThan(20);
    await expect(card('root')).toHaveAttribute('aria-selected', 'true');

    // The wheel moves it, with Ctrl it zooms.
    await page.mouse.wheel(0, 60);
    await expect.poll(async () => (await placeOf(card('root'))).y).toBeLessThan(pulled.y);
    const before = await zoom.textContent();
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, 100);
    await page.keyboard.up('Control');
    await expect(zoom).not.toHaveText(before ?? '');

    // Keys: move, zoom, everything.
    const place = await placeOf(card('root'));
    await page.keyboard.press('Alt+ArrowRight');
    await expect.poll(async () => (await placeOf(card('root'))).x).toBeLessThan(place.x);
    const far = await zoom.textContent();
    await page.keyboard.press('+');
    await expect(zoom).not.toHaveText(far ?? '');
    const near = await zoom.textContent();
    await page.keyboard.press('-');
    await expect(zoom).not.toHaveText(near ?? '');
    await page.keyboard.press('0');
    await expect.poll(async () => await isWithin(map, card('left'))).toBe(true);
    await expect.poll(async () => await isWithin(map, app.here(NAME))).toBe(true);

    // The arrows go where they point.
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => app.focused()).toMatch(/^treeitem right/);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => app.focused()).toMatch(/^treeitem You are here/);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => app.focused()).toMatch(/^treeitem left/);
    await expect(app.details.getByRole('heading', { name: 'left' })).toBeVisible();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => app.focused()).toMatch(/^treeitem root/);

    // Folded by its button and unfolded by a key, and the list has it the same way.
    await card('root').getByTitle('Collapse').click();
    await expect(card('root')).toHaveAttribute('aria-expanded', 'false');
    await expect(map.getByRole('treeitem')).toHaveCount(1);
    await page.keyboard.press('Control+1');
    await expect(app.snapshot(NAME, 'root')).toHaveAttribute('aria-expanded', 'false');
    await page.keyboard.press('Control+2');
    await expect.poll(() => app.focused()).toMatch(/^treeitem root/);
    await page.keyboard.press('ArrowRight');
    await expect(map.getByRole('treeitem')).toHaveCount(4);
    await expect.poll(() => app.focused()).toMatch(/^treeitem root/);
  });
});

async function placeOf(of: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await of.boundingBox();
  if (box === null) throw new Error('it is not drawn');
  return { x: box.x, y: box.y };
}

async function isWithin(outer: Locator, inner: Locator): Promise<boolean> {
  const [around, box] = await Promise.all([outer.boundingBox(), inner.boundingBox()]);
  if (around === null || box === null) return false;
  return (
    box.x >= around.x &&
    box.y >= around.y &&
    box.x + box.width <= around.x + around.width &&
    box.y + box.height <= around.y + around.height
  );
}
