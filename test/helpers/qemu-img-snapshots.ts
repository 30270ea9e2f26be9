import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { JudgedSnapshots } from './libvirt-hypervisor.ts';

const infoSchema = z.object({ snapshots: z.array(z.object({ name: z.string() })).default([]) });

/** Names of the snapshots inside an image, as qemu-img tells them, also while it is in use; images know no parents. */
export async function qemuImgSnapshots(image: string): Promise<JudgedSnapshots> {
  const args = ['info', '-U', '--output=json', image];
  const { stdout } = await promisify(execFile)('qemu-img', args);
  const { snapshots } = infoSchema.parse(JSON.parse(stdout));
  return { parents: new Map(snapshots.map(({ name }) => [name, undefined])), current: undefined };
}
