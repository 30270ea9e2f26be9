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
  if (kind !== 'internal' && !host.revertsExternal) {
    findings.push(
      finding(
        'blocks',
        'external-no-revert',
        `“${name}” is in files of its own, and libvirt ${versionText(host.libvirt)} can’t go back to such a snapshot.`,
        'Update libvirt to 9.9 or later; the snapshot itself is unharmed.',
      ),
    );
  }
  const odd = kind === 'internal' ? undefined : reading.definition?.disks.find(({ type }) => type !== 'file');
  if (odd !== undefined && host.revertsExternal && host.driver === 'QEMU') {
    findings.push(
      finding(
        'blocks',
        'revert-needs-files',
        `“${name}” is in files of its own, and libvirt goes back to such a snapshot only where every drive is a file: ${odd.target} of ${machine} was a ${odd.type} then.`,
        'The snapshot itself is unharmed: its images can be used by hand.',
      ),
    );
  }
  if (kind === 'internal' && reading.memory !== 'none' && isUnfitForJobs(name, host)) {
    findings.push(
      finding(
        'blocks',
        'name-plain',
        `“${name}” has other characters in its name than letters from A to Z, digits, “.”, “-” and “_”. libvirt ${versionText(host.libvirt)} can’t load the memory of such a snapshot, and a try would only turn ${machine} off.`,
        'The snapshot itself is unharmed. Its disks can be had while the machine is off, by “qemu-img snapshot -a”; its memory with libvirt before 10.9.',
      ),
    );
  }
  if (reading.definition === null && host.driver === 'QEMU' && isAtLeast(host.libvirt, 9, 0)) {
    findings.push(
      finding(
        'blocks',
        'no-definition',
        `“${name}” does not say how ${machine} was built then: it is of libvirt before 0.9.5, and libvirt ${versionText(host.libvirt)} does not go back to such a snapshot.`,
        'The snapshot itself is unharmed: its disks can be had while the machine is off, by “qemu-img snapshot -a”.',
      ),
    );
  } else if (reading.definition === null) {
    findings.push(
      finding(
        'warns',
        'force-needed',
        `“${name}” does not say how ${machine} was built then: it is of libvirt before 0.9.5. Its state is loaded into the machine of today, which may not fit.`,
        'Keep the current state first.',
      ),
    );
  }
  for (const disk of reading.disks) {
    if (!disk.halfDeleted) continue;
    findings.push(
      finding(
        'blocks',
        'half-deleted',
        `A deletion of “${name}” did not finish: what the disk ${disk.target} held then may be mixed with later data.`,
        'Look at the images with “qemu-img info --backing-chain” and “qemu-img check” before anything else.',
      ),
    );
  }
  if (kind === 'internal' && reading.memory !== 'none' && !host.revertsInternal) {
    findings.push(
      finding(
        'warns',
        'revert-broken-in-11.2',
        `libvirt ${versionText(host.libvirt)} can’t load the memory of snapshots inside the images, unless whoever packaged it repaired that (Debian did); a try may leave ${machine} off, with its disks as they are.`,
        'Update libvirt to 11.4 first.',
      ),
    );
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
    ...tpmFindings(situation),
  ];
}

/** Everything about making a snapshot what the machine starts from next time; it must be off. */
export function activateFindings(situation: Situation, reading: SnapshotReading): readonly Finding[] {
  const findings: Finding[] = [
    ...standingAgainstChange(situation),
    ...imageFindings(situation, reading),
    ...overwriteFindings(situation, reading),
    ...firmwareFindings(situation, reading),
    ...tpmFindings(situation),
  ];
  if (isOn(situation)) {
    findings.push(
      finding(
        'blocks',
        'is-on',
        `${situation.name} is on: libvirt changes what a machine starts from only while it is off.`,
        'Shut it down first, or restore the snapshot now.',
      ),
    );
  }
  if (situation.managedSave) findings.push(managedSaveGoes(situation, 'warns'));
  if (reading.memory !== 'none') {
    findings.push(
      finding(
        'informs',
        'starts-for-activate',
        `The memory of “${reading.name}” is loaded into ${situation.name} for a moment, without letting it run, and saved as what its next start goes on from.`,
        null,
      ),
    );
    if (!situation.persistent) {
      findings.push(
        finding(
          'blocks',
          'transient',
          `${situation.name} is transient and has no next start.`,
          'Define it first.',
        ),
      );
    }
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
  if (situation.managedSave) findings.push(managedSaveGoes(situation, 'warns', 'force-needed'));
  if (isOn(situation)) {
    findings.push(
      finding(
        'warns',
        'turns-off',
        wanted === 'as-snapshot'
          ? `“${reading.name}” holds no memory: ${situation.name} is turned off at once and is off afterwards.`
          : `“${reading.name}” holds no memory: ${situation.name} is turned off at once and starts afresh.`,
        wanted === 'as-snapshot' ? 'Choose “running” to have it started again.' : null,
      ),
    );
  }
  return findings;
}

function managedSaveGoes(situation: Situation, severity: 'warns', code = 'managed-save'): Finding {
  return finding(
    severity,
    code,
    `${situation.name} has a saved state from which its next start goes on. It does not fit to other disks, so it is thrown away.`,
    'Start the machine first to keep that state, for instance as a snapshot.',
  );
}

function transientFindings(
  situation: Situation,
  reading: SnapshotReading,
  wanted: WantedState,
): readonly Finding[] {
  const endsOff = reading.memory === 'none' && wanted === 'as-snapshot';
  if (situation.persistent || !endsOff) return [];
  return [
    finding(
      'blocks',
      'transient',
      `${situation.name} is transient: it can’t be off, and “${reading.name}” is of a machine that is off.`,
      'Choose “running” or “paused”, or define the machine first.',
    ),
  ];
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
    findings.push(
      finding(
        'informs',
        'other-image',
        is === null
          ? `${situation.name} has no disk ${target} now; it gets ${was} back.`
          : `The disk ${target} of ${situation.name} is ${is} now; it gets ${was} back.`,
        null,
      ),
    );
  }
  return findings;
}

function firmwareFindings({ host, name }: Situation, reading: SnapshotReading): readonly Finding[] {
  const firmware = reading.definition?.firmware ?? { kind: 'bios' };
  if (firmware.kind === 'bios' || kindOf(reading) !== 'internal') return [];
  if (isAtLeast(host.libvirt, 10, 10)) return [];
  return [
    finding(
      'warns',
      'uefi-revert',
      `${name} starts by UEFI, and libvirt ${versionText(host.libvirt)} may fail to go back to a snapshot inside the images of such a machine; 10.10 and later do it.`,
      'Update libvirt first.',
    ),
  ];
}

function tpmFindings({ definition, name }: Situation): readonly Finding[] {
  if (!definition.tpm) return [];
  return [
    finding(
      'warns',
      'tpm-not-covered',
      `The TPM of ${name} is not rolled back. A guest that keeps keys in it, such as BitLocker’s, may ask for its recovery key.`,
      'Have the recovery key at hand.',
    ),
  ];
}
