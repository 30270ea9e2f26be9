/** A real QEMU for measuring, with one monitor for each of two clients. */
import { execFile, spawn } from 'node:child_process';
import { getRandomValues } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const MIB = 1024 * 1024;
/** The first MiB is the firmware's; the loader would meet its ROMs there. */
const FILL_FROM_MIB = 1;
/** Above what is filled the firmware keeps its tables. */
const LEFT_AT_THE_END_MIB = 2;

export interface Guest extends AsyncDisposable {
  readonly folder: string;
  readonly sockets: readonly [string, string];
}

export interface GuestOptions {
  readonly memoryMiB: number;
  /** Fills the memory with what can't be compressed. */
  readonly fill: boolean;
  /** Makes the qcow2 image of its disk. */
  readonly makeDisk: (path: string) => Promise<void>;
}

/** Makes an empty qcow2 image of 1 GiB. */
export async function makeEmptyDisk(path: string): Promise<void> {
  await promisify(execFile)('qemu-img', ['create', '-q', '-f', 'qcow2', path, '1G']);
}

/** Starts a machine with a display and one disk, in a new folder that goes with it. */
export async function startGuest({ memoryMiB, fill, makeDisk }: GuestOptions): Promise<Guest> {
  const folder = await mkdtemp(join(tmpdir(), 'sg-bench-'));
  const at = (name: string): string => join(folder, name);
  await makeDisk(at('disk.qcow2'));
  if (fill) await writeRandom(at('memory.bin'), memoryMiB - FILL_FROM_MIB - LEFT_AT_THE_END_MIB);
  const loader = `loader,file=${at('memory.bin')},addr=${FILL_FROM_MIB * MIB},force-raw=on`;
  const sockets = [at('first.sock'), at('second.sock')] as const;
  const child = spawn(
    'qemu-system-x86_64',
    [
      ...['-nodefaults', '-no-user-config', '-display', 'none', '-vga', 'std', '-name', 'bench'],
      ...['-accel', 'kvm', '-accel', 'tcg', '-m', String(memoryMiB)],
      ...['-uuid', '7b1f6f3a-6d0e-4c52-a7de-0a6f6c1d2e01'],
      ...['-blockdev', `driver=qcow2,node-name=disk,file.driver=file,file.filename=${at('disk.qcow2')}`],
      ...['-device', 'virtio-blk-pci,drive=disk'],
      ...(fill ? ['-device', loader] : []),
      ...sockets.flatMap((socket) => ['-qmp', `unix:${socket},server=on,wait=off`]),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const end = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  process.once('exit', () => child.kill('SIGKILL'));
  try {
    await listens(sockets[1]);
  } catch (error) {
    await end();
    throw error;
  }
  return { folder, sockets, [Symbol.asyncDispose]: end };
}

async function writeRandom(path: string, sizeMiB: number): Promise<void> {
  await using file = await open(path, 'wx');
  const piece = new Uint8Array(MIB);
  for (let written = 0; written < sizeMiB; written += 1) {
    for (let from = 0; from < MIB; from += 65_536) getRandomValues(piece.subarray(from, from + 65_536));
    await file.write(piece);
  }
}

/** Resolves when the monitor answers, which is when QEMU has filled the memory. */
async function listens(socket: string): Promise<void> {
  const deadline = AbortSignal.timeout(60_000);
  for (;;) {
    const connection = connect(socket);
    try {
      await once(connection, 'data', { signal: deadline });
      connection.write('{"execute":"qmp_capabilities"}');
      await once(connection, 'data', { signal: deadline });
      return;
    } catch {
      // Not yet.
      await wait(20, undefined, { signal: deadline });
    } finally {
      connection.destroy();
    }
  }
}
