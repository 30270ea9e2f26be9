/**
 * How quick the window is with 10,000 snapshots on one machine, in Chromium without a GPU, against a stand-in core. Run
 * with `node test/bench/window.bench.ts`; prints each figure beside its limit and beside what others were measured at,
 * and fails when one is missed. Another program on the same processor only ever makes a figure worse: of several runs
 * the calmest counts.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { buildPage } from '../helpers/build-page.ts';
import { createSyntheticCore, type SyntheticCore } from '../helpers/synthetic-core.ts';
import { serveSyntheticFace } from '../helpers/synthetic-face.ts';
import { drawPictures, type SyntheticPictures } from '../helpers/synthetic-pictures.ts';
import type { Shape } from '../helpers/synthetic-world.ts';
import { rounded } from './table.ts';
import * as inPage from './window-probes.ts';

const SNAPSHOTS = 10_000;
const RUNS = 3;
const IDLE_MS = 10_000;
const MACHINE = 'web-server';
const OTHER = 'db';

/** Trees at the edge of what there is: all in one line, and all below one. */
const EDGES: readonly { readonly shape: Shape; readonly name: string }[] = [
  { shape: 'chain', name: 'one line' },
  { shape: 'wide', name: 'all below one' },
];

interface Figure {
  readonly what: string;
  readonly measured: number;
  readonly limit: number;
  readonly unit: string;
  /** What others were measured at on such a machine. */
  readonly beside: string;
}

interface Bench {
  readonly browser: Browser;
  readonly core: SyntheticCore;
  readonly pictures: SyntheticPictures;
  readonly pageFolder: string;
}

const folder = await mkdtemp(join(tmpdir(), 'sg-window-bench-'));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const pageFolder = join(folder, 'page');
  await buildPage(pageFolder);
  const pictures = await drawPictures(join(folder, 'pictures'), SNAPSHOTS);
  const benchOf = (shape: Shape): Bench => ({
    browser,
    core: createSyntheticCore({
      machines: 6,
      snapshots: SNAPSHOTS,
      shape,
      now: Date.now(),
      picture: pictures.at,
      jobMs: 1000,
      undoMs: 1000,
    }),
    pictures,
    pageFolder,
  });
  const grove = benchOf('grove');
  const figures = [...(await best(() => measure(grove))), ...(await measureIdle(grove))];
  for (const { shape, name } of EDGES) {
    const bench = benchOf(shape);
    const ofShape = await best(() => measureTree(bench));
    figures.push(...ofShape.map((figure) => ({ ...figure, what: `${name}: ${figure.what}`, beside: '' })));
  }
  console.table(
    Object.fromEntries(
      figures.map(({ what, measured, limit, unit, beside }) => [
        what,
        {
          measured: rounded(measured),
          'at most': limit,
          unit,
          '': measured <= limit ? 'ok' : 'MISSED',
          beside,
        },
      ]),
    ),
  );
  process.exitCode = figures.every(({ measured, limit }) => measured <= limit) ? 0 : 1;
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}

/** Of each figure the calmest run. */
async function best(run: () => Promise<readonly Figure[]>): Promise<readonly Figure[]> {
  const runs: (readonly Figure[])[] = [];
  while (runs.length < RUNS) runs.push(await run());
  const [first = []] = runs;
  return first.map((figure, index) => ({
    ...figure,
    measured: Math.min(...runs.map((each) => each[index]?.measured ?? Number.POSITIVE_INFINITY)),
  }));
}

async function measure(bench: Bench): Promise<readonly Figure[]> {
  await using face = await serve(bench, bench.core);
  await using tab = await openTab(bench.browser);
  const paint = await firstPaint(tab.page, face.url);
  const frame = await frameBeforeAnswer(bench);
  return [
    ms('first paint after navigation, warm', paint, 300, 'virt-manager 560, VS Code 842'),
    ms('frame without any answer of the core', frame, 300, 'Signal waits for its queue'),
    ...(await measureTree(bench)),
  ];
}

/** What depends on how the snapshots hang together. */
async function measureTree(bench: Bench): Promise<readonly Figure[]> {
  const { core } = bench;
  await using face = await serve(bench, core);
  await using tab = await openTab(bench.browser);
  const { page } = tab;
  await page.goto(face.url);
  await page.getByRole('treeitem').first().waitFor();
  await machineButton(page, OTHER).click();
  await page.getByRole('tree', { name: `Snapshots of ${OTHER}` }).waitFor();
  const click = await page.evaluate(inPage.clickToPainted, { machine: MACHINE, other: OTHER });
  const patch = await patchToPainted(page, core);
  const scroll = await page.evaluate(inPage.scrollFrames, 240);
  await page.getByRole('radio', { name: 'Map' }).check();
  await page.locator('[data-on-path]').first().waitFor();
  const pan = await page.evaluate(inPage.panFrames, 240);
  await page.getByRole('button', { name: 'Show everything' }).click();
  await page.locator('canvas').waitFor();
  const panFar = await page.evaluate(inPage.panFrames, 240);
  const heap = await heapBytes(tab.context, page);
  return [
    ms('click to painted tree', click, 150, 'react-arborist mounts in 70, VS Code’s tree in 524 (20,000)'),
    ms('scrolling the tree, 95 % of frames', scroll, 20, 'react-virtual 19.8, react-arborist 21.5'),
    {
      what: 'frames from a patch to its picture',
      measured: patch,
      limit: 1,
      unit: 'frames',
      beside: '',
    },
    ms('panning the map, 95 % of frames', pan, 20, 'React Flow 29.6 at 1,000 nodes, 41.7 at 3,000'),
    ms('panning all 10,000 at once, 95 %', panFar, 20, 'canvas of 10,000 drawn whole: 19 of script'),
    { what: 'heap', measured: heap / 2 ** 20, limit: 120, unit: 'MiB', beside: 'VS Code 140 to 280' },
  ];
}

