import { type Finding, finding } from '../../../shared/model/finding.ts';
import type { TakeOptions } from '../hypervisor.ts';
import { memoryFindings, standingAgainstChange } from './common-findings.ts';
import type { Disk } from './definition.ts';
import { isAtLeast, versionText } from './host.ts';
import { snapshotNameFindings } from './name-findings.ts';
import { hasExternal, hasInternal, isOn, leftOut, type Situation, writableDisks } from './situation.ts';

/** Everything that stands against or speaks to taking a snapshot. */
export function takeFindings(situation: Situation, options: TakeOptions): readonly Finding[] {
  const memory = options.memory && isOn(situation);
  return [
    ...snapshotNameFindings(situation, options),
    ...standingAgainstChange(situation),
    ...machineFindings(situation),
    ...(options.external === null
      ? internalFindings(situation, options, memory)
      : externalFindings(situation, options, memory)),
    ...(memory ? memoryFindings(situation) : []),
    ...driveFindings(situation, options),
    ...quietFindings(situation, options, memory),
  ];
}

function machineFindings(situation: Situation): readonly Finding[] {
  const { name, definition, persistent, managedSave } = situation;
  const findings: Finding[] = [];
  if (!persistent) {
    findings.push(
      finding(
        'warns',
        'transient',
        `${name} is transient: libvirt forgets it, and all its snapshots, when it is off.`,
        'Define it first, for instance with “virsh define”.',
      ),
    );
  }
  if (definition.tpm) {
    findings.push(
      finding(
        'warns',
        'tpm-not-covered',
        `The TPM of ${name} is not part of the snapshot: after a restore it is as it was then. A guest that keeps keys in it, such as BitLocker’s, may ask for its recovery key.`,
        'Have the recovery key at hand.',
      ),
    );
  }
  if (managedSave) {
    findings.push(
      finding(
        'warns',
        'managed-save',
        `${name} has a saved state from which its next start goes on; the snapshot holds its disks without that state.`,
        'Start it and take the snapshot then, to have its memory too.',
      ),
    );
  }
  return findings;
}

/** A snapshot inside the images (`qemuSnapshotPrepare`). */
function internalFindings(situation: Situation, options: TakeOptions, memory: boolean): readonly Finding[] {
  const { name, definition, host } = situation;
  if (host.driver !== 'QEMU') return [];
  const findings: Finding[] = [];
  if (isOn(situation) && !memory) {
    findings.push(
      finding(
        'blocks',
        'disks-only-external',
        `While ${name} runs, libvirt keeps its disks alone only in files of their own, not inside the images.`,
        'Take it with the memory, or as an external snapshot.',
      ),
    );
  }
  const disks = writableDisks(definition);
  if (disks.length === 0) findings.push(noDisk(name));
  for (const disk of disks) {
    if (disk.format !== 'qcow2') {
      findings.push(
        finding(
          'blocks',
          'not-qcow2',
          `The disk ${disk.target} of ${name} is ${article(disk)} image, and only qcow2 images hold snapshots inside; libvirt takes all disks or none.`,
          'Take an external snapshot, or make it a qcow2 image with “qemu-img convert”.',
        ),
      );
    } else if (options.drives?.includes(disk.target) === false || disk.snapshot === 'no') {
      findings.push(
        finding(
          'blocks',
          'needs-all-drives',
          `A snapshot inside the images must hold every disk of ${name}, and ${disk.target} is left out.`,
          disk.snapshot === 'no'
            ? 'Take an external snapshot, or remove snapshot="no" from the disk’s definition.'
            : 'Choose all disks, or take an external snapshot.',
        ),
      );
    }
  }
  findings.push(...firmwareFindings(situation));
  if (hasExternal(situation.snapshots.values())) {
    findings.push(
      mixing(situation, 'This one would be inside the images, and others are in files of their own'),
    );
  }
  return findings;
}

function firmwareFindings(situation: Situation): readonly Finding[] {
  const { name, definition, host } = situation;
  const { firmware } = definition;
  if (firmware.kind === 'bios') return [];
  if (!isAtLeast(host.libvirt, 10, 9)) {
    return [
      finding(
        'blocks',
        'uefi',
        `${name} starts by UEFI, and libvirt ${versionText(host.libvirt)} takes no snapshots inside the images of such machines (10.9 and later do).`,
        'Take an external snapshot.',
      ),
    ];
  }
  if (firmware.nvramFormat === 'qcow2') return [];
  const remedy =
    'Give the machine a qcow2 NVRAM: <nvram format="qcow2"> in its definition, with the file converted by “qemu-img convert”.';
  return [
    isOn(situation)
      ? finding(
          'blocks',
          'uefi-raw-nvram',
          `The UEFI variables of ${name} are in a raw file, which holds no snapshots.`,
          `Take an external snapshot, or shut the machine down first. ${remedy}`,
        )
      : finding(
          'warns',
          'uefi-raw-nvram',
          `The UEFI variables of ${name} are in a raw file: they are not part of the snapshot and are not rolled back by a restore.`,
          remedy,
        ),
  ];
}

