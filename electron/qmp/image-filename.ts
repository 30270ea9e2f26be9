import { z } from 'zod';

const fileNodeSchema = z.object({ driver: z.string().optional(), filename: z.string() });
const parentNodeSchema = z.object({ file: z.unknown() });

const FILE_DRIVERS: ReadonlySet<string> = new Set(['file', 'host_device']);

/**
 * The path of the file behind one of QEMU's file names, which may be relative to QEMU's folder; null where there is no
 * file, such as over a network. QEMU writes `json:{…}` where a plain name would not say all that a node was opened
 * with, for instance its backing image (bdrv_refresh_filename in block.c).
 */
export function filePathOf(filename: string): string | null {
  if (filename.startsWith('json:')) return filePathOfNode(parseJson(filename.slice('json:'.length)));
  // QEMU takes the prefix off where it is one; where it is told, it is part of the name, in QEMU's folder.
  if (filename.startsWith('file:')) return `./${filename}`;
  // A protocol is letters and digits before the first colon, and no slash before that (path_has_protocol in block.c).
  return /^[A-Za-z0-9+.-]+:/.test(filename) || filename === '' ? null : filename;
}

function filePathOfNode(node: unknown): string | null {
  const file = fileNodeSchema.safeParse(node);
  if (file.success) return FILE_DRIVERS.has(file.data.driver ?? 'file') ? file.data.filename : null;
  const parent = parentNodeSchema.safeParse(node);
  return parent.success && parent.data.file !== undefined ? filePathOfNode(parent.data.file) : null;
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    // QEMU cuts file names at 4096 bytes: what is left names no file.
    return null;
  }
}
