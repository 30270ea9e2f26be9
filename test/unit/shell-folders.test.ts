import { mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runtimeFolder } from '../../electron/shell/runtime-folder.ts';
import { storeFolder } from '../../electron/shell/store-folder.ts';

describe('the store folder', () => {
  it('is where the environment says, else where the platform keeps data', () => {
    expect(storeFolder({ SNAPGROVE_HOME: '/elsewhere', XDG_DATA_HOME: '/data' }, 'linux')).toBe('/elsewhere');
    expect(storeFolder({ XDG_DATA_HOME: '/data' }, 'linux')).toBe('/data/snapgrove');
    expect(storeFolder({ XDG_DATA_HOME: '' }, 'linux')).toBe(join(homedir(), '.local/share/snapgrove'));
    expect(storeFolder({}, 'darwin')).toBe(join(homedir(), 'Library/Application Support/snapgrove'));
    expect(storeFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe('/local/snapgrove');
  });
});

describe('the runtime folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'snapgrove-runtime-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('is made below XDG_RUNTIME_DIR, for its user alone', async () => {
    const made = await runtimeFolder({ XDG_RUNTIME_DIR: folder });
    expect(made).toBe(join(folder, 'snapgrove'));
    expect((await stat(made)).mode & 0o777).toBe(0o700);
  });

  it('is refused when others can reach it, or when it is a link', async () => {
    const open = join(folder, 'open');
    await mkdir(open, { mode: 0o755 });
    await expect(runtimeFolder({ SNAPGROVE_RUNTIME_DIR: open })).rejects.toMatchObject({
      code: 'permission_denied',
    });
    const link = join(folder, 'link');
    await symlink(await mkdtemp(join(folder, 'target-')), link);
    await expect(runtimeFolder({ SNAPGROVE_RUNTIME_DIR: link })).rejects.toMatchObject({
      code: 'permission_denied',
    });
  });
});
