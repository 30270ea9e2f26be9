import { type Finding, finding } from '../../../shared/model/finding.ts';
import { isAtLeast, versionText } from './host.ts';
import type { Situation } from './situation.ts';

/** What stands against changing anything of a machine now. */
export function standingAgainstChange(situation: Situation): readonly Finding[] {
  const { name, readOnly, state, blockJobs, held } = situation;
  const findings: Finding[] = [];
  const machine = name;
  if (readOnly !== null) findings.push(finding('blocks', 'read-only', { why: readOnly }));
  if (state === 'unknown') findings.push(finding('blocks', 'unreachable', { machine }));
  if (state === 'suspended') findings.push(finding('blocks', 'guest-sleeps', { machine }));
  if (held) findings.push(finding('blocks', 'held', { machine }));
  if (blockJobs.length > 0) findings.push(finding('blocks', 'block-job', { disks: blockJobs, machine }));
  return findings;
}

/** What the memory of the machine can't be saved with (`qemuMigrationSrcIsAllowed`); nothing when it can. */
export function memoryFindings({ name, definition, host }: Situation): readonly Finding[] {
  const machine = name;
  const findings: Finding[] = [];
  for (const device of new Set(definition.passthrough)) {
    findings.push(finding('blocks', 'passthrough', { machine, device }));
  }
  if (definition.sharedMemory) findings.push(finding('blocks', 'shared-memory', { machine }));
  const folders = definition.sharedFolders;
  if (definition.virtiofs && host.hypervisor !== null && !isAtLeast(host.hypervisor, 8, 2)) {
    const version = versionText(host.hypervisor);
    findings.push(finding('blocks', 'virtiofs', { machine, folders, version }));
  } else if (folders.length > 0) findings.push(finding('warns', 'shared-folder', { machine, folders }));
  return findings;
}
