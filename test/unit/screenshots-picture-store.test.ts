import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EncodedPicture } from '../../electron/screenshots/encode.ts';
import { PictureStore, parsePictureFileName } from '../../electron/screenshots/picture-store.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const HOUR_MS = 3_600_000;

function pictureOf(text: string): EncodedPicture {
  const png = new TextEncoder().encode(`full ${text}`);
  const sha256 = createHash('sha256').update(png).digest('hex');
  return {
    picture: { sha256, width: 4, height: 3 },
    png,
    thumbnail: new TextEncoder().encode(`small ${text}`),
  };
}

async function age(path: string, ms: number): Promise<void> {
  const then = new Date(Date.now() - ms);
  await utimes(path, then, then);
}

describe('the store of pictures', () => {
  it('keeps a picture and its thumbnail under the name of its content', async () => {
    await using home = await makeTemporaryFolder();
    const store = new PictureStore(home.entry('shots'));
    const encoded = pictureOf('a');
    const { sha256 } = encoded.picture;
    expect(await store.has(sha256)).toBe(false);

    expect(await store.put(encoded)).toEqual(encoded.picture);

    expect(await store.has(sha256)).toBe(true);
    expect(await readFile(home.entry(`shots/${sha256}.png`), 'utf8')).toBe('full a');
    expect(await readFile(home.entry(`shots/${sha256}.webp`), 'utf8')).toBe('small a');
    expect(store.path(sha256, 'webp')).toBe(home.entry(`shots/${sha256}.webp`));
    expect(await store.totalBytes()).toBe('full a'.length + 'small a'.length);
  });

  it('keeps equal pictures once, also when they are put at the same time', async () => {
    await using home = await makeTemporaryFolder();
    const store = new PictureStore(home.path);
    await Promise.all(Array.from({ length: 8 }, () => store.put(pictureOf('a'))));
    expect(await readdir(home.path)).toHaveLength(2);
  });

  it('completes a picture of which a file is missing or short', async () => {
    await using home = await makeTemporaryFolder();
    const store = new PictureStore(home.path);
    const encoded = pictureOf('a');
    await writeFile(store.path(encoded.picture.sha256, 'png'), 'ful');

    await store.put(encoded);

    expect(await readFile(store.path(encoded.picture.sha256, 'png'), 'utf8')).toBe('full a');
    expect(await store.has(encoded.picture.sha256)).toBe(true);
  });

  it('removes one picture and leaves the others', async () => {
    await using home = await makeTemporaryFolder();
    const store = new PictureStore(home.path);
    const [a, b] = [await store.put(pictureOf('a')), await store.put(pictureOf('b'))];
    await store.remove(a.sha256);
    await store.remove(a.sha256);
    expect(await store.has(a.sha256)).toBe(false);
    expect(await store.has(b.sha256)).toBe(true);
  });

  it.each(['', '../../etc/passwd', 'A'.repeat(64), 'g'.repeat(64), `${'a'.repeat(64)}\n`, 'a'.repeat(63)])(
    'refuses %j as the name of a picture',
    async (sha256) => {
      const store = new PictureStore('/nowhere');
      expect(() => store.path(sha256, 'png')).toThrow('not the name of a picture');
      await expect(store.remove(sha256)).rejects.toThrow('not the name of a picture');
      await expect(store.has(sha256)).rejects.toThrow('not the name of a picture');
      expect(parsePictureFileName(`${sha256}.png`)).toBeNull();
    },
  );

  it('reads file names of its own only', () => {
    const sha256 = '0123456789abcdef'.repeat(4);
    expect(parsePictureFileName(`${sha256}.webp`)).toEqual({ sha256, kind: 'webp' });
    expect(parsePictureFileName(`${sha256}.gif`)).toBeNull();
    expect(parsePictureFileName(`x/${sha256}.png`)).toBeNull();
  });
});

describe('collecting garbage', () => {
  it('removes what no snapshot names and what was half written, and nothing else', async () => {
    await using home = await makeTemporaryFolder();
    const store = new PictureStore(home.path);
    const [kept, gone] = [await store.put(pictureOf('kept')), await store.put(pictureOf('gone'))];
    const single = pictureOf('only a thumbnail').picture.sha256;
    await writeFile(store.path(single, 'webp'), '12345');
    await writeFile(home.entry('.writing-0123456789abcdef'), '123');
    await writeFile(home.entry('holiday.png'), 'not ours');
    await mkdir(home.entry('.writing-folder'));

    const collected = await store.collectGarbage(new Set([kept.sha256]), { keepNewerThanMs: 0 });

    const freedBytes = 'full gone'.length + 'small gone'.length + 5 + 3;
    expect(collected).toEqual({ removedFiles: 4, freedBytes });
    expect((await readdir(home.path)).toSorted()).toEqual(
      [
        '.writing-folder',
        'holiday.png',
        basename(store.path(kept.sha256, 'png')),
        basename(store.path(kept.sha256, 'webp')),
      ].toSorted(),
    );
    expect(await store.has(gone.sha256)).toBe(false);
  });

  it('spares what is newer than asked, and what was put again meanwhile', async () => {
    await using home = await makeTemporaryFolder();
    const store = new PictureStore(home.path);
    const [old, again, fresh] = [
      await store.put(pictureOf('old')),
      await store.put(pictureOf('again')),
      await store.put(pictureOf('fresh')),
    ];
    for (const { sha256 } of [old, again]) {
      await age(store.path(sha256, 'png'), 2 * HOUR_MS);
      await age(store.path(sha256, 'webp'), 2 * HOUR_MS);
    }

    await Promise.all([
      store.put(pictureOf('again')),
      store.collectGarbage(new Set(), { keepNewerThanMs: HOUR_MS }),
    ]);

    expect(await store.has(old.sha256)).toBe(false);
    expect(await store.has(again.sha256)).toBe(true);
    expect(await store.has(fresh.sha256)).toBe(true);
  });

  it('at start removes also files of the future', async () => {
    await using home = await makeTemporaryFolder();
    const store = new PictureStore(home.path);
    const { sha256 } = await store.put(pictureOf('a'));
    await age(store.path(sha256, 'png'), -24 * HOUR_MS);
    expect(await store.collectGarbage(new Set(), { keepNewerThanMs: 0 })).toMatchObject({ removedFiles: 2 });
  });

  it('finds nothing in a store that was never used', async () => {
    await using home = await makeTemporaryFolder();
    const store = new PictureStore(home.entry('shots'));
    expect(await store.collectGarbage(new Set(), { keepNewerThanMs: 0 })).toEqual({
      removedFiles: 0,
      freedBytes: 0,
    });
    expect(await store.totalBytes()).toBe(0);
  });

  it('takes all pictures and only pictures when all are deleted', async () => {
    await using home = await makeTemporaryFolder();
    const store = new PictureStore(home.path);
    await store.put(pictureOf('a'));
    await writeFile(home.entry('holiday.png'), 'not ours');
    await store.deleteAll();
    expect(await readdir(home.path)).toEqual(['holiday.png']);
  });
});
