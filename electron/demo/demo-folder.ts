import { randomUUID } from 'node:crypto';
import { lstat, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { isMissing, makeFolder, readIfThere, writeDurably } from '../files/durable-file.ts';

/** What the demo machine keeps in `HOME/demo`. */
export type DemoFolder = {
  readonly path: string;
  readonly uuid: string;
  readonly socketPath: string;
  readonly diskPath: string;
  readonly pidPath: string;
  readonly logPath: string;
};

/** The longest path of a unix socket in bytes: 104 on macOS and 108 on Linux with the byte that ends it (unix(7), unix(4)). */
const MAX_SOCKET_PATH_BYTES = process.platform === 'darwin' ? 103 : 107;

const recordSchema = z.object({ uuid: z.uuid(), socketPath: z.string() });
type DemoRecord = z.infer<typeof recordSchema>;

/** Returns the demo machine's folder, or null when it was never made. `home` is the store's folder. */
export async function readDemoFolder(home: string): Promise<DemoFolder | null> {
  const folder = demoPath(home);
  const record = await readRecord(folder);
  return record === null ? null : describe(folder, record);
}

/**
 * Makes the folder with mode 0700 and a UUID of its own, or returns what is there. A socket path that would be too
 * long is put into a new private folder for temporary files, again whenever that one is gone.
 */
export async function makeDemoFolder(home: string): Promise<DemoFolder> {
  const folder = demoPath(home);
  await makeFolder(folder);
  const known = await readRecord(folder);
  if (known !== null && (await isPrivateFolder(path.dirname(known.socketPath))))
    return describe(folder, known);
  const record = { uuid: known?.uuid ?? randomUUID(), socketPath: await chooseSocketPath(folder) };
  await writeDurably(recordPath(folder), `${JSON.stringify(record, null, 2)}\n`);
  return describe(folder, record);
}

function demoPath(home: string): string {
  return path.resolve(home, 'demo');
}

function recordPath(folder: string): string {
  return path.join(folder, 'demo.json');
}

async function readRecord(folder: string): Promise<DemoRecord | null> {
  const text = await readIfThere(recordPath(folder));
  return text === null ? null : recordSchema.parse(JSON.parse(text));
}

function describe(folder: string, record: DemoRecord): DemoFolder {
  return {
    path: folder,
    ...record,
    diskPath: path.join(folder, 'disk.qcow2'),
    pidPath: path.join(folder, 'qemu.pid'),
    logPath: path.join(folder, 'qemu.log'),
  };
}

async function chooseSocketPath(folder: string): Promise<string> {
  const socketPath = path.join(folder, 'qmp.sock');
  if (Buffer.byteLength(socketPath) <= MAX_SOCKET_PATH_BYTES) return socketPath;
  const base = process.env.XDG_RUNTIME_DIR || tmpdir();
  return path.join(await mkdtemp(path.join(base, 'snapgrove-demo-')), 'qmp.sock');
}

async function isPrivateFolder(folder: string): Promise<boolean> {
  try {
    const found = await lstat(folder);
    return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
