import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { buildPage } from '../helpers/build-page.ts';
import { createSyntheticCore, type SyntheticCore } from '../helpers/synthetic-core.ts';
import { serveSyntheticFace } from '../helpers/synthetic-face.ts';
import { drawPictures } from '../helpers/synthetic-pictures.ts';
import type { Shape } from '../helpers/synthetic-world.ts';

// Pictures of the window over made-up machines, to look at while working on it:
//   node test/bench/window-pictures.ts FOLDER [NAME…]

interface Scene {
  readonly name: string;
  readonly machines?: number;
  readonly snapshots: number;
  readonly shape?: Shape;
  readonly size?: readonly [number, number];
  readonly scheme?: 'light' | 'dark';
  readonly scale?: number;
  readonly rootFont?: string;
  readonly locale?: string;
  readonly act?: (page: Page, core: SyntheticCore) => Promise<void>;
}

const tree = (page: Page) => page.getByRole('tree');
const item = (page: Page, name: RegExp | string) => page.getByRole('treeitem', { name }).first();

const scenes: readonly Scene[] = [
  { name: 'welcome', machines: 0, snapshots: 0 },
  { name: 'welcome-dark', machines: 0, snapshots: 0, scheme: 'dark' },
  {
    name: 'add',
    machines: 0,
    snapshots: 0,
    act: async (page) => page.getByRole('main').getByRole('button', { name: 'Add a machine' }).click(),
  },
  { name: 'none', snapshots: 0 },
  { name: 'one', snapshots: 1, scheme: 'dark' },
  { name: 'twelve', snapshots: 12 },
  { name: 'twelve-dark', snapshots: 12, scheme: 'dark' },
  { name: 'twelve-small', snapshots: 12, size: [1024, 700] },
  { name: 'twelve-selected', snapshots: 12, act: async (page) => item(page, /^nginx configured/).click() },
  {
    name: 'twelve-selected-dark',
    snapshots: 12,
    scheme: 'dark',
    act: async (page) => item(page, /^before upgrade/).click(),
  },
  { name: 'lots', snapshots: 300, act: async (page) => tree(page).press('Home') },
  { name: 'chain', snapshots: 10_000, shape: 'chain' },
  { name: 'comb', snapshots: 10_000, shape: 'comb' },
  { name: 'german', snapshots: 12, locale: 'de-DE' },
  { name: 'large-text', snapshots: 12, rootFont: '200%' },
  { name: 'scaled', snapshots: 12, size: [1920, 1080], scale: 2 },
  {
    name: 'take',
    snapshots: 12,
    act: async (page) => page.getByRole('button', { name: 'Take snapshot' }).click(),
  },
  {
    name: 'taking',
    snapshots: 12,
    act: async (page) => {
      await page.getByRole('button', { name: 'Take snapshot' }).click();
      await page.getByRole('button', { name: 'Take', exact: true }).click();
      await page.getByRole('progressbar').first().waitFor();
    },
  },
  {
    name: 'restore',
    snapshots: 12,
    act: async (page) => {
      await item(page, /^nginx configured/).click();
      await page.getByRole('button', { name: 'Restore', exact: true }).click();
      await page.getByRole('button', { name: /^Restore nginx/ }).waitFor();
    },
  },
  {
    name: 'restore-dark',
    snapshots: 12,
    scheme: 'dark',
    act: async (page) => {
      await item(page, /^nginx configured/).click();
      await page.getByRole('button', { name: 'Restore', exact: true }).click();
      await page.getByRole('button', { name: /^Restore nginx/ }).waitFor();
    },
  },
  {
    name: 'delete',
    snapshots: 12,
    act: async (page) => {
      await item(page, /^nginx configured/).click();
      await page.keyboard.press('Delete');
      await page.getByRole('button', { name: /^Delete nginx/ }).waitFor();
    },
  },
  {
    name: 'deleting',
    snapshots: 12,
    act: async (page) => {
      await item(page, /^nginx configured/).click();
      await page.keyboard.press('Delete');
      await page.getByRole('button', { name: /^Delete nginx/ }).click();
      await page.getByRole('button', { name: 'Undo' }).waitFor();
    },
  },
  {
    name: 'lost',
    snapshots: 12,
    act: async (_page, core) => {
      const [machine] = core.machines.values();
      if (machine === undefined) return;
      const link = {
        status: 'lost',
        code: 'refused',
        message: 'Another program is connected to this monitor.',
        since: Date.now(),
        retryAt: null,
      } as const;
      core.apply([
        {
          op: 'put',
          kind: 'machine',
          value: { ...machine, link, state: 'unknown', seenAt: Date.now() - 600_000 },
        },
      ]);
    },
  },
  {
    name: 'history',
    snapshots: 12,
    act: async (page) => {
      await page.getByRole('button', { name: 'Take snapshot' }).click();
      await page.getByRole('button', { name: 'Take', exact: true }).click();
      await page.getByRole('progressbar').first().waitFor();
      await page.getByRole('button', { name: 'History' }).click();
    },
  },
];

const [folder = join(tmpdir(), 'window-pictures'), ...wanted] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const work = await mkdtemp(join(tmpdir(), 'snapgrove-pictures-'));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  await buildPage(join(work, 'page'));
  const pictures = await drawPictures(join(work, 'pictures'), 400);
  for (const scene of scenes) {
    if (wanted.length > 0 && !wanted.includes(scene.name)) continue;
    await draw(browser, scene, pictures);
  }
} finally {
  await browser.close();
  await rm(work, { recursive: true, force: true });
}

async function draw(
  opened: Browser,
  scene: Scene,
  pictures: Awaited<ReturnType<typeof drawPictures>>,
): Promise<void> {
  const core = createSyntheticCore({
    machines: scene.machines ?? 6,
    snapshots: scene.snapshots,
    shape: scene.shape ?? 'grove',
    now: Date.now(),
    picture: pictures.at,
    jobMs: 20_000,
    undoMs: 8_000,
  });
  const face = await serveSyntheticFace(core, { page: join(work, 'page'), pictures: pictures.folder });
  const [width, height] = scene.size ?? [1440, 900];
  const context = await opened.newContext({
    viewport: { width, height },
    deviceScaleFactor: scene.scale ?? 1,
    colorScheme: scene.scheme ?? 'light',
    locale: scene.locale ?? 'en-GB',
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      console.error(`${scene.name}: ${message.text()}`);
  });
  page.on('pageerror', (error) => console.error(`${scene.name}: ${error.stack ?? error.message}`));
  await page.goto(face.url);
  if (scene.rootFont !== undefined) {
    await page.evaluate((size) => {
      document.documentElement.style.fontSize = size;
    }, scene.rootFont);
  }
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  try {
    await scene.act?.(page, core);
  } catch (cause) {
    console.error(`${scene.name}: ${String(cause)}`);
  }
  await page.waitForLoadState('networkidle');
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const each of violations) {
    console.error(
      `${scene.name}: axe ${each.id}: ${each.help}`,
      each.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    );
  }
  await page.screenshot({ path: join(folder, `${scene.name}.png`), animations: 'disabled' });
  await context.close();
  await face.close();
}
