import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { describe, it } from 'vitest';
import { expect } from '../helpers/app-page.ts';
import { useSceneStage } from '../helpers/scene-stage.ts';
import { windowScenes } from '../helpers/window-scenes.ts';

describe('everybody', () => {
  const stage = useSceneStage();

  it.each(windowScenes)(
    'can use the scene $name: by its names and contrast, and with text twice as large',
    async (scene) => {
      const { page } = await stage.open(scene);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const axe = new AxeBuilder({ page });
        // An open menu is a layer of its own, as a dialog is; of layers, the rule knows dialogs alone.
        if (scene.name === 'menu') axe.disableRules('region');
        const { violations } = await axe.analyze();
        const found = violations.map(({ id, help, nodes }) => ({
          id,
          help,
          where: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary}`),
        }));
        expect(found, colorScheme).toEqual([]);
      }
      await page.evaluate(() => {
        document.documentElement.style.fontSize = '200%';
      });
      await expect.poll(() => unusable(page)).toEqual([]);
    },
  );

  it('sees nothing move who asked for no motion', async () => {
    for (const scene of windowScenes.filter(({ name }) =>
      ['tree', 'restore', 'viewer', 'taking'].includes(name),
    )) {
      const { page } = await stage.open(scene, { reducedMotion: 'reduce' });
      const moving = await page.evaluate(() =>
        [...document.querySelectorAll('*')].flatMap((element) => {
          const { transitionDuration, animationDuration, animationName } = getComputedStyle(element);
          const isMoving =
            /[1-9]/.test(transitionDuration) || (animationName !== 'none' && /[1-9]/.test(animationDuration));
          return isMoving ? [`${element.tagName} ${element.className}`] : [];
        }),
      );
      expect(moving, scene.name).toEqual([]);
    }
  });
});

/** Buttons, fields and links of the uppermost layer that are cut off by the window or lie under something else. */
async function unusable(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const dialogs = [...document.querySelectorAll('[role="dialog"], [role="menu"]')];
    const layer = dialogs.at(-1) ?? document.body;
    const bad: string[] = [];
    if (document.documentElement.scrollWidth > window.innerWidth) bad.push('the page scrolls sideways');
    for (const control of layer.querySelectorAll(
      'button, input, textarea, select, a[href], [role="menuitem"]',
    )) {
      const name = `${control.tagName} ${control.getAttribute('aria-label') ?? control.textContent}`;
      if (control.closest('[aria-hidden="true"], [inert]') !== null || !control.checkVisibility()) continue;
      control.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const box = control.getBoundingClientRect();
      if (box.width < 2 || box.height < 2) continue;
      const x = box.left + box.width / 2;
      const y = box.top + box.height / 2;
      if (box.left < -1 || box.right > window.innerWidth + 1 || y < 0 || y > window.innerHeight) {
        bad.push(`${name} is outside the window`);
        continue;
      }
      const hit = document.elementFromPoint(x, y);
      const isHit =
        hit !== null &&
        (control.contains(hit) || hit.contains(control) || hit.closest('label')?.contains(control));
      if (isHit !== true) bad.push(`${name} lies under ${hit?.tagName} ${hit?.className}`);
    }
    return bad;
  });
}
