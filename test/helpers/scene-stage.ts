import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { AppPage } from './app-page.ts';
import { chromiumPath } from './electron-stand-in/start.ts';
import { createSyntheticCore } from './synthetic-core.ts';
import { serveSyntheticFace } from './synthetic-face.ts';
import { drawPictures, type SyntheticPictures } from './synthetic-pictures.ts';
import { makeTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';
import type { WindowScene } from './window-scenes.ts';

const project = join(import.meta.dirname, '../..');

/** The moment that every scene is at. */
export const SCENE_TIME = Date.UTC(2026, 10, 24, 14, 5);

/** What makes Chromium draw text alike on every computer: DejaVu alone (fonts-dejavu-core), without hinting. */
const SAME_TEXT = {
  env: { ...process.env, FONTCONFIG_FILE: join(project, 'test/fixtures/screens/fonts.conf') },
  args: ['--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb'],
};

export interface SceneStage {
  /** Opens a scene in a page of its own, which is closed after the test. */
  open(
    scene: WindowScene,
    context?: BrowserContextOptions,
  ): Promise<{ readonly page: Page; readonly app: AppPage }>;
}

/** Registers the hooks of a test file that shows the built page over a stand-in core. */
export function useSceneStage(): SceneStage {
  let browser: Browser;
  let folder: TemporaryFolder;
  let pictures: SyntheticPictures;
  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    pictures = await drawPictures(folder.entry('pictures'), 40, 40);
    browser = await chromium.launch({
      executablePath: chromiumPath,
      chromiumSandbox: process.getuid?.() !== 0,
      ...SAME_TEXT,
    });
  });
  afterAll(async () => {
    await browser.close();
    await folder[Symbol.asyncDispose]();
  });
  return {
    open: async (scene, context) => {
      const core = createSyntheticCore({
        machines: scene.machines,
        snapshots: scene.snapshots,
        shape: 'grove',
        now: SCENE_TIME,
        // Larger numbers are of live pictures, which go on with time.
        picture: (index) => pictures.at(index < 40 ? index : 21),
        jobMs: 30_000,
        undoMs: 30_000,
      });
      const face = await serveSyntheticFace(core, {
        page: join(project, '.build/renderer'),
        pictures: pictures.folder,
      });
      const own = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        locale: 'en-GB',
        timezoneId: 'UTC',
        reducedMotion: 'reduce',
        ...context,
      });
      onTestFinished(async () => {
        await own.close();
        await face.close();
      });
      const page = await own.newPage();
      if (scene.hasJobs !== true) await page.clock.setFixedTime(SCENE_TIME);
      await page.goto(face.url);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const app = new AppPage(page);
      await scene.act?.({ app, page, core });
      return { page, app };
    },
  };
}
