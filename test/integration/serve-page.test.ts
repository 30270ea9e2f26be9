import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserFace, serveBrowserFace } from '../../electron/serve.ts';
import { coreOfTest } from '../helpers/core-of-test.ts';
import { chromiumPath } from '../helpers/electron-stand-in/start.ts';

const sha256 = 'c'.repeat(64);
/** The least page there can be: shows the token at the door, asks what it is in, and loads a picture from there. */
const script = `
const socket = new WebSocket('ws://' + location.host + '/port');
socket.onopen = () => {
  socket.send(location.hash.slice('#token='.length));
  socket.send(JSON.stringify({ t: 'req', id: 1, method: 'shell.describe', input: {} }));
};
socket.onmessage = ({ data }) => {
  const { value } = JSON.parse(data);
  document.title = value.face;
  const image = new Image();
  image.alt = 'picture';
  image.src = value.picturesPath + '${sha256}.webp';
  image.onload = () => { document.title += ' with picture ' + image.naturalWidth; };
  document.body.append(image);
};
`;
let folder: string;
let face: BrowserFace;
let browser: Browser;
const previous = process.env.SNAPGROVE_RUNTIME_DIR;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapgrove-page-'));
  const page = join(folder, 'page');
  const pictures = join(folder, 'pictures');
  await mkdir(page);
  await mkdir(pictures);
  await writeFile(
    join(page, 'index.html'),
    '<!doctype html><title>-</title><body><script src="/page.js"></script>',
  );
  await writeFile(join(page, 'page.js'), script);
  await writeFile(join(page, 'favicon.ico'), '');
  const image = sharp({ create: { width: 320, height: 200, channels: 3, background: 'teal' } });
  await image.webp().toFile(join(pictures, `${sha256}.webp`));
  process.env.SNAPGROVE_RUNTIME_DIR = join(folder, 'run');
  face = await serveBrowserFace({
    createCore: async () => coreOfTest({}, { picturesFolder: pictures }),
    port: 0,
    demo: false,
    page,
    onError: ({ cause }) => expect.unreachable(String(cause)),
  });
  browser = await chromium.launch({
    executablePath: chromiumPath,
    chromiumSandbox: process.getuid?.() !== 0,
  });
});

afterAll(async () => {
  await browser?.close();
  await face?.close();
  if (previous === undefined) delete process.env.SNAPGROVE_RUNTIME_DIR;
  else process.env.SNAPGROVE_RUNTIME_DIR = previous;
  await rm(folder, { recursive: true, force: true });
});

describe('the browser face, in Chromium', () => {
  it('lets the page in with its token, under a policy that nothing breaks', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(face.url);
    await page.waitForFunction(() => document.title.includes('picture'));
    expect(await page.title()).toBe('browser with picture 320');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('has no secret in any request', async () => {
    const page = await browser.newPage();
    const requested: string[] = [];
    page.on('request', (request) => requested.push(`${request.url()} ${JSON.stringify(request.headers())}`));
    await page.goto(face.url);
    await page.waitForFunction(() => document.title.includes('picture'));
    const token = new URL(face.url).hash.slice('#token='.length);
    const seen = requested.map((request) => request.replace(face.url, new URL(face.url).origin));
    expect(seen.filter((request) => request.includes(token))).toEqual([]);
    await page.close();
  });

  it('refuses what another site asks of it', async () => {
    const page = await browser.newPage();
    await page.route('https://evil.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>evil</title>' }),
    );
    await page.goto('https://evil.example/');
    const { origin, host } = new URL(face.url);
    const outcome = await page.evaluate(
      async ([target, socketTarget]) => {
        const closed = new Promise<number>((resolve) => {
          new WebSocket(socketTarget).onclose = ({ code }) => resolve(code);
        });
        const fetched = await fetch(target, { mode: 'no-cors' }).then(
          ({ type }) => type,
          () => 'failed',
        );
        return { fetched, socket: await closed };
      },
      [`${origin}/`, `ws://${host}/port`] as const,
    );
    expect(outcome).toEqual({ fetched: 'failed', socket: 1006 });
    await page.close();
  });
});
