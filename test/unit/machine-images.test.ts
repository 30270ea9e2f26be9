import { readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type ImageLook, isSettled } from '../../electron/hypervisor/qemu/image-looks.ts';
import { MachineImages } from '../../electron/hypervisor/qemu/machine-images.ts';
import { QemuImgError } from '../../electron/qemu-img/errors.ts';
import type { ImageReading, ReadRequest } from '../../electron/qemu-img/image-reader.ts';
import type { Drive } from '../../shared/model/machine.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const driveAt = (path: string): Drive => ({
  id: 'disk',
  device: 'virtio0',
  path,
  format: 'qcow2',
  virtualSizeBytes: 1024,
  actualSizeBytes: 512,
  readOnly: false,
  leftOut: null,
});

/** Stands in for qemu-img: the text of the file is the name of its one snapshot. */
async function readName({ path, inUse }: ReadRequest): Promise<ImageReading> {
  const name = await readFile(path, 'utf8').catch(() => {
    throw new QemuImgError('missing', asIs('It is not there.'));
  });
  const moment = { dateSec: 1, dateNsec: 0, createdMs: 1000, vmClockMs: 0, icount: null };
  const blank = { clusterSizeBytes: null, encrypted: false, dirty: false, corrupt: false, dataFile: null };
  const alone = {
    backingFilename: null,
    fullBackingFilename: null,
    backingFormat: null,
    backingImage: null,
  };
  const sizes = { virtualSizeBytes: 1024, actualSizeBytes: 512 };
  const snapshots = [{ id: '1', name, vmStateSizeBytes: 0, ...moment }];
  const info = { filename: path, format: 'qcow2', ...sizes, ...blank, ...alone, snapshots, bitmapNames: [] };
  return { info, inUse: inUse ?? false };
}

/** The images of a machine in one start of Snapgrove, with how often they were read. */
function start(recorded: ImageLook | null = null) {
  const records: ImageLook[] = [];
  let reads = 0;
  const images = new MachineImages({
    read: (request) => {
      reads += 1;
      return readName(request);
    },
    recall: async () => recorded,
    record: (look) => void records.push({ version: 1, ...look }),
  });
  return {
    images,
    reads: () => reads,
    names: async (drives: readonly Drive[], look: Parameters<MachineImages['look']>[2]) => {
      const { drives: seen } = await images.look(drives, true, look);
      return seen.flatMap((drive) => drive.leftOut?.text ?? drive.snapshots.map((each) => each.name));
    },
    /** The last look, as of a time when the files had long been left alone. */
    settled: (): ImageLook => {
      const last = records.at(-1);
      if (last === undefined) throw new Error('Nothing was recorded.');
      return { ...last, at: last.at + 60_000 };
    },
    records,
  };
}

/** A folder with an image that an earlier start looked into. */
async function looked() {
  const folder = await makeTemporaryFolder();
  const path = folder.entry('disk.qcow2');
  await writeFile(path, 'first');
  const drives = [driveAt(path)];
  const before = start();
  expect(await before.names(drives, 'recorded')).toEqual(['first']);
  return { folder, path, drives, before };
}

describe('the images of a machine that is off', () => {
  it('are read once, and again when they were written', async () => {
    const { folder, path, drives, before } = await looked();
    await using _ = folder;
    expect(await before.names(drives, 'changed')).toEqual(['first']);
    expect(before.reads()).toBe(1);
    await writeFile(path, 'second');
    expect(await before.names(drives, 'recorded')).toEqual(['second']);
    expect(before.reads()).toBe(2);
    expect(await before.names(drives, 'all')).toEqual(['second']);
    expect(before.reads()).toBe(3);
  });

  it('are known from an earlier start while nobody touched them', async () => {
    const { folder, drives, before } = await looked();
    await using _ = folder;
    const { names, reads, images } = start(before.settled());
    expect(await names(drives, 'recorded')).toEqual(['first']);
    expect(reads()).toBe(0);
    expect((await images.look(drives, true, 'recorded')).activity).toBe(
      (await before.images.look(drives, true, 'changed')).activity,
    );
  });

  it.for(['changed', 'all', 'minding-locks'] as const)('are read for a look at %s', async (look) => {
    const { folder, drives, before } = await looked();
    await using _ = folder;
    const { names, reads } = start(before.settled());
    expect(await names(drives, 'recorded')).toEqual(['first']);
    expect(await names(drives, look)).toEqual(['first']);
    expect(reads()).toBe(1);
  });

  it('are read where the look may have been of the same tick of the clock as a write', async () => {
    const { folder, drives, before } = await looked();
    await using _ = folder;
    const [look] = before.records;
    const { names, reads } = start(look ?? null);
    expect(await names(drives, 'recorded')).toEqual(['first']);
    expect(reads()).toBe(1);
  });

  it('are read when they were written and their time set back', async () => {
    const { folder, path, drives, before } = await looked();
    await using _ = folder;
    const { atime, mtime } = await stat(path);
    await writeFile(path, 'FIRST');
    await utimes(path, atime, mtime);
    const { names, reads } = start(before.settled());
    expect(await names(drives, 'recorded')).toEqual(['FIRST']);
    expect(reads()).toBe(1);
  });

  it('are read when another file is in their place', async () => {
    const { folder, path, drives, before } = await looked();
    await using _ = folder;
    await writeFile(folder.entry('other.qcow2'), 'other');
    await rename(folder.entry('other.qcow2'), path);
    expect(await start(before.settled()).names(drives, 'recorded')).toEqual(['other']);
  });

  it('are said to be missing when they are gone', async () => {
    const { folder, path, drives, before } = await looked();
    await using _ = folder;
    await rm(path);
    expect(await start(before.settled()).names(drives, 'recorded')).toEqual([`its image ${path} is missing`]);
  });

  it('are read when the machine has other drives now', async () => {
    const { folder, path, drives, before } = await looked();
    await using _ = folder;
    const second = folder.entry('second.qcow2');
    await symlink(path, second);
    const { names, reads } = start(before.settled());
    expect(await names([...drives, driveAt(second)], 'recorded')).toEqual(['first', 'first']);
    expect(reads()).toBe(2);
  });

  it('are recorded only where each of them was read', async () => {
    const { folder, drives } = await looked();
    await using _ = folder;
    const { names, records } = start();
    expect(await names([...drives, driveAt(folder.entry('none.qcow2'))], 'recorded')).toHaveLength(2);
    expect(records).toEqual([]);
  });

  it('take what somebody in a hurry read meanwhile', async () => {
    const { folder, drives } = await looked();
    await using _ = folder;
    const { names, reads } = start();
    const both = await Promise.all([names(drives, 'changed'), names(drives, 'recorded')]);
    expect(both).toEqual([['first'], ['first']]);
    expect(reads()).toBe(1);
  });
});

it('a look is settled when it began well after the last stamp', () => {
  expect(isSettled(10_000, 10_000)).toBe(false);
  expect(isSettled(10_000, 12_000)).toBe(false);
  expect(isSettled(10_000, 13_001)).toBe(true);
  expect(isSettled(Number.POSITIVE_INFINITY, 10_000)).toBe(false);
});