function ms(what: string, measured: number, limit: number, beside: string): Figure {
  return { what, measured, limit, unit: 'ms', beside };
}

function machineButton(page: Page, name: string) {
  return page.getByRole('navigation', { name: 'Machines' }).locator('button', { hasText: name }).first();
}

/** ms from a navigation to the first paint, the page's files being in the cache. */
async function firstPaint(page: Page, url: string): Promise<number> {
  await page.goto(url);
  await page.getByRole('treeitem').first().waitFor();
  await page.reload();
  await page.getByRole('treeitem').first().waitFor();
  return await page.evaluate(inPage.firstPaint);
}

/** ms from a navigation to the window's frame with its heading, while the core gives no answer at all. */
async function frameBeforeAnswer(bench: Bench): Promise<number> {
  const never = () => new Promise<never>(() => undefined);
  const core: SyntheticCore = {
    ...parts(bench.core),
    handlers: {
      ...bench.core.handlers,
      'world.watch': () => ({ [Symbol.asyncIterator]: () => ({ next: never }) }),
    },
  };
  await using face = await serve(bench, core);
  await using tab = await openTab(bench.browser);
  await tab.page.goto(face.url);
  await tab.page.reload();
  await tab.page.getByRole('heading', { name: 'Machines' }).waitFor();
  return await tab.page.evaluate(inPage.headingPaint);
}

/** How many frames lie between a patch from the core and the first one that shows it. */
async function patchToPainted(page: Page, core: SyntheticCore): Promise<number> {
  const id = await page.getByRole('treeitem').first().getAttribute('data-row');
  const snapshot = core.snapshots.get(id ?? '');
  if (snapshot === undefined) throw new Error('the first row is no snapshot');
  const name = `renamed ${performance.now()}`;
  const measured = page.evaluate(inPage.framesUntilText, name);
  // The question is on its way before the patch is: both go through the same connection to the page.
  await page.evaluate(() => undefined);
  core.apply([{ op: 'put', kind: 'snapshot', value: { ...snapshot, name } }]);
  return await measured;
}

async function heapBytes(context: BrowserContext, page: Page): Promise<number> {
  const session = await context.newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
}

/** What the window does while nothing happens and nobody touches it, the guest's screen standing still too. */
async function measureIdle(bench: Bench): Promise<readonly Figure[]> {
  const still = bench.pictures.at(1);
  const core: SyntheticCore = {
    ...parts(bench.core),
    handlers: {
      ...bench.core.handlers,
      'machine.screenshot': () => ({ picture: still, finding: null }),
    },
  };
  await using face = await serve(bench, core);
  await using tab = await openTab(bench.browser);
  await tab.page.goto(face.url);
  await tab.page.getByRole('treeitem').first().waitFor();
  await tab.page.waitForLoadState('networkidle');
  const drawn = new Set(await tab.page.evaluate(inPage.drawnPictures));
  const unseen = [...tab.thumbnails].filter((url) => !drawn.has(url));
  await pass(2_000);
  const session = await tab.context.newCDPSession(tab.page);
  await session.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'ProcessTime')?.value ?? Number.NaN;
  };
  await bench.browser.startTracing(tab.page, { categories: ['devtools.timeline'] });
  const before = await busy();
  await pass(IDLE_MS);
  const used = (await busy()) - before;
  const trace = await bench.browser.stopTracing();
  const { traceEvents } = JSON.parse(trace.toString('utf8'));
  const painted = traceEvents.filter((event: { readonly name: string }) => event.name === 'Paint').length;
  return [
    {
      what: 'thumbnails fetched that are not drawn',
      measured: unseen.length,
      limit: 0,
      unit: 'files',
      beside: `${tab.thumbnails.size} fetched for ${core.snapshots.size} snapshots`,
    },
    { what: 'frames painted in 10 s idle', measured: painted, limit: 0, unit: 'frames', beside: '' },
    {
      what: 'processor while idle',
      measured: (used * 1000 * 100) / IDLE_MS,
      limit: 1,
      unit: '%',
      beside: 'Podman Desktop kept polling',
    },
  ];
}

function pass(time: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, time);
  return promise;
}

function parts({ apply, machines, snapshots, jobs }: SyntheticCore) {
  return { apply, machines, snapshots, jobs };
}

async function serve({ pageFolder, pictures }: Bench, core: SyntheticCore) {
  const face = await serveSyntheticFace(core, { page: pageFolder, pictures: pictures.folder });
  return { url: face.url, [Symbol.asyncDispose]: () => face.close() };
}

async function openTab(opened: Browser) {
  const context = await opened.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const page = await context.newPage();
  const thumbnails = new Set<string>();
  page.on('request', (request) => {
    if (request.url().endsWith('.webp')) thumbnails.add(request.url());
  });
  return { context, page, thumbnails, [Symbol.asyncDispose]: () => context.close() };
}
