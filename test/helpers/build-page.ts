import { build } from 'vite';
import config from '../../electron.vite.config.ts';

/** Builds the page into a folder of its own, as the product's build does. */
export async function buildPage(folder: string): Promise<void> {
  const renderer = typeof config === 'object' && 'renderer' in config ? config.renderer : undefined;
  if (renderer === undefined) throw new Error('electron.vite.config.ts has no part for the renderer');
  await build({
    ...renderer,
    configFile: false,
    logLevel: 'warn',
    base: './',
    build: { ...renderer.build, outDir: folder, emptyOutDir: true },
  });
}
