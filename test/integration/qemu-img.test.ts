import { execFile } from 'node:child_process';
import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { checkImage } from '../../electron/qemu-img/check.ts';
import { convertImage } from '../../electron/qemu-img/convert.ts';
import { createImage } from '../../electron/qemu-img/create.ts';
import { QemuImgError } from '../../electron/qemu-img/errors.ts';
import { isInUse } from '../../electron/qemu-img/in-use.ts';
import { imageChain, imageInfo } from '../../electron/qemu-img/info.ts';
import { runQemuImg } from '../../electron/qemu-img/run.ts';
import { applySnapshot } from '../../electron/qemu-img/snapshot-apply.ts';
import { createSnapshot } from '../../electron/qemu-img/snapshot-create.ts';
import { deleteSnapshot } from '../../electron/qemu-img/snapshot-delete.ts';
import { createQcow2, createRaw, startQemu } from '../helpers/qemu.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const execFileAsync = promisify(execFile);

async function makeImage(name = 'disk.qcow2') {
  const folder = await makeTemporaryFolder();
  const path = folder.entry(name);
  await createQcow2(path);
  return { path, folder, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

/** Fills the first MiB of the guest's disk with one byte value. */
async function fill(path: string, value: number): Promise<void> {
  await execFileAsync('qemu-io', ['-f', 'qcow2', '-c', `write -P ${value} 0 1M`, path]);
}

/** Whether the first MiB of the guest's disk holds nothing but this byte value. */
async function holds(path: string, value: number): Promise<boolean> {
  const { stdout } = await execFileAsync('qemu-io', [
    '-r',
    '-f',
    'qcow2',
    '-c',
    `read -P ${value} 0 1M`,
    path,
  ]);
  return !stdout.includes('Pattern verification failed');
}

/** What qemu-img does when nobody holds it back. */
const rawSnapshot = (path: string, name: string) => execFileAsync('qemu-img', ['snapshot', '-c', name, path]);

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    if (error instanceof QemuImgError) {
      expect(error.message.length).toBeGreaterThan(10);
      return error.code;
    }
    throw error;
  }
}

const namesOf = async (path: string): Promise<readonly string[]> =>
  (await imageInfo(path)).snapshots.map(({ name }) => name);

describe('imageInfo', () => {
  it('reads format, sizes and bitmaps', async () => {
    await using image = await makeImage();
    await execFileAsync('qemu-img', ['bitmap', '--add', image.path, 'nightly']);
    const info = await imageInfo(image.path);
    expect(info).toMatchObject({
      filename: image.path,
      format: 'qcow2',
      virtualSizeBytes: 16 * 1024 * 1024,
      clusterSizeBytes: 65_536,
      encrypted: false,
      corrupt: false,
      backingFilename: null,
      dataFile: null,
      snapshots: [],
      bitmapNames: ['nightly'],
    });
    expect(info.actualSizeBytes).toBeGreaterThan(0);
  });

  it('reads the chain of images, the external data file and encryption', async () => {
    await using image = await makeImage();
    const top = image.folder.entry('top, with comma:and colon.qcow2');
    await createImage(top, { format: 'qcow2', backing: { path: image.path, format: 'qcow2' } });
    const chain = await imageChain(top);
    expect(chain.map(({ filename }) => filename)).toEqual([top, image.path]);
    expect(chain[0]).toMatchObject({
      fullBackingFilename: image.path,
      backingFormat: 'qcow2',
      virtualSizeBytes: 16 * 1024 * 1024,
    });
    const data = image.folder.entry('data.raw');
    const outside = image.folder.entry('outside.qcow2');
    await execFileAsync('qemu-img', [
      'create',
      '-q',
      '-f',
      'qcow2',
      '-o',
      `data_file=${data}`,
      outside,
      '1M',
    ]);
    expect((await imageInfo(outside)).dataFile).toBe(data);
    const secret = image.folder.entry('secret.qcow2');
    // For LUKS qemu-img measures its share of the processor, and fails where the computer is too busy to tell.
    const aes = ['--object', 'secret,id=s,data=geheim', '-o', 'encrypt.format=aes,encrypt.key-secret=s'];
    await execFileAsync('qemu-img', ['create', '-q', '-f', 'qcow2', ...aes, secret, '1M']);
    expect((await imageInfo(secret)).encrypted).toBe(true);
  });

  it('tells missing, foreign and damaged files apart', async () => {
    await using image = await makeImage();
    const { path, folder } = image;
    expect(await codeOf(imageInfo(folder.entry('absent')))).toBe('missing');
    await writeFile(folder.entry('text'), 'not an image at all');
    expect(await codeOf(imageInfo(folder.entry('text'), { format: 'qcow2' }))).toBe('not-an-image');
    await createRaw(folder.entry('disk.raw'), 1);
    expect((await imageInfo(folder.entry('disk.raw'))).format).toBe('raw');
    await fill(path, 1);
    await createSnapshot(path, 'one');
    expect((await imageInfo(path)).corrupt).toBe(false);
    await truncate(path, 100_000);
    expect(await imageInfo(path)).toMatchObject({ corrupt: true, snapshots: [] });
    await truncate(path, 50);
    expect(await codeOf(imageInfo(path, { format: 'qcow2' }))).toBe('not-an-image');
  });

  it('takes nothing but absolute paths, so that no name is an option or a protocol', async () => {
    for (const path of ['disk.qcow2', '-U', 'json:{"driver":"null-co"}', 'nbd:localhost:1', '/a\0b', '']) {
      expect(await codeOf(imageInfo(path))).toBe('invalid-name');
      expect(await codeOf(createSnapshot(path, 'x'))).toBe('invalid-name');
      expect(await codeOf(checkImage(path))).toBe('invalid-name');
    }
  });

  it('ends with its signal', async () => {
    await using image = await makeImage();
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(imageInfo(image.path, { signal })).rejects.toBe(signal.reason);
  });
});

