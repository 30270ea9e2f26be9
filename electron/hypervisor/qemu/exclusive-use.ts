import { say } from '../../../shared/sentences/say.ts';
import { holderOf, type ImageHolder } from '../../qemu-img/image-holder.ts';
import { HypervisorError } from '../hypervisor.ts';
import { notWritable } from './domain.ts';
import { processAt, reachableAt } from './processes.ts';
import type { QemuMachine } from './qemu-machine.ts';

/** Throws HypervisorError unless the machine is known to be off: an image that may be in use is never written. */
export async function refuseUnlessOff(machine: QemuMachine): Promise<void> {
  await machine.lookAtImages('minding-locks');
  const reason = machine.isOn ? say('machine/on', { machine: machine.name }) : notWritable(machine.known);
  if (reason === null) {
    await refuseHeld(machine);
    return;
  }
  const image = machine.known.offline?.inUse[0];
  throw new HypervisorError(
    image === undefined ? 'unreachable' : 'in-use',
    say(image === undefined ? 'power/nothing-done' : 'power/nothing-done-in-use', { why: reason }),
  );
}

/**
 * A QEMU program that has a writable image of the machine open: locks do not tell of one that takes none, nor of one
 * that reads it as the base of another image.
 */
export async function imageHolder(machine: QemuMachine): Promise<ImageHolder | null> {
  const writable = machine.drives.filter((drive) => !drive.readOnly);
  return await holderOf(writable.flatMap((drive) => drive.path ?? []));
}

async function refuseHeld(machine: QemuMachine): Promise<void> {
  const holder = await imageHolder(machine);
  if (holder === null) return;
  const { path: image, program, pid } = holder;
  throw new HypervisorError(
    'in-use',
    say('power/image-held', { image, machine: machine.name, program, pid: String(pid) }),
  );
}

/** Throws HypervisorError where a QEMU has the monitor of this command line already. */
export async function refuseProcess(
  machine: QemuMachine,
  argv: readonly string[],
  folder: string | null,
): Promise<void> {
  for (const address of reachableAt(argv, folder)) {
    const process = await processAt(address);
    if (process === null) continue;
    throw new HypervisorError(
      'in-use',
      say('power/runs-already', { address, pid: String(process.pid), machine: machine.name }),
    );
  }
}
