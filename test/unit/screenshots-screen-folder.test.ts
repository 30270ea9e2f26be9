import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ScreenFolder, screenFolderPath } from '../../electron/screenshots/screen-folder.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

async function endedProcessId(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('the folder that screenshots pass through', () => {
  it('is in the runtime folder where there is one', () => {
    expect(screenFolderPath({ runtimeFolder: '/run/user/1', home: '/h' })).toBe(
      '/run/user/1/snapgrove/screens',
    );
    expect(screenFolderPath({ runtimeFolder: undefined, home: '/h' })).toBe('/h/screens');
    expect(screenFolderPath({ runtimeFolder: 'relative', home: '/h' })).toBe('/h/screens');
    expect(screenFolderPath({ runtimeFolder: '', home: '/h' })).toBe('/h/screens');
  });

  it('is private, also when it was not before', async () => {
    await using home = await makeTemporaryFolder();
    await mkdir(home.entry('screens'));
    await chmod(home.entry('screens'), 0o777);
    await using screens = await ScreenFolder.open(home.entry('screens'));
    expect((await stat(home.entry('screens'))).mode & 0o777).toBe(0o700);
    expect((await stat(screens.path)).mode & 0o777).toBe(0o700);
  });

  it('gives each screenshot its own path, and removes the file when it is done with', async () => {
    await using home = await makeTemporaryFolder();
    await using screens = await ScreenFolder.open(home.entry('screens'));
    const other = screens.newScreenshot('ppm');
    {
      await using screenshot = screens.newScreenshot('png');
      await writeFile(screenshot.path, 'png');
      expect(screenshot.path).not.toBe(other.path);
      expect(await readdir(screens.path)).toHaveLength(1);
    }
    expect(await readdir(screens.path)).toEqual([]);
    await other[Symbol.asyncDispose]();
  });

  it('loses what ended processes left, keeps what running ones use, and leaves the rest', async () => {
    await using home = await makeTemporaryFolder();
    const folder = home.entry('screens');
    const left = `${folder}/${await endedProcessId()}-0123456789abcdef`;
    await mkdir(left, { recursive: true });
    await writeFile(`${left}/a.ppm`, 'P6');
    await writeFile(`${folder}/notes.txt`, 'not ours');
    await using first = await ScreenFolder.open(folder);
    await using second = await ScreenFolder.open(folder);

    await expect(access(left)).rejects.toThrow('ENOENT');
    await access(first.path);
    await access(second.path);
    await second.close();
    await first.close();
    expect(await readdir(folder)).toEqual(['notes.txt']);
  });

  it('is refused when it is a link or cannot be made', async () => {
    await using home = await makeTemporaryFolder();
    await mkdir(home.entry('elsewhere'));
    await symlink(home.entry('elsewhere'), home.entry('screens'));
    await writeFile(home.entry('file'), '');
    await expect(ScreenFolder.open(home.entry('screens'))).rejects.toMatchObject({ code: 'permission' });
    await expect(ScreenFolder.open(home.entry('file/screens'))).rejects.toMatchObject({ code: 'failed' });
  });
});
