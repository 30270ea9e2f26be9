import { join } from 'node:path';

/** Sources run from electron/shell/, a build from the one flat folder that the bundler writes: .build/electron/. */
const buildFolder = join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../../.build' : '..');

/** The built page. */
export const pageFolder = join(buildFolder, 'renderer');

/** The built preload script. */
export const preloadFile = join(buildFolder, 'preload/preload.cjs');
