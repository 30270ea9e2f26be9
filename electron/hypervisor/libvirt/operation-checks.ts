import { type Finding, isAllowed, messageOf } from '../../../shared/model/finding.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import type { LibvirtClient } from '../../libvirt-rpc/client.ts';
import { HypervisorError, type SnapshotFacts } from '../hypervisor.ts';
import type { LibvirtMachine } from './libvirt-machine.ts';
import { digestOf, type SnapshotReading } from './snapshot-reading.ts';

/** Throws HypervisorError with what blocks, right before something would be sent. */
export function refuseBlocked(tried: Sentence, findings: readonly Finding[]): void {
  if (isAllowed(findings)) return;
  const blocking = findings.filter((each) => each.severity === 'blocks');
  throw new HypervisorError('refused', say('libvirt/unchanged', { tried, why: blocking.map(messageOf) }), {
    findings,
  });
}

/**
 * A listed snapshot as libvirt has it at this moment: libvirt knows it by its name alone, and another program may have
 * given that to another one since its document was read. Throws HypervisorError when it is not the same any more,
 * LibvirtError, ConnectionFailure.
 */
export async function readingNow(machine: LibvirtMachine, facts: SnapshotFacts): Promise<SnapshotReading> {
  machine.snapshots.suspect(facts.name);
  await machine.list();
  return machine.readingOf(facts);
}

/**
 * Asks once more, right before a call that can't be taken back: checking takes a while, and libvirt goes by the name
 * alone. Throws HypervisorError when the snapshot is not as it was checked, LibvirtError, ConnectionFailure.
 */
export async function refuseReplaced(
  client: LibvirtClient,
  machine: LibvirtMachine,
  { name, digest }: SnapshotReading,
): Promise<void> {
  if (digestOf(await client.snapshots.xml({ name, domain: machine.domain })) === digest) return;
  throw new HypervisorError('not-found', say('libvirt/replaced', { name, machine: machine.name }));
}
