import type { Finding } from '../../../shared/model/finding.ts';
import { say } from '../../../shared/sentences/say.ts';
import { HypervisorError, type OperationContext, type SnapshotFacts } from '../hypervisor.ts';
import { deleteFindings } from './delete-findings.ts';
import type { LibvirtMachine } from './libvirt-machine.ts';
import { readingNow, refuseBlocked, refuseReplaced } from './operation-checks.ts';
import { inWords } from './problem.ts';

/** Deletes one snapshot; its children move up to its parent. Throws HypervisorError. */
export async function deleteSnapshot(
  machine: LibvirtMachine,
  facts: SnapshotFacts,
  context: OperationContext,
): Promise<readonly Finding[]> {
  const tried = say('delete/tried', { name: facts.name, machine: machine.name });
  return await inWords(tried, async () => {
    const reading = await readingNow(machine, facts);
    refuseBlocked(tried, deleteFindings(await machine.situation(machine.link.open), [reading]));
    context.onStep(say('step/libvirt-delete', { name: facts.name }));
    await machine.holding(async (client) => {
      await refuseReplaced(client, machine, reading);
      await client.snapshots.delete({ name: facts.name, domain: machine.domain });
    });
    const left = (await machine.list()).find((each) => each.name === facts.name);
    if (left !== undefined && left.createdAt === facts.createdAt) {
      throw new HypervisorError('failed', say('libvirt/problem', { tried, why: say('libvirt/why-listed') }));
    }
    return [];
  });
}
