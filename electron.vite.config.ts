import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;
const build = (folder: string) => join(root, '.build', folder);

/** The doors that are programs of their own, and every worker: all in one flat folder, so that each finds the others. */
const nodeEntries = Object.fromEntries(
  globSync(['electron/{main,cli}.ts', 'electron/**/*-worker.ts'], { cwd: root }).map((path) => [
    basename(path, '.ts'),
    join(root, path),
  ]),
);

export default defineConfig({
  main: {
    root,
    build: {
      outDir: build('electron'),
      target: 'node24',
      rolldownOptions: {
        input: nodeEntries,
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
      // Bundled but for what brings native code: one file to read at the start is quicker than hundreds.
      externalizeDeps: { exclude: ['fast-xml-parser', 'ws', 'zod'] },
    },
  },
  preload: {
    root,
    build: {
      outDir: build('preload'),
      target: 'node24',
      // A sandboxed preload script has to be one CommonJS file.
      rolldownOptions: {
        input: { preload: join(root, 'electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
      externalizeDeps: false,
    },
  },
  renderer: {
    root: join(root, 'renderer'),
    plugins: [react()],
    build: {
      outDir: build('renderer'),
      target: 'es2024',
      minify: true,
      // The policy lets no data: address in, so nothing may be inlined as one.
      assetsInlineLimit: 0,
      rolldownOptions: { input: join(root, 'renderer/index.html') },
    },
  },
});
