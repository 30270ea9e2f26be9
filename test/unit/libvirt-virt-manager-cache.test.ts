import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  virtManagerCacheFolder,
  virtManagerPictures,
} from '../../electron/hypervisor/libvirt/virt-manager-cache.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const uuid = '11111111-2222-3333-4444-555555555555';
const takenAt = 1_700_000_000_000;

describe('virt-manager’s pictures', () => {
  it('are where the user’s cache is', () => {
    expect(virtManagerCacheFolder({ HOME: '/home/u' })).toBe('/home/u/.cache/virt-manager');
    expect(virtManagerCacheFolder({ HOME: '/home/u', XDG_CACHE_HOME: '/c' })).toBe('/c/virt-manager');
  });

  it('are found by machine and name in any connection, when they are as old as the snapshot', async () => {
    await using folder = await makeTemporaryFolder();
    const put = async (connection: string, file: string, atMs: number, machine = uuid) => {
      const path = `${folder.path}/${connection}/${machine}`;
      await mkdir(path, { recursive: true });
      await writeFile(`${path}/${file}`, '');
      await utimes(`${path}/${file}`, atMs / 1000, atMs / 1000);
      return `${path}/${file}`;
    };
    const png = await put('qemu:___system', 'snap-screenshot-a.png', takenAt + 2000);
    const ppm = await put('qemu+ssh:__host_system', 'snap-screenshot-b & “c”.ppm', takenAt + 60_000);
    await put('qemu:___system', 'snap-screenshot-before.png', takenAt - 60_000);
    await put('qemu:___system', 'snap-screenshot-after.png', takenAt + 86_400_000);
    await put('qemu:___system', 'snap-screenshot-other.png', takenAt, '99999999-2222-3333-4444-555555555555');
    await put('qemu:___system', 'snap-screenshot-gif.gif', takenAt);
    const names = ['a', 'b & “c”', 'before', 'after', 'other', 'gif', 'none', '../../a'];
    const wanted = names.map((name) => ({ name, createdAt: takenAt }));
    expect(await virtManagerPictures(folder.path, uuid, wanted)).toEqual(
      new Map([
        ['a', png],
        ['b & “c”', ppm],
      ]),
    );
  });

  it('are none where virt-manager never ran', async () => {
    await using folder = await makeTemporaryFolder();
    const wanted = [{ name: 'a', createdAt: takenAt }];
    expect(await virtManagerPictures(folder.entry('nothing'), uuid, wanted)).toEqual(new Map());
  });
});