describe('createSnapshot, applySnapshot and deleteSnapshot', () => {
  it('go there and back', async () => {
    await using image = await makeImage('a disk, of “mine”; $(echo).qcow2');
    const { path } = image;
    await fill(path, 1);
    const one = await createSnapshot(path, 'one');
    expect(one).toMatchObject({ id: '1', name: 'one', vmStateSizeBytes: 0 });
    expect(one.createdMs).toBeGreaterThan(1_600_000_000_000);
    await fill(path, 2);
    await createSnapshot(path, 'two');
    await applySnapshot(path, 'one');
    expect(await holds(path, 1)).toBe(true);
    await applySnapshot(path, 'two', '2');
    expect(await holds(path, 2)).toBe(true);
    await deleteSnapshot(path, 'one');
    expect(await namesOf(path)).toEqual(['two']);
    expect(await checkImage(path)).toMatchObject({ verdict: 'sound', corruptions: 0, leaks: 0 });
  });

  it('keep names of every script, with quotes, spaces and leading dashes, and of 255 bytes', async () => {
    await using image = await makeImage();
    const names = [
      '-a',
      '--help',
      '-',
      ' ',
      'before upgrade',
      'vor dem Umzug — größer',
      'до обновления',
      'قبل التحديث',
      '更新前のスナップショット',
      'नमस्ते',
      '🌳👩‍👩‍👧',
      `"double" 'single' \`back\` \\ $HOME %s ; & | < > * ? #`,
      'tab\there\nand a line',
      'a,b=c,snapshot.id=1',
      'e\u0301 is not é',
      'x'.repeat(255),
      '木'.repeat(85),
    ];
    for (const name of names) expect((await createSnapshot(image.path, name)).name).toBe(name);
    expect(await namesOf(image.path)).toEqual(names);
    for (const name of names) await applySnapshot(image.path, name);
    for (const name of names) await deleteSnapshot(image.path, name);
    expect(await namesOf(image.path)).toEqual([]);
  });

  it('refuse names that an image would not keep', async () => {
    await using image = await makeImage();
    for (const name of ['', 'x'.repeat(256), '木'.repeat(86), 'a\0b', '\ud800']) {
      expect(await codeOf(createSnapshot(image.path, name))).toBe('invalid-name');
    }
    expect(await namesOf(image.path)).toEqual([]);
  });

  it('do not take an id for a name', async () => {
    await using image = await makeImage();
    const { path } = image;
    await fill(path, 1);
    await createSnapshot(path, '2');
    await fill(path, 2);
    await createSnapshot(path, '1');
    await fill(path, 3);
    await applySnapshot(path, '2');
    expect(await holds(path, 1)).toBe(true);
    await applySnapshot(path, '1');
    expect(await holds(path, 2)).toBe(true);
    await deleteSnapshot(path, '2');
    expect(await codeOf(applySnapshot(path, '2'))).toBe('not-found');
    expect(await namesOf(path)).toEqual(['1']);
  });

  it('tell repeated names apart by id, and never touch the wrong one', async () => {
    await using image = await makeImage();
    const { path } = image;
    await fill(path, 1);
    await createSnapshot(path, 'twin');
    expect(await codeOf(createSnapshot(path, 'twin'))).toBe('exists');
    await fill(path, 2);
    await rawSnapshot(path, 'twin');
    await fill(path, 3);
    expect(await codeOf(applySnapshot(path, 'twin'))).toBe('ambiguous');
    expect(await codeOf(deleteSnapshot(path, 'twin'))).toBe('ambiguous');
    expect(await codeOf(deleteSnapshot(path, 'twin', '2'))).toBe('ambiguous');
    expect(await codeOf(deleteSnapshot(path, 'twin', '7'))).toBe('not-found');
    expect(await namesOf(path)).toEqual(['twin', 'twin']);
    await applySnapshot(path, 'twin', '2');
    expect(await holds(path, 2)).toBe(true);
    await deleteSnapshot(path, 'twin', '1');
    expect((await imageInfo(path)).snapshots.map(({ id }) => id)).toEqual(['2']);
    await applySnapshot(path, 'twin');
    expect(await holds(path, 2)).toBe(true);
  });

  it('leave another snapshot alone that took name and id of the one that was meant', async () => {
    await using image = await makeImage();
    const { path } = image;
    const meant = await createSnapshot(path, 'last');
    await deleteSnapshot(path, 'last', meant.id, meant.createdMs);
    const another = await createSnapshot(path, 'last');
    expect(another.id).toBe(meant.id);
    await fill(path, 1);
    expect(await codeOf(applySnapshot(path, 'last', meant.id, meant.createdMs))).toBe('not-found');
    expect(await codeOf(deleteSnapshot(path, 'last', meant.id, meant.createdMs))).toBe('not-found');
    expect(await namesOf(path)).toEqual(['last']);
    expect(await holds(path, 1)).toBe(true);
  });

  it('say what is wrong with snapshots and images that are not there', async () => {
    await using image = await makeImage();
    expect(await codeOf(applySnapshot(image.path, 'absent'))).toBe('not-found');
    expect(await codeOf(deleteSnapshot(image.path, 'absent'))).toBe('not-found');
    expect(await codeOf(createSnapshot(image.folder.entry('absent'), 'x'))).toBe('missing');
  });

  it('do not take a raw disk for what its guest wrote on it', async () => {
    await using image = await makeImage();
    const raw = image.folder.entry('disk.raw');
    await createRaw(raw, 1);
    expect(await codeOf(createSnapshot(raw, 'x'))).toBe('not-an-image');
    expect(await readFile(raw)).toEqual(Buffer.alloc(1024 * 1024));
  });
});

