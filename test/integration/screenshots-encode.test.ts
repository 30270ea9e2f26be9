import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { link, open, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PictureEncoder } from '../../electron/screenshots/encode.ts';
import { MAX_FILE_BYTES } from '../../electron/screenshots/picture-size.ts';
import { parsePpm } from '../../electron/screenshots/ppm.ts';
import { startQemu, type TestQemu } from '../helpers/qemu.ts';
import { connectRawQmp, type RawQmp } from '../helpers/raw-qmp.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../helpers/temporary-folder.ts';

const execFileAsync = promisify(execFile);

/**
 * A boot sector that fills the 320 × 200 screen of mode 13h with every colour of its palette and halts:
 * mov ax, 13h; int 10h; mov ax, 0a000h; mov es, ax; xor di, di; again: mov ax, di; stosb; cmp di, 64000; jne again; hlt
 */
const COLOURS = [
  0xb8, 0x13, 0x00, 0xcd, 0x10, 0xb8, 0x00, 0xa0, 0x8e, 0xc0, 0x31, 0xff, 0x89, 0xf8, 0xaa, 0x81, 0xff, 0x00,
  0xfa, 0x75, 0xf7, 0xf4, 0xeb, 0xfd,
];

async function writeBootSector(path: string): Promise<void> {
  const sector = new Uint8Array(512);
  sector.set(COLOURS);
  sector.set([0x55, 0xaa], 510);
  await writeFile(path, sector);
}

async function startColourfulQemu(folder: TemporaryFolder): Promise<TestQemu> {
  await writeBootSector(folder.entry('boot.img'));
  return await startQemu({ args: ['-drive', `file=${folder.entry('boot.img')},format=raw,if=ide`] });
}

/** Waits until the guest has begun to draw its colours, and stops it there. */
async function stopAtColours(qmp: RawQmp, path: string): Promise<void> {
  await vi.waitUntil(
    async () => {
      await qmp.execute('screendump', { filename: path });
      const { pixels } = parsePpm(await readFile(path));
      const greens = new Set(pixels.filter((_, at) => at % 3 === 1));
      return greens.size > 20;
    },
    { timeout: 30_000 },
  );
  await qmp.execute('stop');
}

/** A PPM of 8192 × 8192 pixels whose file takes no room. */
async function writeLargestPpm(path: string): Promise<void> {
  const header = 'P6\n8192 8192\n255\n';
  await writeFile(path, header);
  await truncate(path, header.length + 8192 * 8192 * 3);
}

