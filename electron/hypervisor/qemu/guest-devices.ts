import { z } from 'zod';
import { QmpCommandError } from '../../qmp/errors.ts';
import { qomList, queryCpus, queryMachineType } from '../../qmp/queries.ts';
import type { QmpSession } from '../../qmp/session.ts';

const CPU_TYPE = /^child<(.+)-cpu>$/;

/**
 * The devices that saved memory belongs to, in words that stay the same from start to start while the command
 * line does: machine type, accelerator, processors, devices of `-device`, and what sits on the first PCI bus
 * (displays and network cards of `-vga` and `-nic` are nowhere else). Throws QmpError.
 */
export async function readDevices(session: QmpSession): Promise<readonly string[]> {
  const [machineType, accelerator, cpus, unattached, named, unnamed, pci] = await Promise.all([
    queryMachineType(session),
    readAccelerator(session),
    queryCpus(session),
    qomList(session, '/machine/unattached'),
    qomList(session, '/machine/peripheral'),
    qomList(session, '/machine/peripheral-anon'),
    readPci(session),
  ]);
  const model = unattached.map((each) => CPU_TYPE.exec(each.type)?.[1]).find((each) => each !== undefined);
  const devices = [...named, ...unnamed]
    .filter((each) => each.type.startsWith('child<'))
    .map((each) => `${each.type.slice('child<'.length, -1)} ${each.name}`);
  return [
    `machine type ${machineType}`,
    accelerator,
    `${cpus.length} ${cpus.length === 1 ? 'processor' : 'processors'}${model === undefined ? '' : ` ${model}`}`,
    ...devices.sort(),
    ...pci,
  ];
}

/** Saved memory holds sections of KVM's own devices, such as its clock. */
async function readAccelerator(session: QmpSession): Promise<string> {
  const kvm = await session.execute('query-kvm', undefined, { parse: z.object({ enabled: z.boolean() }) });
  return kvm.enabled ? 'KVM' : 'no KVM';
}

const pciSchema = z.array(
  z.object({
    bus: z.number(),
    devices: z.array(
      z.object({
        slot: z.number(),
        function: z.number(),
        class_info: z.object({ desc: z.string().optional() }),
        id: z.object({ vendor: z.number(), device: z.number() }),
      }),
    ),
  }),
);

/** Devices behind bridges are left out: their bus is there only once the guest has numbered it. */
async function readPci(session: QmpSession): Promise<readonly string[]> {
  try {
    const buses = await session.execute('query-pci', undefined, { parse: pciSchema });
    const first = buses.find(({ bus }) => bus === 0);
    return (first?.devices ?? []).map(
      ({ slot, function: part, class_info: kind, id }) =>
        `${kind.desc ?? 'device'} in PCI slot ${slot}.${part} (${hex(id.vendor)}:${hex(id.device)})`,
    );
  } catch (error) {
    // A machine type without PCI.
    if (error instanceof QmpCommandError) return [];
    throw error;
  }
}

function hex(id: number): string {
  return id.toString(16).padStart(4, '0');
}
