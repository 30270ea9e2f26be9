import { execFile } from 'node:child_process';
import { access, readdir, symlink, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { expect, it } from 'vitest';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const execFileAsync = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** A door that makes one picture and prints its size. */
const DOOR = `
import { PictureEncoder } from '${root}electron/screenshots/encode.ts';
const { picture } = await new PictureEncoder().encode({ path: process.argv[2] });
console.log(picture.width, picture.height);
`;

it.each([
  { doors: ['main'], place: 'in the door itself' },
  { doors: ['main', 'cli'], place: 'in a chunk that two doors share' },
])('a build finds the picture worker from $place', async ({ doors }) => {
  await using folder = await makeTemporaryFolder();
  await symlink(`${root}node_modules`, folder.entry('node_modules'));
  await writeFile(folder.entry('package.json'), '{ "type": "module" }');
  await writeFile(folder.entry('small.ppm'), 'P6\n2 3\n255\nabcdefghijklmnopqr');
  for (const door of doors) await writeFile(folder.entry(`${door}.ts`), DOOR);
  const input = Object.fromEntries(doors.map((door) => [door, folder.entry(`${door}.ts`)]));

  await build({
    root: folder.path,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir: folder.entry('out'),
      rolldownOptions: {
        input: { ...input, 'picture-worker': `${root}electron/screenshots/picture-worker.ts` },
        external: ['sharp'],
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });

  await access(folder.entry('out/picture-worker.js'));
  const hasSharedEncoder = (await readdir(folder.entry('out/chunks'))).some((name) =>
    name.startsWith('encode'),
  );
  expect(hasSharedEncoder).toBe(doors.length > 1);
  for (const door of doors) {
    const { stdout } = await execFileAsync(
      process.execPath,
      [folder.entry(`out/${door}.js`), folder.entry('small.ppm')],
      { timeout: 20_000 },
    );
    expect(stdout).toBe('2 3\n');
  }
});