describe('an image that a running machine holds', () => {
  it('can be read, and nothing else', async () => {
    await using image = await makeImage();
    const { path, folder } = image;
    await createSnapshot(path, 'base');
    expect(await isInUse(path)).toBe(false);
    {
      await using qemu = await startQemu({ drives: [{ nodeName: 'disk', path, format: 'qcow2' }] });
      expect(qemu.pid).toBeGreaterThan(0);
      expect(await isInUse(path)).toBe(true);
      expect(await namesOf(path)).toEqual(['base']);
      const before = await readFile(path);
      expect(await codeOf(createSnapshot(path, 'x'))).toBe('in-use');
      expect(await codeOf(applySnapshot(path, 'base'))).toBe('in-use');
      expect(await codeOf(deleteSnapshot(path, 'base'))).toBe('in-use');
      expect(await codeOf(checkImage(path))).toBe('in-use');
      const copy = folder.entry('copy.qcow2');
      const convert = convertImage(path, copy, { fromFormat: 'qcow2', toFormat: 'qcow2' });
      expect(await codeOf(convert)).toBe('in-use');
      expect(await codeOf(imageInfo(copy))).toBe('missing');
      expect(await readFile(path)).toEqual(before);
    }
    expect(await isInUse(path)).toBe(false);
    await deleteSnapshot(path, 'base');
  });

  it('cannot be told for one that is not there', async () => {
    await using folder = await makeTemporaryFolder();
    expect(await codeOf(isInUse(folder.entry('absent')))).toBe('missing');
  });
});

describe('createImage and convertImage', () => {
  it('never overwrite a file, and leave none behind when they fail', async () => {
    await using image = await makeImage();
    const { path, folder } = image;
    await fill(path, 5);
    const before = await readFile(path);
    expect(await codeOf(createImage(path, { format: 'qcow2', virtualSizeBytes: 1024 }))).toBe('exists');
    const convert = convertImage(path, path, { fromFormat: 'qcow2', toFormat: 'raw' });
    expect(await codeOf(convert)).toBe('exists');
    expect(await readFile(path)).toEqual(before);
    const orphan = folder.entry('orphan.qcow2');
    const backing = { path: folder.entry('absent'), format: 'qcow2' };
    expect(await codeOf(createImage(orphan, { format: 'qcow2', backing }))).toBe('missing');
    await expect(stat(orphan)).rejects.toMatchObject({ code: 'ENOENT' });
    const nowhere = folder.entry('no/such/folder.qcow2');
    expect(await codeOf(createImage(nowhere, { format: 'qcow2', virtualSizeBytes: 1024 }))).toBe('missing');
  });

  it('copy an image as it is and as it was, with progress', async () => {
    await using image = await makeImage();
    const { path, folder } = image;
    await fill(path, 1);
    const { id } = await createSnapshot(path, 'one, “two”');
    await fill(path, 2);
    const percents: number[] = [];
    const options = { fromFormat: 'qcow2', toFormat: 'qcow2' } as const;
    const [now, then] = [folder.entry('now.qcow2'), folder.entry('-then.qcow2')];
    await convertImage(path, now, { ...options, onProgress: (percent) => percents.push(percent) });
    await convertImage(path, then, { ...options, snapshotId: id });
    expect(await holds(now, 2)).toBe(true);
    expect(await holds(then, 1)).toBe(true);
    expect(await namesOf(now)).toEqual([]);
    expect(percents.at(-1)).toBe(100);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  });
});

