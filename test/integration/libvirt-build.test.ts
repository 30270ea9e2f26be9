import { execFile } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { expect, it } from 'vitest';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A door that has so many documents read that it takes the worker thread, and prints the names in them. */
const DOOR = `
import { SnapshotParser } from '${root}electron/hypervisor/libvirt/snapshot-parser.ts';
const parser = new SnapshotParser();
const documents = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => '<domainsnapshot><name>' + name + '</name></domainsnapshot>');
const parsed = await parser.parse(documents);
console.log(parsed.map((each) => each.reading.name).join(''));
await parser.close();
`;

it('a build finds the worker that reads snapshots', async () => {
  await using folder = await makeTemporaryFolder();
  await symlink(`${root}node_modules`, folder.entry('node_modules'));
  await writeFile(folder.entry('package.json'), '{ "type": "module" }');
  await writeFile(folder.entry('main.ts'), DOOR);
  await build({
    root: folder.path,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir: folder.entry('out'),
      rolldownOptions: {
        input: {
          main: folder.entry('main.ts'),
          'snapshot-xml-worker': `${root}electron/hypervisor/libvirt/snapshot-xml-worker.ts`,
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
  const door = promisify(execFile)(process.execPath, [folder.entry('out/main.js')], { timeout: 20_000 });
  expect((await door).stdout).toBe('abcdef\n');
});