/** True while some thread of this process has the file open. */
function isOpen(path: string): boolean {
  return readdirSync('/proc/self/fd').some((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`) === path;
    } catch {
      // Closed since the folder was read.
      return false;
    }
  });
}

/** The pixels of a picture as the encoder made it, by a decoder of its own. */
async function pixelsOf(picture: Uint8Array): Promise<Buffer> {
  return await sharp(picture).raw().toBuffer();
}

let folder: TemporaryFolder;
let encoder: PictureEncoder;

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  encoder = new PictureEncoder();
});

afterEach(async () => {
  await encoder.close();
  await folder[Symbol.asyncDispose]();
});

describe('a screenshot of a real machine', () => {
  it('keeps each pixel, whether QEMU wrote a PPM or a PNG, and is 320 pixels wide in the thumbnail', async () => {
    await using qemu = await startColourfulQemu(folder);
    await using qmp = await connectRawQmp(qemu.socketPath);
    const [ppm, png] = [folder.entry('a.ppm'), folder.entry('a.png')];
    await stopAtColours(qmp, ppm);
    await qmp.execute('screendump', { filename: ppm });
    await qmp.execute('screendump', { filename: png, format: 'png' });
    const raw = parsePpm(await readFile(ppm));

    const made = await encoder.encode({ path: ppm });

    expect(made.picture).toMatchObject({ width: raw.width, height: raw.height });
    expect((await pixelsOf(made.png)).equals(raw.pixels)).toBe(true);
    expect(await sharp(made.thumbnail).metadata()).toMatchObject({
      format: 'webp',
      width: 320,
      height: Math.round((raw.height * 320) / raw.width),
    });
    expect(await encoder.encode({ path: png })).toEqual(made);
  });

  it('in a PNG that is cut short is refused at every length, and never holds the next one up', async () => {
    await using qemu = await startQemu({ args: ['-S'] });
    await using qmp = await connectRawQmp(qemu.socketPath);
    const path = folder.entry('a.png');
    await qmp.execute('screendump', { filename: path, format: 'png' });
    const whole = await readFile(path);
    const { picture } = await encoder.encode({ path });

    // The last chunk, IEND, is twelve bytes without content: without it a picture is whole all the same.
    for (let length = 1; length < whole.length - 12; length += 97) {
      await writeFile(folder.entry('cut.png'), whole.subarray(0, length));
      await expect(encoder.encode({ path: folder.entry('cut.png') })).rejects.toMatchObject({
        name: 'PictureError',
        code: expect.stringMatching(/^(truncated|damaged)$/),
      });
    }
    expect((await encoder.encode({ path })).picture).toEqual(picture);
  });
});

describe('what is made of bytes', () => {
  const bufferOf = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer;

  it('is never larger than the original, down to a single pixel', async () => {
    const { picture, thumbnail } = await encoder.encode({ buffer: bufferOf('P6\n1 1\n255\nabc') });
    expect(picture).toMatchObject({ width: 1, height: 1 });
    expect(await sharp(thumbnail).metadata()).toMatchObject({ width: 1, height: 1 });
  });

  it.each([
    [65_535, 1, 320, 1],
    [1, 65_535, 1, 1280],
    [640, 3, 320, 2],
  ])(
    'of %i × %i pixels has a thumbnail of %i × %i',
    async (width, height, thumbnailWidth, thumbnailHeight) => {
      const header = bufferOf(`P6\n${width} ${height}\n255\n`);
      const bytes = new Uint8Array(header.byteLength + width * height * 3);
      bytes.set(new Uint8Array(header));
      const { picture, thumbnail } = await encoder.encode({ buffer: bytes.buffer });
      expect(picture).toMatchObject({ width, height });
      const made = await sharp(thumbnail).metadata();
      expect(made).toMatchObject({ width: thumbnailWidth, height: thumbnailHeight });
    },
  );

  it('in grey or with holes becomes red, green and blue on black', async () => {
    const grey = await sharp(Buffer.from([7, 200]), { raw: { width: 2, height: 1, channels: 1 } })
      .png()
      .toBuffer();
    const holes = await sharp(Buffer.from([9, 8, 7, 255, 9, 8, 7, 0]), {
      raw: { width: 2, height: 1, channels: 4 },
    })
      .png()
      .toBuffer();
    const [fromGrey, fromHoles] = await Promise.all(
      [grey, holes].map(async (png) => (await encoder.encode({ buffer: new Uint8Array(png).buffer })).png),
    );
    expect([...(await pixelsOf(fromGrey ?? grey))]).toEqual([7, 7, 7, 200, 200, 200]);
    expect([...(await pixelsOf(fromHoles ?? holes))]).toEqual([9, 8, 7, 0, 0, 0]);
  });

  it('is refused with a reason when they are no picture', async () => {
    const refused = (text: string) => expect(encoder.encode({ buffer: bufferOf(text) })).rejects;
    await refused('').toMatchObject({ code: 'truncated' });
    await refused('P').toMatchObject({ code: 'truncated' });
    await refused('<svg xmlns="http://www.w3.org/2000/svg"/>').toMatchObject({ code: 'not-a-picture' });
    await refused('P6\n1 1\n65535\nabcdef').toMatchObject({ code: 'unsupported' });
  });
});

describe('a file that is no screenshot', () => {
  it('is refused before it is read when it is too large', async () => {
    const path = folder.entry('huge.ppm');
    await writeFile(path, 'P6\n1 1\n255\nabc');
    await truncate(path, MAX_FILE_BYTES + 1);
    await expect(encoder.encode({ path })).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringContaining('file is too large'),
    });
  });

  it('is refused when it holds garbage of a picture’s size', async () => {
    const path = folder.entry('garbage');
    await using random = await open('/dev/urandom', 'r');
    const { buffer } = await random.read(new Uint8Array(1_000_000), 0, 1_000_000);
    buffer.set([0], 0);
    await writeFile(path, buffer);
    await expect(encoder.encode({ path })).rejects.toMatchObject({ code: 'not-a-picture' });
  });

  it('is refused when it is missing, a folder, a link or a pipe that nobody writes to', async () => {
    await execFileAsync('mkfifo', [folder.entry('pipe')]);
    await writeFile(folder.entry('real.ppm'), 'P6\n1 1\n255\nabc');
    await symlink(folder.entry('real.ppm'), folder.entry('link'));
    await link(folder.entry('real.ppm'), folder.entry('hard-link'));
    const refused = (path: string) => expect(encoder.encode({ path })).rejects;

    await refused(folder.entry('nothing')).toMatchObject({ code: 'missing' });
    await refused(folder.path).toMatchObject({ code: 'not-a-picture' });
    await refused(folder.entry('link')).toMatchObject({ code: 'not-a-picture' });
    await refused(folder.entry('pipe')).toMatchObject({ code: 'not-a-picture' });
    await expect(encoder.encode({ path: folder.entry('hard-link') })).resolves.toBeDefined();
  });
});

describe('the largest picture', () => {
  it('of 64 megapixels is made, and one row more is refused', async () => {
    const path = folder.entry('large.ppm');
    await writeLargestPpm(path);
    const { picture, thumbnail } = await encoder.encode({ path });
    expect(picture).toMatchObject({ width: 8192, height: 8192 });
    expect(await sharp(thumbnail).metadata()).toMatchObject({ width: 320, height: 320 });

    const buffer = new TextEncoder().encode('P6\n8192 8193\n255\n').buffer;
    await expect(encoder.encode({ buffer })).rejects.toMatchObject({ code: 'too-large' });
  });
});

describe('the worker', () => {
  /** The worker that the encoder starts next. */
  async function nextWorker(): Promise<Worker> {
    const [worker]: Worker[] = await once(process, 'worker');
    if (worker === undefined) throw new Error('no worker was started');
    return worker;
  }

  it.each(['reads', 'encodes'])(
    'that dies while it %s fails its picture, and the next is made by another',
    async (when) => {
      const [large, small] = [folder.entry('large.ppm'), folder.entry('small.ppm')];
      await writeLargestPpm(large);
      await writeFile(small, 'P6\n1 1\n255\nabc');
      const started = nextWorker();
      const lost = encoder.encode({ path: large });
      const kept = encoder.encode({ path: small });
      const worker = await started;
      await vi.waitUntil(() => isOpen(large), { interval: 1, timeout: 10_000 });
      if (when === 'encodes') await vi.waitUntil(() => !isOpen(large), { interval: 1, timeout: 10_000 });

      await worker.terminate();

      await expect(lost).rejects.toMatchObject({
        code: 'encoder',
        message: expect.stringContaining('picture worker failed'),
      });
      expect((await kept).picture).toMatchObject({ width: 1, height: 1 });
    },
  );

  it('may die between pictures again and again', async () => {
    const path = folder.entry('small.ppm');
    await writeFile(path, 'P6\n1 1\n255\nabc');
    for (let round = 0; round < 5; round += 1) {
      const started = nextWorker();
      const { picture } = await encoder.encode({ path });
      expect(picture).toMatchObject({ width: 1, height: 1 });
      await (await started).terminate();
    }
  });

  it('that takes too long is given up, and the next picture is made', async () => {
    const path = folder.entry('large.ppm');
    await writeLargestPpm(path);
    const hasty = new PictureEncoder({ deadlineMs: 1 });
    await expect(hasty.encode({ path })).rejects.toMatchObject({
      code: 'encoder',
      message: 'The picture was not ready after 0.001 seconds.',
    });
    await hasty.close();
  });

  it('makes pictures in the order asked for, whatever becomes of each', async () => {
    const order: string[] = [];
    const ask = async (name: string, text: string) => {
      await encoder.encode({ buffer: new TextEncoder().encode(text).buffer }).catch(() => undefined);
      order.push(name);
    };
    await Promise.all([ask('a', 'P6\n1 1\n255\nabc'), ask('b', 'garbage'), ask('c', 'P6\n1 1\n255\nabc')]);
    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('refuses bytes that were handed over before', async () => {
    const { buffer } = new TextEncoder().encode('P6\n1 1\n255\nabc');
    const source = { buffer };
    await encoder.encode(source);
    expect(buffer.byteLength).toBe(0);
    await expect(encoder.encode(source)).rejects.toMatchObject({ name: 'PictureError' });
  });

  it('is ended by close, with the pictures that were not ready', async () => {
    const path = folder.entry('large.ppm');
    await writeLargestPpm(path);
    const started = nextWorker();
    const unfinished = [encoder.encode({ path }), encoder.encode({ path })];
    const ended = once(await started, 'exit');
    const settled = Promise.allSettled(unfinished);
    await encoder.close();
    await ended;
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(encoder.encode({ path })).rejects.toMatchObject({ code: 'encoder' });
  });

  it('holds the process while a picture is being made, and no longer', async () => {
    await writeFile(folder.entry('small.ppm'), 'P6\n1 1\n255\nabc');
    const module = new URL('../../electron/screenshots/encode.ts', import.meta.url);
    const script = `
      const { PictureEncoder } = await import(${JSON.stringify(module.href)});
      const { picture } = await new PictureEncoder().encode({ path: process.argv[1] });
      console.log(picture.width, picture.height);`;
    const { stdout } = await execFileAsync(
      process.execPath,
      ['--input-type=module', '--eval', script, folder.entry('small.ppm')],
      { timeout: 20_000 },
    );
    expect(stdout).toBe('1 1\n');
  });
});
