import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { _electron } from 'playwright-core';
import { describe, expect, it } from 'vitest';

const project = join(import.meta.dirname, '../..');

/** The path of Electron's own program, or the reason why it can't be run here. */
function electronRuntime(): { readonly path: string } | { readonly missing: string } {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const name = join(folder, 'path.txt');
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
  const path = join(dist, existsSync(name) ? readFileSync(name, 'utf8') : 'electron');
  if (!existsSync(path))
    return { missing: 'Electron is not downloaded (`npx install-electron` fetches it from GitHub)' };
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return { missing: 'there is no display (`xvfb-run` makes one)' };
  }
  return { path };
}

describe('the Electron face, under Electron', () => {
  it('starts, locked down, and reaches the core', async (context) => {
    const runtime = electronRuntime();
    if ('missing' in runtime) {
      console.info(`Not run under Electron itself: ${runtime.missing}.`);
      return context.skip(runtime.missing);
    }
    const home = await mkdtemp(join(tmpdir(), 'snapgrove-electron-'));
    const app = await _electron.launch({
      executablePath: runtime.path,
      // As root Chromium does not start with its sandbox; only a test may go without.
      args: [
        project,
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        `--user-data-dir=${join(home, 'profile')}`,
      ],
      env: { ...process.env, SNAPGROVE_HOME: join(home, 'store'), SNAPGROVE_RUNTIME_DIR: join(home, 'run') },
    });
    try {
      const page = await app.firstWindow();
      expect(page.url()).toBe('app://main/');
      await page.getByRole('navigation', { name: 'Machines' }).waitFor();
      expect(
        await page.evaluate(() => [typeof window.desktop, typeof Reflect.get(window, 'require')]),
      ).toEqual(['object', 'undefined']);
    } finally {
      await app.close();
      await rm(home, { recursive: true, force: true });
    }
  });
});
