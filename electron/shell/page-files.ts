import { constants } from 'node:fs';
import { open, readFile, realpath } from 'node:fs/promises';
import { extname, isAbsolute, join, relative, sep } from 'node:path';

export interface PageFolders {
  /** The built page: index.html and what it loads. */
  readonly page: string;
  /** The pictures, named by their content: `<sha256>.png` and `<sha256>.webp`. */
  readonly pictures: string;
}

export interface PageFile {
  readonly body: Buffer<ArrayBuffer>;
  readonly contentType: string;
  readonly cacheControl: string;
}

const contentTypes: ReadonlyMap<string, string> = new Map([
  ['.css', 'text/css; charset=utf-8'],
  ['.html', 'text/html; charset=utf-8'],
  ['.ico', 'image/x-icon'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.png', 'image/png'],
  ['.svg', 'image/svg+xml'],
  ['.webp', 'image/webp'],
  ['.woff2', 'font/woff2'],
]);

const pictureName = /^[0-9a-f]{64}\.(?:png|webp)$/;
const forEver = 'private, max-age=31536000, immutable';

/**
 * Reads the file that a page asks for by the path of its URL, still percent-encoded; `picturesPath` (such as `/shots/`)
 * is where the pictures are. Undefined for everything else: unknown kinds, paths that lead out, symbolic links.
 */
export async function readPageFile(
  folders: PageFolders,
  picturesPath: string,
  pathname: string,
): Promise<PageFile | undefined> {
  if (pathname.startsWith(picturesPath))
    return readPicture(folders.pictures, pathname.slice(picturesPath.length));
  const path = pathname === '/' ? 'index.html' : decodePath(pathname);
  const contentType = path && contentTypes.get(extname(path));
  if (!path || !contentType) return undefined;
  const body = await readContained(folders.page, path);
  return body && { body, contentType, cacheControl: cacheControlOf(pathname, path) };
}

/** Vite puts a hash of the content into the names of what it builds into assets/. */
function cacheControlOf(pathname: string, path: string): string {
  if (path.endsWith('.html')) return 'no-store';
  return pathname.startsWith('/assets/') ? forEver : 'no-cache';
}

async function readPicture(folder: string, name: string): Promise<PageFile | undefined> {
  if (!pictureName.test(name)) return undefined;
  // Windows has no such flag; there, making a symbolic link takes an administrator.
  const noLinks = constants.O_NOFOLLOW ?? 0;
  const file = await open(join(folder, name), constants.O_RDONLY | noLinks).catch(absent);
  if (!file) return undefined;
  try {
    if (!(await file.stat()).isFile()) return undefined;
    const contentType = contentTypes.get(extname(name));
    return contentType ? { body: await file.readFile(), contentType, cacheControl: forEver } : undefined;
  } finally {
    await file.close();
  }
}

async function readContained(folder: string, path: string): Promise<Buffer<ArrayBuffer> | undefined> {
  const root = await realpath(folder);
  const wanted = join(root, path);
  const inside = relative(root, wanted);
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    return undefined;
  const real = await realpath(wanted).catch(absent);
  // A link anywhere on the way makes the two differ.
  return real === wanted ? await readFile(wanted).catch(absent) : undefined;
}

function decodePath(pathname: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    // A stray percent sign: no name of ours.
    return undefined;
  }
  return path.includes('\0') || path.includes('\\') ? undefined : path.slice(1);
}

/** Turns "there is no such file" into undefined; what else goes wrong is thrown. */
function absent(cause: NodeJS.ErrnoException): undefined {
  if (cause.code && ['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG'].includes(cause.code))
    return undefined;
  throw cause;
}