describe('a copy that is given up', () => {
  it('leaves nothing behind', async () => {
    await using image = await makeImage();
    const { path, folder } = image;
    await fill(path, 1);
    const abort = new AbortController();
    const copy = folder.entry('copy.raw');
    const work = convertImage(path, copy, {
      fromFormat: 'qcow2',
      toFormat: 'raw',
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('enough')),
    });
    await expect(work).rejects.toThrow('enough');
    await expect(stat(copy)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('checkImage', () => {
  it('finds corruption and leaks, and repairs nothing', async () => {
    await using image = await makeImage();
    const { path, folder } = image;
    await fill(path, 1);
    const whole = await readFile(path);
    const leaky = folder.entry('leaky.qcow2');
    // The first entry of the L1 table, which is the fourth cluster of a new image: what it pointed at is lost.
    const torn = Buffer.from(whole);
    torn.fill(0, 3 * 65_536, 3 * 65_536 + 8);
    await writeFile(leaky, torn);
    expect(await checkImage(leaky)).toMatchObject({ verdict: 'leaks', corruptions: 0 });
    expect(await readFile(leaky)).toEqual(torn);
    await truncate(path, 100_000);
    const check = await checkImage(path);
    expect(check.verdict).toBe('corrupt');
    expect(check.corruptions).toBeGreaterThan(0);
  });

  it('cannot check a raw image', async () => {
    await using folder = await makeTemporaryFolder();
    await createRaw(folder.entry('disk.raw'), 1);
    expect(await codeOf(checkImage(folder.entry('disk.raw'), { format: 'raw' }))).toBe('unsupported');
  });
});

/** A file system of its own that is nearly full. */
async function mountSmall(sizeKiB: number) {
  const folder = await makeTemporaryFolder();
  await execFileAsync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKiB}k`, 'snapgrove-test', folder.path]);
  return {
    folder,
    [Symbol.asyncDispose]: async () => {
      await execFileAsync('umount', [folder.path]);
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('a full disk', () => {
  it('fails the snapshot, and harms neither the disk nor the snapshots before it', async () => {
    await using small = await mountSmall(2048);
    const path = small.folder.entry('disk.qcow2');
    await createQcow2(path, 16);
    await fill(path, 7);
    await createSnapshot(path, 'base');
    const free = 2 * 1024 * 1024 - (await stat(path)).blocks * 512;
    await writeFile(small.folder.entry('ballast'), Buffer.alloc(free));
    expect(await codeOf(createSnapshot(path, 'one too many'))).toBe('no-space');
    expect(await namesOf(path)).toEqual(['base']);
    expect(await holds(path, 7)).toBe(true);
    expect((await checkImage(path)).corruptions).toBe(0);
    const image = { format: 'qcow2', virtualSizeBytes: 1024 * 1024 } as const;
    expect(await codeOf(createImage(small.folder.entry('more.qcow2'), image))).toBe('no-space');
    expect(await codeOf(imageInfo(small.folder.entry('more.qcow2')))).toBe('missing');
  });
});

describe('runQemuImg', () => {
  it('keeps what qemu-img said, in English', async () => {
    await using image = await makeImage();
    const work = runQemuImg('info', [], [image.folder.entry('absent')]);
    await expect(work).rejects.toMatchObject({
      code: 'missing',
      exitCode: 1,
      stderr: expect.stringContaining('No such file or directory'),
    });
    await expect(runQemuImg('nonsense', [], [])).rejects.toMatchObject({ code: 'failed', exitCode: 1 });
  });

  it('ends what takes too long', async () => {
    await using image = await makeImage();
    const endless = () =>
      runQemuImg('bench', ['-f', 'qcow2', '-c', '2000000000'], [image.path], { deadlineMs: 100 });
    expect(await codeOf(endless())).toBe('timeout');
    expect(await isInUse(image.path)).toBe(false);
  });
});
