import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { createRaw } from './qemu.ts';

const run = promisify(execFile);

const folder = path.resolve(import.meta.dirname, '../../node_modules/.cache/snapgrove/linux-guest');

/** A Linux guest that mounts its only virtio disk and runs the real qemu-guest-agent (.setup/linux-guest.mjs). */
export const linuxGuest = {
  kernel: path.join(folder, 'vmlinuz'),
  initrd: path.join(folder, 'initrd.gz'),
  commandLine: 'quiet',
  /** In MiB. */
  memory: 128,
} as const;

/** The arguments that have QEMU boot it, with its agent behind a socket. */
export function linuxGuestArguments(agentSocket: string): readonly string[] {
  return [
    ...['-kernel', linuxGuest.kernel, '-initrd', linuxGuest.initrd, '-append', linuxGuest.commandLine],
    ...['-chardev', `socket,id=agent,path=${agentSocket},server=on,wait=off`],
    ...['-device', 'virtio-serial-pci'],
    ...['-device', 'virtserialport,chardev=agent,name=org.qemu.guest_agent.0'],
  ];
}

/** Makes a qcow2 image that holds an ext4 file system of 16 MiB. */
export async function createExt4(image: string): Promise<void> {
  const raw = `${image}.raw`;
  await createRaw(raw);
  const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` };
  await run('mke2fs', ['-q', '-t', 'ext4', raw], { env });
  await run('qemu-img', ['convert', '-O', 'qcow2', raw, image]);
}

const SUPERBLOCK = 1024;
/** `s_feature_incompat`, and in it: the journal holds what is to be written yet (Linux, fs/ext4/ext4.h). */
const INCOMPATIBLE_FEATURES = SUPERBLOCK + 0x60;
const RECOVER = 0x4;

/** Whether the ext4 of an image, or of a snapshot inside it, is as after a power cut: its journal is to be replayed. */
export async function needsRecovery(image: string, snapshot: string | null = null): Promise<boolean> {
  const raw = `${image}.${crypto.randomUUID()}.raw`;
  const from = snapshot === null ? [] : ['-l', `snapshot.name=${snapshot}`];
  await run('qemu-img', ['convert', '-U', ...from, '-O', 'raw', image, raw]);
  await using file = await open(raw);
  const { buffer } = await file.read(Buffer.alloc(4), 0, 4, INCOMPATIBLE_FEATURES);
  return (buffer.readUInt32LE() & RECOVER) !== 0;
}
