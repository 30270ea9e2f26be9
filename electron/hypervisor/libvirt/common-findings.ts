import { type Finding, finding } from '../../../shared/model/finding.ts';
import type { Situation } from './situation.ts';

/** What stands against changing anything of a machine now. */
export function standingAgainstChange(situation: Situation): readonly Finding[] {
  const { name, readOnly, state, blockJobs, held } = situation;
  const findings: Finding[] = [];
  if (readOnly !== null) {
    findings.push(
      finding(
        'blocks',
        'read-only',
        `The connection to libvirt may only look: ${readOnly}`,
        'Connect as a user who may change machines.',
      ),
    );
  }
  if (state === 'unknown') {
    findings.push(finding('blocks', 'unreachable', `${name} can’t be reached now.`, 'Connect again first.'));
  }
  if (state === 'suspended') {
    findings.push(
      finding(
        'blocks',
        'guest-sleeps',
        `${name} is asleep (suspended to RAM), and libvirt takes and restores no snapshots of a sleeping machine.`,
        'Wake it up first, by a key or “virsh dompmwakeup”.',
      ),
    );
  }
  if (held) {
    findings.push(
      finding(
        'blocks',
        'held',
        `libvirt is at work on ${name} for another program, with a snapshot perhaps, and does nothing else with it meanwhile.`,
        'Wait until that is done.',
      ),
    );
  }
  if (blockJobs.length > 0) {
    findings.push(
      finding(
        'blocks',
        'block-job',
        `A job that copies or merges ${blockJobs.join(', ')} of ${name} is running, and libvirt changes no snapshots meanwhile.`,
        'Wait until it is done, or end it with “virsh blockjob --abort”.',
      ),
    );
  }
  return findings;
}

/** What the memory of the machine can't be saved with (`qemuMigrationSrcIsAllowed`); nothing when it can. */
export function memoryFindings(situation: Situation): readonly Finding[] {
  const { name, definition } = situation;
  const findings: Finding[] = [];
  for (const device of new Set(definition.passthrough)) {
    findings.push(
      finding(
        'blocks',
        'passthrough',
        `${name} uses ${device} directly, and what such a device holds can’t be saved with the memory.`,
        'Shut the machine down first, or take a snapshot of the disks only.',
      ),
    );
  }
  if (definition.sharedMemory) {
    findings.push(
      finding(
        'blocks',
        'shared-memory',
        `${name} shares memory with the host (a shmem device), which can’t be saved.`,
        'Shut the machine down first, or take a snapshot of the disks only.',
      ),
    );
  }
  if (definition.sharedFolders.length > 0) {
    findings.push(
      finding(
        'warns',
        'shared-folder',
        `${name} has shared folders (${definition.sharedFolders.join(', ')}); while the guest uses them, QEMU may refuse to save the memory.`,
        'Unmount them in the guest first.',
      ),
    );
  }
  return findings;
}