/** A snapshot whose disks go on in new files. */
function externalFindings(situation: Situation, options: TakeOptions, memory: boolean): readonly Finding[] {
  const { name, host, persistent, definition } = situation;
  const findings: Finding[] = [];
  if (host.driver !== 'QEMU') {
    return [
      finding(
        'blocks',
        'no-external',
        'Only QEMU machines have external snapshots.',
        'Take it without “external”.',
      ),
    ];
  }
  const chosen = chosenDisks(situation, options);
  if (chosen.length === 0) findings.push(noDisk(name));
  for (const disk of chosen) {
    if (disk.device === 'lun') {
      findings.push(
        finding(
          'blocks',
          'scsi-passthrough',
          `The disk ${disk.target} of ${name} is a SCSI device of the host, which can’t go on in a file.`,
          'Leave it out.',
        ),
      );
    } else if (disk.type !== 'file' && disk.type !== 'block' && !isOn(situation)) {
      findings.push(
        finding(
          'blocks',
          'no-file',
          `The image of ${disk.target} of ${name} is a ${disk.type}, for which libvirt makes no external snapshot while the machine is off.`,
          'Start the machine first, or leave the disk out.',
        ),
      );
    }
  }
  if (!memory && options.external?.memoryFile != null) {
    findings.push(
      finding('informs', 'no-memory-file', 'No memory is saved, so no file for it is made.', null),
    );
  }
  if (options.external?.memoryFile != null && !options.external.memoryFile.startsWith('/')) {
    findings.push(
      finding(
        'blocks',
        'memory-file-relative',
        `The file for the memory must be a whole path on the host, from “/”, not “${options.external.memoryFile}”.`,
        'Give the whole path.',
      ),
    );
  }
  if (!host.revertsExternal) {
    findings.push(
      finding(
        'warns',
        'external-no-revert',
        `libvirt ${versionText(host.libvirt)} on that computer can take this snapshot but not go back to it; 9.9 and later can.`,
        'Take a snapshot inside the images instead, or update libvirt before you need it.',
      ),
    );
  }
  const odd = host.revertsExternal ? definition.disks.find(({ type }) => type !== 'file') : undefined;
  if (odd !== undefined) {
    findings.push(
      finding(
        'warns',
        'revert-needs-files',
        `libvirt can take this snapshot but not go back to it: the drive ${odd.target} of ${name} is a ${odd.type}, and it goes back only where every drive is a file.`,
        'Remove that drive first if you will need to go back.',
      ),
    );
  }
  if (!isAtLeast(host.libvirt, 11, 10) && !isOn(situation) && persistent) {
    findings.push(
      finding(
        'informs',
        'world-readable',
        `libvirt ${versionText(host.libvirt)} lets every user of that computer read the files it begins for a machine that is off (CVE-2025-13193).`,
        'Set their permissions afterwards, or update libvirt to 11.10.',
      ),
    );
  }
  if (hasInternal(situation.snapshots.values())) {
    findings.push(
      mixing(situation, 'This one would be in files of its own, and others are inside the images'),
    );
  }
  return findings;
}

function driveFindings(situation: Situation, options: TakeOptions): readonly Finding[] {
  const { name, definition } = situation;
  const findings: Finding[] = [];
  for (const disk of definition.disks) {
    const reason = leftOut(disk);
    if (reason !== null && disk.source !== null) {
      findings.push(
        finding(
          'informs',
          'drive-left-out',
          `The drive ${disk.target} is not part of the snapshot and is not rolled back by a restore: ${reason}.`,
          null,
        ),
      );
    } else if (reason === null && options.external !== null && !isChosen(disk, options)) {
      findings.push(
        finding(
          'warns',
          'drive-not-chosen',
          `The drive ${disk.target} is not in the snapshot: a restore leaves it as it is then.`,
          null,
        ),
      );
    }
  }
  for (const id of options.drives ?? []) {
    if (!definition.disks.some((disk) => disk.target === id))
      findings.push(finding('blocks', 'drive-unknown', `${name} has no drive ${id}.`, null));
  }
  return findings;
}

function quietFindings(situation: Situation, options: TakeOptions, memory: boolean): readonly Finding[] {
  const { name, definition } = situation;
  const agent = definition.agent === 'connected';
  if (!options.quiesce) {
    if (memory || !isOn(situation)) return [];
    return [
      finding(
        'warns',
        'disks-like-power-cut',
        'Without the memory the disks are kept as after a power cut: what programs had not written yet is missing.',
        agent ? 'Ask the guest agent to make the file systems quiet first.' : null,
      ),
    ];
  }
  const findings: Finding[] = [];
  if (!agent) {
    findings.push(
      finding(
        'blocks',
        'no-agent',
        `No guest agent answers in ${name}, so its file systems can’t be made quiet.`,
        'Install qemu-guest-agent in the guest, or take the snapshot without it.',
      ),
    );
  }
  if (memory || options.external === null) {
    findings.push(
      finding(
        'blocks',
        'quiesce-disks-only',
        'libvirt makes the file systems quiet only for a snapshot of the disks alone, in files of their own.',
        'Take it without the memory as an external snapshot, or without making the file systems quiet.',
      ),
    );
  }
  return findings;
}

/** The disks that an external snapshot of these options is of. */
export function chosenDisks(situation: Pick<Situation, 'definition'>, options: TakeOptions): readonly Disk[] {
  return writableDisks(situation.definition).filter((disk) => isChosen(disk, options));
}

function isChosen(disk: Disk, options: TakeOptions): boolean {
  return options.drives === null ? disk.snapshot !== 'no' : options.drives.includes(disk.target);
}

function mixing({ host, name }: Situation, what: string): Finding {
  const isOld = !isAtLeast(host.libvirt, 11, 0);
  return finding(
    isOld ? 'blocks' : 'warns',
    'mixed-kinds',
    isOld
      ? `${what} of ${name}: with both kinds, libvirt before 11.0 can delete an image that is still needed, and this is ${versionText(host.libvirt)}.`
      : `${what} of ${name}: with both kinds, some of them can’t be deleted later.`,
    'Stay with one kind.',
  );
}

function noDisk(name: string): Finding {
  return finding(
    'blocks',
    'no-drive',
    `${name} has no drive that can be in a snapshot.`,
    'Give it a writable disk, or choose one.',
  );
}

function article(disk: Disk): string {
  return disk.format === null ? 'not a qcow2' : `a ${disk.format}`;
}
