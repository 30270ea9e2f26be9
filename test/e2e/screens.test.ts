import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { useSceneStage } from '../helpers/scene-stage.ts';
import { windowScenes } from '../helpers/window-scenes.ts';

// The pictures that these are compared with are made anew by `UPDATE_SCREENS=1 npx vitest run --project e2e test/e2e/screens.test.ts`.
const FOLDER = join(import.meta.dirname, '../fixtures/screens');
const FAILURES = join(tmpdir(), 'snapgrove-e2e');

const MAIN_SCREENS = [
  'welcome',
  'tree',
  'details',
  'map',
  'timeline',
  'take',
  'restore',
  'delete',
  'settings',
];

/** A channel of a pixel may differ by this much, of 255, before the pixel counts as another. */
const CHANNEL_TOLERANCE = 12;
/** This part of all pixels may be others. */
const PIXEL_TOLERANCE = 0.000_5;

describe('the main screens look as they did', () => {
  const stage = useSceneStage();
  const scenes = windowScenes.filter(({ name }) => MAIN_SCREENS.includes(name));

  it.each(
    scenes.flatMap((scene) =>
      (['light', 'dark'] as const).map((scheme) => ({ scene, name: scene.name, scheme })),
    ),
  )('$name, $scheme', async ({ scene, name, scheme }) => {
    const { page } = await stage.open(scene, { colorScheme: scheme });
    await page.waitForFunction(() =>
      [...document.images].every((image) => image.complete && image.naturalWidth > 0),
    );
    // They are there before they can be drawn.
    await page.evaluate(async () => {
      await Promise.all([...document.images].map((image) => image.decode()));
    });
    const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
    const file = `${name}-${scheme}`;
    if (process.env['UPDATE_SCREENS']) {
      await writeFile(
        join(FOLDER, `${file}.webp`),
        await sharp(png).webp({ lossless: true, effort: 6 }).toBuffer(),
      );
    }
    const part = await differingPart(png, await readFile(join(FOLDER, `${file}.webp`)));
    if (part > PIXEL_TOLERANCE) {
      await mkdir(FAILURES, { recursive: true });
      await writeFile(join(FAILURES, `${file}.png`), png);
    }
    expect(part, `The screen as it is now: ${join(FAILURES, `${file}.png`)}`).toBeLessThanOrEqual(
      PIXEL_TOLERANCE,
    );
  });
});

/** The part of the pixels that differ visibly, from 0 to 1; 1 for pictures of different sizes. */
async function differingPart(actual: Buffer, expected: Buffer): Promise<number> {
  const [one, other] = await Promise.all(
    [actual, expected].map((image) => sharp(image).removeAlpha().raw().toBuffer({ resolveWithObject: true })),
  );
  if (one === undefined || other === undefined || one.data.length !== other.data.length) return 1;
  let differing = 0;
  for (let at = 0; at < one.data.length; at += 3) {
    const isOther = [0, 1, 2].some(
      (channel) =>
        Math.abs((one.data[at + channel] ?? 0) - (other.data[at + channel] ?? 0)) > CHANNEL_TOLERANCE,
    );
    if (isOther) differing += 1;
  }
  return differing / (one.data.length / 3);
}
