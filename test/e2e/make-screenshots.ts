/** Makes the screenshots of assets/screenshots from the real demo machine: `npm run screenshots`, after a build. */
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { chromium, type Locator, type Page } from 'playwright-core';
import sharp from 'sharp';
import { stopDemoMachine } from '../../electron/demo/demo-machine.ts';
import { chromiumPath } from '../helpers/electron-stand-in/start.ts';
import { startBrowserFace } from '../helpers/faces.ts';

const OUT = join(import.meta.dirname, '../../assets/screenshots');
const DEMO = 'Demo machine';
const home = join(tmpdir(), 'snapgrove-screenshots');

function snapshot(page: Page, name: string): Locator {
  return page.getByRole('treeitem', { name: new RegExp(`^${name}`) });
}

async function take(page: Page, name: string, description: string): Promise<void> {
  await page.getByRole('button', { name: 'Take snapshot' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Take snapshot' });
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByLabel('Description').fill(description);
  await dialog.getByRole('button', { name: 'Take', exact: true }).click();
  await snapshot(page, name).locator('img').first().waitFor();
}

async function save(page: Page, name: string): Promise<void> {
  const png = await page.screenshot();
  await sharp(png)
    .png({ palette: true, effort: 7 })
    .toFile(join(OUT, `${name}.png`));
}

await rm(home, { recursive: true, force: true });
await mkdir(home, { recursive: true, mode: 0o700 });
await mkdir(OUT, { recursive: true });
const context = await chromium.launchPersistentContext(join(home, 'chromium'), {
  executablePath: chromiumPath,
  chromiumSandbox: process.getuid?.() !== 0,
  viewport: { width: 1280, height: 800 },
});
const store = join(home, 'store');
const face = await startBrowserFace(
  { SNAPGROVE_HOME: store, SNAPGROVE_RUNTIME_DIR: join(home, 'run') },
  { context, endpoint: '' },
);
const { page } = face;
try {
  await page.getByRole('button', { name: 'Try the demo machine' }).click();
  await page.getByText(DEMO).first().waitFor();
  const { machineId } = await face.api['demo.start']({});
  // Until the guest draws, its firmware shows text in another size.
  await expect
    .poll(async () => (await face.api['machine.screenshot']({ machineId })).picture?.width, {
      timeout: 30_000,
    })
    .toBe(960);
  await take(page, 'first light', 'A single tree.');
  await take(page, 'before upgrade', 'The last state that everybody was happy with.');
  await take(page, 'after upgrade', '');
  await snapshot(page, 'before upgrade').click();
  await page.getByRole('button', { name: 'Restore', exact: true }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Restore before upgrade' });
  const confirm = dialog.getByRole('button', { name: 'Restore before upgrade', exact: true });
  await confirm.waitFor();
  await page.waitForLoadState('load');
  await save(page, 'restore-light');
  await confirm.click();
  await snapshot(page, 'Before restoring before upgrade').locator('img').first().waitFor();
  await page.getByRole('button', { name: 'Undo restore' }).waitFor();
  await take(page, 'another way', 'What if.');
  await snapshot(page, 'before upgrade').click();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const view of ['Map', 'Timeline', 'Tree'] as const) {
      await page
        .getByRole('radio', { name: view })
        .or(page.getByRole('button', { name: view }))
        .first()
        .click();
      const main = page.getByRole('main');
      await main.getByRole('tree').or(main.getByRole('listbox')).first().locator('img').first().waitFor();
      await save(page, `${view.toLowerCase()}-${colorScheme}`);
    }
  }
} finally {
  await face.stop();
  await context.close();
  await stopDemoMachine({ home: store });
  await rm(home, { recursive: true, force: true });
}
