import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ImageLooks } from '../../electron/hypervisor/qemu/image-looks.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const LOOK = {
  signature: '[["/disk.qcow2"]]',
  at: 5,
  images: [
    {
      format: 'qcow2',
      virtualSizeBytes: 1024,
      actualSizeBytes: null,
      leftOut: null,
      snapshots: [
        {
          id: '1',
          name: 'first “quoted”',
          vmStateSizeBytes: 7,
          dateSec: 1,
          dateNsec: 2,
          createdMs: 1000,
          vmClockMs: 0.5,
          icount: null,
        },
      ],
      bitmaps: ['nightly'],
    },
  ],
};

describe('kept looks into images', () => {
  it('come back as they were written', async () => {
    await using folder = await makeTemporaryFolder();
    const looks = new ImageLooks(folder.path);
    await mkdir(folder.entry('m'));
    expect(await looks.read('m')).toBeNull();
    await looks.write('m', LOOK);
    expect(await looks.read('m')).toEqual({ version: 1, ...LOOK });
    expect(await readdir(folder.entry('m'))).toEqual(['images.json']);
    await looks.remove('m');
    expect(await looks.read('m')).toBeNull();
  });

  it.for([
    '',
    '{',
    'null',
    JSON.stringify({ version: 2, ...LOOK }),
    JSON.stringify({ version: 1, ...LOOK, images: [{ format: 'qcow2' }] }),
  ])('count for nothing when they are %j', async (text) => {
    await using folder = await makeTemporaryFolder();
    await mkdir(folder.entry('m'));
    await writeFile(join(folder.entry('m'), 'images.json'), text);
    expect(await new ImageLooks(folder.path).read('m')).toBeNull();
  });

  it('are not kept of a machine that has no folder', async () => {
    await using folder = await makeTemporaryFolder();
    await expect(new ImageLooks(folder.path).write('gone', LOOK)).rejects.toThrow('ENOENT');
    expect(await readdir(folder.path)).toEqual([]);
  });
});
