import { execFile } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const project = join(import.meta.dirname, '../..');
const biome = join(project, 'node_modules/@biomejs/biome/bin/biome');

/** The rules that the project's Biome says a file with these lines breaks, were it there. */
async function brokenRules(file: string, lines: string): Promise<readonly string[]> {
  await using folder = await makeTemporaryFolder();
  await copyFile(join(project, 'biome.json'), folder.entry('biome.json'));
  await mkdir(dirname(folder.entry(file)), { recursive: true });
  await writeFile(folder.entry(file), `${lines}\nexport const used = thing;\n`);
  const said = await new Promise<string>((resolve, reject) => {
    const args = [biome, 'lint', '--colors=off', '--vcs-enabled=false', file];
    execFile(process.execPath, args, { cwd: folder.path }, (error, stdout, stderr) => {
      if (error !== null && error.code !== 1) reject(error);
      else resolve(stdout + stderr);
    });
  });
  expect(said).toContain('Checked 1 file');
  return [...said.matchAll(/ (lint\/\S+)/g)].flatMap(([, rule]) => rule ?? []);
}

const restricted = 'lint/style/noRestrictedImports';

const refused: readonly (readonly [string, string])[] = [
  ['electron/files/a.ts', '../qmp/session.ts'],
  ['electron/files/a.ts', '../hypervisor/hypervisor.ts'],
  ['electron/threads/a.ts', '../qemu-img/info.ts'],
  ['electron/qmp/a.ts', '../hypervisor/hypervisor.ts'],
  ['electron/qmp/a.ts', '../snapshots/take.ts'],
  ['electron/libvirt-rpc/a.ts', '../core/core.ts'],
  ['electron/libvirt-rpc/a.ts', '../qemu-img/info.ts'],
  ['electron/qemu-img/a.ts', '../hypervisor/hypervisor.ts'],
  ['electron/hypervisor/a.ts', '../screenshots/png.ts'],
  ['electron/hypervisor/qemu/a.ts', '../../snapshots/take.ts'],
  ['electron/hypervisor/libvirt/a.ts', '../../core/world.ts'],
  ['electron/demo/a.ts', '../core/core.ts'],
  ['electron/demo/a.ts', '../hypervisor/hypervisor.ts'],
  ['electron/screenshots/a.ts', '../snapshots/take.ts'],
  ['electron/snapshots/a.ts', '../core/jobs.ts'],
  ['electron/snapshots/a.ts', '../demo/demo-machine.ts'],
  ['electron/core/a.ts', '../shell/version.ts'],
  ['electron/core/a.ts', '../main.ts'],
  ['electron/core/a.ts', 'electron'],
  ['electron/qmp/a.ts', 'electron'],
  ['electron/cli/a.ts', 'electron'],
  ['electron/serve.ts', 'electron'],
  ['electron/shell/a.ts', '../cli/words.ts'],
  ['electron/shell/a.ts', '../../renderer/src/app/App.tsx'],
  ['shared/model/a.ts', '../../electron/qmp/session.ts'],
  ['shared/model/a.ts', '../../renderer/src/world/world.ts'],
  ['shared/contract/a.ts', 'electron'],
  ['renderer/src/app/a.ts', '../../../electron/core/core.ts'],
  ['renderer/src/app/a.ts', 'electron'],
];

const allowed: readonly (readonly [string, string])[] = [
  ['electron/main.ts', 'electron'],
  ['electron/preload.ts', 'electron'],
  ['electron/shell/a.ts', 'electron'],
  ['electron/shell/a.ts', '../core/core.ts'],
  ['electron/shell/a.ts', '../../shared/contract/serve.ts'],
  ['electron/core/a.ts', '../demo/demo-machine.ts'],
  ['electron/snapshots/a.ts', '../hypervisor/hypervisor.ts'],
  ['electron/hypervisor/qemu/a.ts', '../../qmp/session.ts'],
  ['renderer/src/app/a.ts', '../../../shared/model/tree.ts'],
  ['renderer/src/app/a.ts', '@tanstack/react-virtual'],
];

describe('the walls between the rooms', () => {
  it.concurrent.each(refused)('%s may not import %s', async (file, specifier) => {
    expect(await brokenRules(file, `import { thing } from '${specifier}';`)).toContain(restricted);
  });

  it('holds for imports of types too', async () => {
    const line = "import type { thing } from '../snapshots/take.ts';";
    expect(await brokenRules('electron/qmp/a.ts', line)).toContain(restricted);
  });

  it.concurrent.each(allowed)('%s may import %s', async (file, specifier) => {
    expect(await brokenRules(file, `import { thing } from '${specifier}';`)).not.toContain(restricted);
  });

  it.concurrent.each(['shared/model/a.ts', 'renderer/src/app/a.ts'])(
    '%s has nothing of Node',
    async (file) => {
      const said = await brokenRules(file, "import { readFile as thing } from 'node:fs/promises';");
      expect(said).toContain('lint/correctness/noNodejsModules');
    },
  );

  it('allows no barrel', async () => {
    const said = await brokenRules('shared/model/a.ts', "export * from './tree.ts';\nconst thing = 1;");
    expect(said).toContain('lint/performance/noReExportAll');
  });
});
