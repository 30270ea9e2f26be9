import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CDPSession, chromium, type Page } from 'playwright-core';
import { buildPage } from '../helpers/build-page.ts';
import { createSyntheticCore, type SyntheticCore } from '../helpers/synthetic-core.ts';
import { serveSyntheticFace } from '../helpers/synthetic-face.ts';
import { drawPictures } from '../helpers/synthetic-pictures.ts';
import type { Shape } from '../helpers/synthetic-world.ts';

// How quick the window is with 10,000 snapshots on one machine, in Chromium without a graphics card:
//   node test/bench/window-speed.ts

const SNAPSHOTS = 10_000;

interface Figure {
  readonly what: string;
  readonly measured: string;
  readonly aim: string;
}

const work = await mkdtemp(join(tmpdir(), 'snapgrove-speed-'));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  await buildPage(join(work, 'page'));
  const pictures = await drawPictures(join(work, 'pictures'), SNAPSHOTS);
  for (const shape of ['grove', 'chain', 'comb'] satisfies readonly Shape[]) {
    const core = createSyntheticCore({
      machines: 6,
      snapshots: SNAPSHOTS,
      shape,
      now: Date.now(),
      picture: pictures.at,
      jobMs: 2_000,
      undoMs: 5_000,
    });
    const face = await serveSyntheticFace(core, { page: join(work, 'page'), pictures: pictures.folder });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    console.log(`\n${SNAPSHOTS} snapshots, ${shape}`);
    console.table(await measure(page, face.url, core));
    await page.close();
    await face.close();
  }
} finally {
  await browser.close();
  await rm(work, { recursive: true, force: true });
}

async function measure(page: Page, url: string, core: SyntheticCore): Promise<readonly Figure[]> {
  const fetched: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('.webp')) fetched.push(request.url());
  });
  await page.addInitScript(() => {
    // The small machine first, so that the large tree is drawn by a click.
    window.localStorage.setItem('snapgrove.view', '');
  });
  await page.goto(url);
  await page.getByRole('treeitem').first().waitFor();
  await page.reload();
  await page.getByRole('treeitem').first().waitFor();
  const paint = await page.evaluate(
    () => performance.getEntriesByType('paint').map((entry) => entry.startTime)[0] ?? Number.NaN,
  );
  const loaded = await page.evaluate(() => performance.now());
  await page.getByRole('button', { name: /^win11/ }).click();
  await page.getByRole('tree', { name: 'Snapshots of win11' }).waitFor();
  const clicks: number[] = [];
  for (let round = 0; round < 5; round++) {
    clicks.push(await clickToTree(page));
    await page.getByRole('button', { name: /^win11/ }).click();
    await page.getByRole('tree', { name: 'Snapshots of win11' }).waitFor();
  }
  await clickToTree(page);
  await page.waitForLoadState('networkidle');
  const fetchedAtRest = new Set(fetched).size;
  const frames = await scroll(page);
  const patch = await patchToPaint(page, core);
  const session = await page.context().newCDPSession(page);
  const heap = await heapUsed(session);
  await page.getByRole('button', { name: /^win11/ }).click();
  const idle = await idleFor(session, 10_000);
  return [
    { what: 'first paint after navigation', measured: ms(paint), aim: '300 ms' },
    { what: 'navigation to first tree', measured: ms(loaded), aim: '' },
    {
      what: 'click to painted tree (median, worst of 5)',
      measured: `${ms(quantile(clicks, 0.5))}, ${ms(Math.max(...clicks))}`,
      aim: '150 ms',
    },
    {
      what: 'scroll: frames within 20 ms',
      measured: `${Math.round((100 * frames.filter((each) => each <= 20).length) / frames.length)} % of ${frames.length}`,
      aim: '95 %',
    },
    {
      what: 'scroll: median, 95th, longest frame',
      measured: [quantile(frames, 0.5), quantile(frames, 0.95), Math.max(...frames)].map(ms).join(', '),
      aim: '',
    },
    { what: 'patch of 20 snapshots: message to drawn', measured: ms(patch), aim: 'next frame' },
    { what: 'thumbnails fetched before scrolling', measured: String(fetchedAtRest), aim: 'those in view' },
    { what: 'heap in use', measured: `${(heap / 2 ** 20).toFixed(1)} MiB`, aim: '120 MB' },
    {
      what: 'idle for 10 s: layouts, busy',
      measured: `${idle.layouts}, ${(idle.busy * 100).toFixed(2)} %`,
      aim: '0, 1 %',
    },
  ];
}

