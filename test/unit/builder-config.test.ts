import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractFile, listPackage, statFile } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { getConfig } from 'app-builder-lib/out/util/config/config.js';
import { Arch, type Configuration, Packager, Platform } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const source = join(import.meta.dirname, '../..');
let folder: string;
let app: string;
let archive: string;
let packed: readonly { readonly path: string; readonly unpacked: boolean }[];
let configuration: Configuration;

/**
 * Packs the app as a release would. Two things are stand-ins, because they are large and what is packed and which fuses
 * are set does not depend on them: Electron's runtime (a file with the marker that fuses are written behind) and the build.
 */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapgrove-builder-'));
  const project = join(folder, 'project');
  await mkdir(project);
  for (const name of [
    'package.json',
    'package-lock.json',
    'LICENSE',
    'electron-builder.config.ts',
    'assets',
  ]) {
    await cp(join(source, name), join(project, name), { recursive: true });
  }
  await copyProductionPackages(project);
  for (const name of [
    'electron/main.js',
    'electron/main.js.map',
    'preload/preload.cjs',
    'renderer/index.html',
  ]) {
    await mkdir(join(project, '.build', name, '..'), { recursive: true });
    await writeFile(join(project, '.build', name), 'built');
  }
  await mkdir(join(project, 'electron'));
  await writeFile(join(project, 'electron/main.ts'), '');

  const runtime = join(folder, 'runtime');
  await mkdir(join(runtime, 'resources'), { recursive: true });
  const fuses = ['dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', '\x01\x09', '000000000'].map((part) =>
    Buffer.from(part, 'latin1'),
  );
  await writeFile(join(runtime, 'electron'), Buffer.concat([Buffer.alloc(64), ...fuses, Buffer.alloc(64)]), {
    mode: 0o755,
  });

  configuration = await getConfig(project, 'electron-builder.config.ts', null);
  const packager = new Packager({
    projectDir: project,
    targets: Platform.LINUX.createTarget('dir', Arch.x64),
    config: { ...configuration, electronDist: runtime },
  });
  await packager.build();
  app = join(project, 'dist/linux-unpacked');
  archive = join(app, 'resources/app.asar');
  packed = listPackage(archive, { isPack: false })
    .map((path) => path.slice(1))
    .map((path) => ({ path, entry: statFile(archive, path) }))
    .flatMap(({ path, entry }) => ('files' in entry ? [] : [{ path, unpacked: entry.unpacked === true }]));
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Copies what is installed of the packages that the lock file does not mark as needed for development alone. */
async function copyProductionPackages(project: string): Promise<void> {
  const lock = lockSchema.parse(JSON.parse(await readFile(join(source, 'package-lock.json'), 'utf8')));
  for (const [path, { dev }] of Object.entries(lock.packages)) {
    if (path === '' || dev || !existsSync(join(source, path))) continue;
    await cp(join(source, path), join(project, path), { recursive: true });
  }
}

const lockSchema = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) });

describe('what electron-builder makes', () => {
  it('is set for every package format', () => {
    expect(configuration).toMatchObject({
      linux: { target: ['deb', 'rpm', 'AppImage'], icon: 'assets/icon.png', executableName: 'snapgrove' },
      mac: { target: ['dmg'], icon: 'assets/icon.png' },
      win: { target: ['nsis'], icon: 'assets/icon.png' },
    });
  });

  it('has the fuses of a release blown', async () => {
    const { version: _, ...wire } = await getCurrentFuseWire(join(app, 'snapgrove'));
    const { DISABLE, ENABLE } = FuseState;
    expect(wire).toEqual({
      [FuseV1Options.RunAsNode]: DISABLE,
      [FuseV1Options.EnableCookieEncryption]: ENABLE,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: DISABLE,
      [FuseV1Options.EnableNodeCliInspectArguments]: DISABLE,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: ENABLE,
      [FuseV1Options.OnlyLoadAppFromAsar]: ENABLE,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: DISABLE,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: DISABLE,
      // As Electron has it: the runtime's stand-in has it off.
      [FuseV1Options.WasmTrapHandlers]: DISABLE,
    });
  });

  it('holds the build, its licence, the demo guest and nothing of the sources', () => {
    const ours = packed.map(({ path }) => path).filter((path) => !path.startsWith('node_modules/'));
    expect(ours.toSorted((a, b) => a.localeCompare(b))).toEqual([
      '.build/electron/main.js',
      '.build/preload/preload.cjs',
      '.build/renderer/index.html',
      'assets/demo/guest.img',
      'assets/icon.png',
      'LICENSE',
      'package.json',
    ]);
  });

  it('brings sharp with its native code and no other package', () => {
    const packages = new Set(
      packed.flatMap(({ path }) => path.match(/^node_modules\/(@[^/]+|[^/]+)/)?.[1] ?? []),
    );
    expect(packages).toEqual(new Set(['sharp', '@img', 'detect-libc', 'semver']));
    expect(packed.filter(({ path }) => /\.(?:node|so(?:\.[\d.]+)?)$/.test(path)).length).toBeGreaterThan(1);
  });

  it('leaves outside of the archive what is read by others than Electron', () => {
    const inside = packed.filter(({ unpacked }) => !unpacked).map(({ path }) => path);
    expect(inside.filter((path) => /^(?:node_modules|assets\/demo|\.build\/electron)\//.test(path))).toEqual(
      [],
    );
    expect(inside).toContain('.build/renderer/index.html');
  });

  it('has a licence and a desktop entry', () => {
    const manifest: unknown = JSON.parse(extractFile(archive, 'package.json').toString());
    expect(manifest).toMatchObject({ license: 'MIT', main: '.build/electron/main.js' });
    expect(configuration.linux?.desktop?.entry).toMatchObject({
      Name: 'Snapgrove',
      StartupWMClass: 'snapgrove',
    });
    expect(existsSync(join(source, 'assets/icon.png'))).toBe(true);
  });
});
