import type { WantedState } from '../../../shared/contract/contract.ts';
import { type Finding, finding } from '../../../shared/model/finding.ts';
import { standingAgainstChange } from './common-findings.ts';
import { type Host, isAtLeast, versionText } from './host.ts';
import { isUnfitForJobs } from './name-findings.ts';
import { overwriteFindings } from './overwrite-findings.ts';
import { isOn, kindOf, type Situation } from './situation.ts';
import { type SnapshotReading, sourceOf } from './snapshot-reading.ts';

/** Findings against going back to a snapshot that hold whatever the machine does now. */
export function snapshotFindings(reading: SnapshotReading, host: Host, machine: string): readonly Finding[] {
  const findings: Finding[] = [];
  const kind = kindOf(reading);
  const { name } = reading;
  const version = versionText(host.libvirt);
  if (kind !== 'internal' && !host.revertsExternal) {
    findings.push(finding('blocks', 'external-no-revert:snapshot', { name, version }));
  }
  const odd = kind === 'internal' ? undefined : reading.definition?.disks.find(({ type }) => type !== 'file');
  if (odd !== undefined && host.revertsExternal && host.driver === 'QEMU') {
    const values = { name, disk: odd.target, machine, kind: odd.type };
    findings.push(finding('blocks', 'revert-needs-files', values));
  }
  if (kind === 'internal' && reading.memory !== 'none' && isUnfitForJobs(name, host)) {
    findings.push(finding('blocks', 'name-plain:restore', { name, version, machine }));
  }
  if (reading.definition === null && host.driver === 'QEMU' && isAtLeast(host.libvirt, 9, 0)) {
    findings.push(finding('blocks', 'no-definition', { name, machine, version }));
  } else if (reading.definition === null) {
    findings.push(finding('warns', 'force-needed', { name, machine }));
  }
  for (const disk of reading.disks) {
    if (disk.halfDeleted) {
      findings.push(finding('blocks', 'half-deleted:restore', { name, disk: disk.target }));
    }
  }
  if (kind === 'internal' && reading.memory !== 'none' && !host.revertsInternal) {
    findings.push(finding('warns', 'revert-broken-in-11.2', { version, machine }));
  }
  return findings;
}

/** Everything that stands against or speaks to going back to a snapshot now, besides what holds for it always. */
export function restoreFindings(
  situation: Situation,
  reading: SnapshotReading,
  wanted: WantedState,
): readonly Finding[] {
  const withMemory = reading.memory !== 'none';
  return [
    ...standingAgainstChange(situation),
    ...imageFindings(situation, reading),
    ...overwriteFindings(situation, reading),
    ...firmwareFindings(situation, reading),
    ...(withMemory ? [] : memorylessFindings(situation, reading, wanted)),
    ...transientFindings(situation, reading, wanted),
    ...tpmFindings(situation, reading),
  ];
}

/** Everything about making a snapshot what the machine starts from next time; it must be off. */
export function activateFindings(situation: Situation, reading: SnapshotReading): readonly Finding[] {
  const findings: Finding[] = [
    ...standingAgainstChange(situation),
    ...imageFindings(situation, reading),
    ...overwriteFindings(situation, reading),
    ...firmwareFindings(situation, reading),
    ...tpmFindings(situation, reading),
  ];
  const machine = situation.name;
  if (isOn(situation)) findings.push(finding('blocks', 'is-on', { machine }));
  if (situation.managedSave) findings.push(finding('warns', 'managed-save:goes', { machine }));
  if (reading.memory !== 'none') {
    findings.push(finding('informs', 'starts-for-activate', { name: reading.name, machine }));
    if (!situation.persistent) findings.push(finding('blocks', 'transient:activate', { machine }));
  }
  return findings;
}

/** Without its memory a snapshot is of a machine that is off. */
function memorylessFindings(
  situation: Situation,
  reading: SnapshotReading,
  wanted: WantedState,
): readonly Finding[] {
  const findings: Finding[] = [];
  const machine = situation.name;
  if (situation.managedSave) findings.push(finding('warns', 'force-needed:managed-save', { machine }));
  if (isOn(situation)) {
    const code = wanted === 'as-snapshot' ? 'turns-off' : 'turns-off:starts';
    findings.push(finding('warns', code, { name: reading.name, machine }));
  }
  return findings;
}

function transientFindings(
  situation: Situation,
  reading: SnapshotReading,
  wanted: WantedState,
): readonly Finding[] {
  const endsOff = reading.memory === 'none' && wanted === 'as-snapshot';
  if (situation.persistent || !endsOff) return [];
  return [finding('blocks', 'transient:restore', { machine: situation.name, name: reading.name })];
}

/** An internal snapshot is looked for in the images that the machine had then. */
function imageFindings(situation: Situation, reading: SnapshotReading): readonly Finding[] {
  const then = reading.definition;
  if (then === null || kindOf(reading) !== 'internal') return [];
  const findings: Finding[] = [];
  for (const { target } of reading.disks) {
    const was = sourceOf(then, target);
    const is = sourceOf(situation.definition, target);
    if (was === null || was === is) continue;
    const values = { machine: situation.name, disk: target, path: was };
    findings.push(
      is === null
        ? finding('informs', 'other-image:gone', values)
        : finding('informs', 'other-image:now', { ...values, now: is }),
    );
  }
  return findings;
}

function firmwareFindings({ host, name }: Situation, reading: SnapshotReading): readonly Finding[] {
  const firmware = reading.definition?.firmware ?? { kind: 'bios' };
  if (firmware.kind === 'bios' || kindOf(reading) !== 'internal') return [];
  if (isAtLeast(host.libvirt, 10, 10)) return [];
  return [finding('warns', 'uefi-revert', { machine: name, version: versionText(host.libvirt) })];
}

/** What an emulated TPM holds is saved and loaded with the memory, and without that stays as it is. */
function tpmFindings({ definition, name }: Situation, reading: SnapshotReading): readonly Finding[] {
  const isLeft = definition.tpm && reading.memory === 'none';
  return isLeft ? [finding('warns', 'tpm-not-covered:restore', { machine: name })] : [];
}
