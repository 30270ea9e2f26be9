import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { capture } from '../../electron/screenshots/capture.ts';
import { type EncodedPicture, PictureEncoder } from '../../electron/screenshots/encode.ts';
import { PictureStore } from '../../electron/screenshots/picture-store.ts';
import { ScreenFolder } from '../../electron/screenshots/screen-folder.ts';
import { startQemu } from '../helpers/qemu.ts';
import { connectRawQmp, type RawQmp } from '../helpers/raw-qmp.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../helpers/temporary-folder.ts';

const execFileAsync = promisify(execFile);

interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  makeReadOnly(): Promise<void>;
}

/** A file system of its own in `folder`; needs root. */
async function mountSmallDisk(folder: TemporaryFolder, kibibytes: number): Promise<SmallDisk> {
  const path = folder.entry('disk');
  await mkdir(path);
  await execFileAsync('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k,mode=0700`, 'tmpfs', path]);
  return {
    path,
    makeReadOnly: async () => void (await execFileAsync('mount', ['-o', 'remount,ro', path])),
    [Symbol.asyncDispose]: async () => void (await execFileAsync('umount', [path])),
  };
}

function pictureOf(digit: string, bytes: number): EncodedPicture {
  return {
    picture: { sha256: digit.repeat(64), width: 4, height: 3 },
    png: new Uint8Array(bytes),
    thumbnail: new Uint8Array(8 * 1024),
  };
}

/** Takes a screenshot with the real QEMU through the room's own folder. */
async function takeWithQemu(qmp: RawQmp, screens: ScreenFolder) {
  return await capture(async () => {
    const screenshot = screens.newScreenshot('ppm');
    await qmp.execute('screendump', { filename: screenshot.path });
    return screenshot;
  });
}

describe('a store whose disk is full', () => {
  it('says so, leaves nothing behind, and works again once there is room', async () => {
    await using folder = await makeTemporaryFolder();
    await using disk = await mountSmallDisk(folder, 256);
    const store = new PictureStore(disk.path);
    await store.put(pictureOf('a', 100 * 1024));

    await expect(store.put(pictureOf('b', 200 * 1024))).rejects.toMatchObject({
      name: 'PictureError',
      code: 'no-space',
      message: expect.stringContaining(disk.path),
    });

    expect(await readdir(disk.path)).toHaveLength(2);
    expect(await store.has('a'.repeat(64))).toBe(true);
    await store.remove('a'.repeat(64));
    expect(await store.put(pictureOf('b', 200 * 1024))).toMatchObject({ sha256: 'b'.repeat(64) });
  });

  it('keeps a picture that it has already, however full', async () => {
    await using folder = await makeTemporaryFolder();
    await using disk = await mountSmallDisk(folder, 256);
    const store = new PictureStore(disk.path);
    await store.put(pictureOf('a', 100 * 1024));
    await expect(writeFile(`${disk.path}/filler`, new Uint8Array(512 * 1024))).rejects.toThrow('ENOSPC');
    expect(await store.put(pictureOf('a', 100 * 1024))).toMatchObject({ sha256: 'a'.repeat(64) });
  });

  it('leaves a snapshot of a real machine without a picture, with the reason', async () => {
    await using folder = await makeTemporaryFolder();
    await using disk = await mountSmallDisk(folder, 4);
    await using screens = await ScreenFolder.open(folder.entry('screens'));
    await using qemu = await startQemu({ args: ['-S'] });
    await using qmp = await connectRawQmp(qemu.socketPath);
    await using captured = await takeWithQemu(qmp, screens);
    const encoder = new PictureEncoder();
    const result = await captured.keep(encoder, new PictureStore(`${disk.path}/shots`));
    await encoder.close();
    expect(result).toEqual({
      problem: expect.objectContaining({
        text: `There is no room for the picture in ${disk.path}/shots. Free some space there.`,
      }),
    });
  });
});

describe('a store that is read-only', () => {
  it('says so', async () => {
    await using folder = await makeTemporaryFolder();
    await using disk = await mountSmallDisk(folder, 256);
    const store = new PictureStore(disk.path);
    await store.put(pictureOf('a', 1024));
    await disk.makeReadOnly();
    for (const change of [
      store.put(pictureOf('b', 1024)),
      store.remove('a'.repeat(64)),
      store.collectGarbage(new Set(), { keepNewerThanMs: 0 }),
    ]) {
      await expect(change).rejects.toMatchObject({ name: 'PictureError', code: 'permission' });
    }
    expect(await store.has('a'.repeat(64))).toBe(true);
  });
});

describe('a real QEMU that can give no picture', () => {
  async function problemWith(options: { readonly args?: readonly string[]; readonly display?: boolean }) {
    await using folder = await makeTemporaryFolder();
    await using screens = await ScreenFolder.open(folder.entry('screens'));
    await using qemu = await startQemu(options);
    await using qmp = await connectRawQmp(qemu.socketPath);
    await using captured = await takeWithQemu(qmp, screens);
    const encoder = new PictureEncoder();
    const result = await captured.keep(encoder, new PictureStore(folder.entry('shots')));
    await encoder.close();
    return result;
  }

  it('because the machine has no display, says so', async () => {
    expect(await problemWith({ display: false })).toEqual({
      problem: expect.objectContaining({ text: 'This machine has no display to take a picture of.' }),
    });
  });

  it('because it runs as another user, says so', async () => {
    expect(await problemWith({ args: ['-runas', 'nobody'] })).toEqual({
      problem: expect.objectContaining({
        text: 'QEMU may not write into the folder for screenshots: it runs as another user or is confined. Run it as your own user to have pictures.',
      }),
    });
  });

  it('because its folder is full, says so', async () => {
    await using folder = await makeTemporaryFolder();
    await using disk = await mountSmallDisk(folder, 64);
    await using screens = await ScreenFolder.open(`${disk.path}/screens`);
    await using qemu = await startQemu({ args: ['-S'] });
    await using qmp = await connectRawQmp(qemu.socketPath);
    await using captured = await takeWithQemu(qmp, screens);
    const encoder = new PictureEncoder();
    const result = await captured.keep(encoder, new PictureStore(folder.entry('shots')));
    await encoder.close();
    expect(result).toEqual({
      problem: expect.objectContaining({
        text: 'There is no room for the screenshot in the folder that QEMU writes it into. Free some space there.',
      }),
    });
  });
});