/** From the click on the large machine to the frame that shows its tree, in ms. */
function clickToTree(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const button = [...document.querySelectorAll<HTMLElement>('[data-machine]')].find((each) =>
      each.textContent?.startsWith('web-server'),
    );
    const begin = performance.now();
    button?.click();
    for (;;) {
      await new Promise(requestAnimationFrame);
      const tree = document.querySelector('[role="tree"]');
      if (
        tree?.getAttribute('aria-label')?.endsWith('web-server') === true &&
        tree.querySelectorAll('[role="treeitem"]').length > 5
      )
        break;
    }
    // The frame in which it is drawn has been made when the next one begins.
    await new Promise(requestAnimationFrame);
    return performance.now() - begin;
  });
}

/** Lengths of the frames while the tree scrolls by 60 pixels a frame, in ms. */
function scroll(page: Page): Promise<readonly number[]> {
  return page.evaluate(async () => {
    const tree = document.querySelector('[role="tree"]');
    if (tree === null) return [];
    tree.scrollTop = 0;
    const lengths: number[] = [];
    let last = await new Promise<number>(requestAnimationFrame);
    for (let frame = 0; frame < 400; frame++) {
      tree.scrollTop += 60;
      const now = await new Promise<number>(requestAnimationFrame);
      lengths.push(now - last);
      last = now;
    }
    return lengths.slice(5);
  });
}

/** From the moment that the page's thread is free after the message to the changed row, in ms. */
async function patchToPaint(page: Page, core: SyntheticCore): Promise<number> {
  const drawn = page.evaluate(async () => {
    const tree = document.querySelector('[role="tree"]');
    if (tree === null) return Number.NaN;
    return new Promise<number>((resolve) => {
      const observer = new MutationObserver(() => {
        if (!(tree.textContent ?? '').includes('patched now')) return;
        observer.disconnect();
        resolve(Date.now());
      });
      observer.observe(tree, { subtree: true, childList: true, characterData: true });
    });
  });
  await page.evaluate(() => new Promise(requestAnimationFrame));
  const names = await page.getByRole('treeitem').allInnerTexts();
  const shown = [...core.snapshots.values()].filter((each) =>
    names.some((name) => name.startsWith(`${each.name}\n`)),
  );
  const begin = Date.now();
  core.apply(
    shown
      .slice(0, 20)
      .map((value) => ({ op: 'put', kind: 'snapshot', value: { ...value, description: 'patched now' } })),
  );
  return (await drawn) - begin;
}

async function heapUsed(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}

/** Layouts made and the part of the time that the page's thread was busy while nothing happens. */
async function idleFor(
  session: CDPSession,
  time: number,
): Promise<{ readonly layouts: number; readonly busy: number }> {
  await session.send('Performance.enable');
  const read = async (name: string) => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find((each) => each.name === name)?.value ?? Number.NaN;
  };
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const [layouts, busy] = [await read('LayoutCount'), await read('TaskDuration')];
  await new Promise((resolve) => setTimeout(resolve, time));
  return {
    layouts: (await read('LayoutCount')) - layouts,
    busy: ((await read('TaskDuration')) - busy) / (time / 1_000),
  };
}

function quantile(values: readonly number[], part: number): number {
  return (
    [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ??
    Number.NaN
  );
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
