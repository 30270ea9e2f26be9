import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, truncate } from 'node:fs/promises';
import { vi } from 'vitest';
import { type FlakyProxy, startFlakyProxy } from './flaky-proxy.ts';
import { createQcow2 } from './qemu.ts';
import type { TemporaryFolder } from './temporary-folder.ts';

/** A qcow2 disk that QEMU reaches through a proxy: while that holds, a snapshot job on it stands still. */
export interface StallableDisk extends AsyncDisposable {
  readonly proxy: FlakyProxy;
  /** QEMU arguments for it, with the node name `disk`. */
  readonly args: readonly string[];
  /** Holds from the next write on, when a job on several disks has come to this one; `proxy.held` tells when. */
  holdFromWrite(): void;
}

/** The heads of write requests (NBD protocol, NBD_CMD_WRITE): without flags, and with extended headers (QEMU 8.2). */
const WRITES = [Buffer.of(0x25, 0x60, 0x95, 0x13, 0, 0, 0, 1), Buffer.of(0x21, 0xe4, 0x1c, 0x71, 0, 0, 0, 1)];

/** Serves a new image in the folder by qemu-nbd; start QEMU after it and dispose of it after QEMU has ended. */
export async function startStallableDisk(folder: TemporaryFolder): Promise<StallableDisk> {
  const image = folder.entry('stallable.qcow2');
  await createQcow2(image);
  // A network disk cannot grow: room for the memory of the snapshots, in a sparse file.
  await truncate(image, 512 * 1024 * 1024);
  const nbdSocket = folder.entry('nbd.sock');
  const server = spawn('qemu-nbd', ['-t', '-f', 'raw', '-k', nbdSocket, image], { stdio: 'inherit' });
  const ended = once(server, 'exit');
  await vi.waitFor(() => access(nbdSocket), { timeout: 10_000, interval: 10 });
  const proxy = await startFlakyProxy({ listenPath: folder.entry('held.sock'), targetPath: nbdSocket });
  const blockdev = {
    driver: 'qcow2',
    'node-name': 'disk',
    file: { driver: 'nbd', server: { type: 'unix', path: proxy.path } },
  };
  return {
    proxy,
    holdFromWrite: () => proxy.holdFrom(...WRITES),
    args: ['-blockdev', JSON.stringify(blockdev), '-device', 'virtio-blk-pci,drive=disk'],
    [Symbol.asyncDispose]: async () => {
      await proxy[Symbol.asyncDispose]();
      server.kill('SIGKILL');
      await ended;
    },
  };
}
