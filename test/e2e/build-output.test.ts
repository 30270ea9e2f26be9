import { readdir, readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../electron/shell/page-headers.ts';

const build = join(import.meta.dirname, '../../.build');
const read = (path: string) => readFile(join(build, path), 'utf8');

/** The names of what a bundle still imports from elsewhere, whichever way it does. */
function bareImports(code: string): Set<string> {
  const names = [
    ...code.matchAll(/(?:^|[;\n}])\s*(?:import|export)\s*(?:[\w*{}\s,$]*?\sfrom\s*)?"([^"./][^"]*)"/g),
  ];
  const required = [...code.matchAll(/\b(?:require|import)\("([^"./][^"]*)"\)/g)];
  return new Set([...names, ...required].flatMap(([, name]) => name ?? []));
}

const isBuiltin = (name: string) => name.startsWith('node:') || builtinModules.includes(name);

describe('the build', () => {
  it('has the preload script as one CommonJS file that needs Electron alone', async () => {
    expect(await readdir(join(build, 'preload'))).toEqual(['preload.cjs']);
    const code = await read('preload/preload.cjs');
    expect(bareImports(code)).toEqual(new Set(['electron']));
    expect(code).not.toMatch(/^\s*(?:import|export)\s/m);
    expect(code.split('\n').length).toBeLessThan(40);
  });

  it('has the main process and its workers with everything but Electron, sharp and Node bundled', async () => {
    const files = await readdir(join(build, 'electron'));
    expect(files).toEqual(expect.arrayContaining(['main.js', 'picture-worker.js']));
    for (const file of files.filter((name) => name.endsWith('.js'))) {
      const others = [...bareImports(await read(`electron/${file}`))].filter((name) => !isBuiltin(name));
      expect(['electron', 'sharp'], file).toEqual(expect.arrayContaining(others));
    }
    expect(bareImports(await read('electron/main.js'))).toContain('electron');
  });

  it('has a page that its own policy lets in: no inline script or style, nothing from elsewhere', async () => {
    const html = await read('renderer/index.html');
    expect(contentSecurityPolicy).not.toContain('unsafe');
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
    expect(html).not.toMatch(/(?:src|href)="(?:https?:|data:|\/\/)/);
    const assets = await readdir(join(build, 'renderer/assets'));
    for (const name of assets) expect(name).toMatch(/-[\w-]{8,}\.\w+$/);
    const styles = await Promise.all(
      assets.filter((name) => name.endsWith('.css')).map((name) => read(`renderer/assets/${name}`)),
    );
    expect(styles.join('')).not.toMatch(/url\((?:"|')?(?:data:|https?:)/);
  });

  it('has a minified page', async () => {
    const assets = await readdir(join(build, 'renderer/assets'));
    const scripts = await Promise.all(
      assets.filter((name) => name.endsWith('.js')).map((name) => read(`renderer/assets/${name}`)),
    );
    const code = scripts.join('\n');
    expect(code.length / code.split('\n').length).toBeGreaterThan(200);
  });
});
