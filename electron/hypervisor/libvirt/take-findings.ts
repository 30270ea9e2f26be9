import { type Finding, finding } from '../../../shared/model/finding.ts';
import type { TakeOptions } from '../hypervisor.ts';
import { memoryFindings, standingAgainstChange } from './common-findings.ts';
import type { Disk } from './definition.ts';
import { isAtLeast, versionText } from './host.ts';
import { letsGoOfLoaded, severityOfLetGo } from './let-go.ts';
import { snapshotNameFindings } from './name-findings.ts';
import { hasExternal, hasInternal, isOn, leftOut, type Situation, writableDisks } from './situation.ts';

/** Everything that stands against or speaks to taking a snapshot. */
export function takeFindings(situation: Situation, options: TakeOptions): readonly Finding[] {
  const memory = options.memory && isOn(situation);
  return [
    ...snapshotNameFindings(situation, options),
    ...standingAgainstChange(situation),
    ...machineFindings(situation, memory),
    ...(options.external === null
      ? internalFindings(situation, options, memory)
      : externalFindings(situation, options, memory)),
    ...(memory ? memoryFindings(situation) : []),
    ...driveFindings(situation, options),
    ...quietFindings(situation, options, memory),
  ];
}

function machineFindings(situation: Situation, memory: boolean): readonly Finding[] {
  const { name: machine, definition, persistent } = situation;
  const findings: Finding[] = [];
  if (!persistent) findings.push(finding('warns', 'transient:take', { machine }));
  if (definition.tpm && !memory) findings.push(finding('warns', 'tpm-not-covered:take', { machine }));
  return findings;
}

/** A snapshot inside the images (`qemuSnapshotPrepare`). */
function internalFindings(situation: Situation, options: TakeOptions, memory: boolean): readonly Finding[] {
  const { name: machine, definition, host, managedSave } = situation;
  if (host.driver !== 'QEMU') return [];
  const findings: Finding[] = [];
  if (isOn(situation) && !memory) findings.push(finding('blocks', 'disks-only-external', { machine }));
  if (managedSave) findings.push(finding('warns', 'managed-save:take', { machine }));
  const disks = writableDisks(definition);
  if (disks.length === 0) findings.push(finding('blocks', 'no-drive:libvirt', { machine }));
  for (const { target: disk, format, snapshot } of disks) {
    if (format === null) findings.push(finding('blocks', 'not-qcow2:unknown', { disk, machine }));
    else if (format !== 'qcow2') findings.push(finding('blocks', 'not-qcow2', { disk, machine, format }));
    else if (snapshot === 'no') {
      findings.push(finding('blocks', 'needs-all-drives:defined', { machine, disk }));
    } else if (options.drives?.includes(disk) === false) {
      findings.push(finding('blocks', 'needs-all-drives', { machine, disk }));
    }
  }
  findings.push(...firmwareFindings(situation));
  if (memory) findings.push(...letGoFindings(situation));
  if (hasExternal(situation.snapshots.values())) findings.push(mixing(situation, 'inside'));
  return findings;
}

/** Inside the images of a paused machine that QEMU has its hands off there is no snapshot. */
function letGoFindings({ letGo, host, name: machine }: Situation): readonly Finding[] {
  const severity = letsGoOfLoaded(host) ? severityOfLetGo(letGo, host) : null;
  if (severity === null) return [];
  return severity === 'warns'
    ? [finding('warns', 'images-let-go:perhaps', { machine })]
    : [finding('blocks', 'images-let-go', { machine })];
}

/** A machine whose memory was saved to a file counts as gone elsewhere until it runs again. */
function savedFindings({ letGo, name: machine }: Situation): readonly Finding[] {
  if (letGo === 'perhaps') return [finding('warns', 'memory-saved:perhaps', { machine })];
  return letGo === 'saved' ? [finding('blocks', 'memory-saved', { machine })] : [];
}

function firmwareFindings(situation: Situation): readonly Finding[] {
  const { name: machine, definition, host } = situation;
  const { firmware } = definition;
  if (firmware.kind === 'bios') return [];
  if (!isAtLeast(host.libvirt, 10, 9)) {
    return [finding('blocks', 'uefi', { machine, version: versionText(host.libvirt) })];
  }
  if (firmware.nvramFormat === 'qcow2') return [];
  return [
    isOn(situation)
      ? finding('blocks', 'uefi-raw-nvram', { machine })
      : finding('warns', 'uefi-raw-nvram:off', { machine }),
  ];
}

/** A snapshot whose disks go on in new files. */
function externalFindings(situation: Situation, options: TakeOptions, memory: boolean): readonly Finding[] {
  const { name: machine, host, persistent, definition, managedSave } = situation;
  const findings: Finding[] = [];
  if (host.driver !== 'QEMU') return [finding('blocks', 'no-external:libvirt')];
  const version = versionText(host.libvirt);
  const chosen = chosenDisks(situation, options);
  if (chosen.length === 0) findings.push(finding('blocks', 'no-drive:libvirt', { machine }));
  for (const { target: disk, device, type } of chosen) {
    if (device === 'lun') {
      findings.push(finding('blocks', 'scsi-passthrough', { disk, machine }));
    } else if (type !== 'file') {
      findings.push(finding('blocks', 'no-file', { disk, machine, kind: type }));
    }
  }
  if (memory) findings.push(...savedFindings(situation));
  // What was saved goes on with the disks as they are now, and so would write to what the snapshot is.
  if (managedSave) findings.push(finding('blocks', 'managed-save:external', { machine }));
  if (definition.firmware.kind === 'uefi') findings.push(finding('informs', 'uefi-variables', { machine }));
  const path = options.external?.memoryFile ?? null;
  if (!memory && path !== null) findings.push(finding('informs', 'no-memory-file'));
  if (path !== null && !path.startsWith('/')) {
    findings.push(finding('blocks', 'memory-file-relative', { path }));
  }
  if (!host.revertsExternal) findings.push(finding('warns', 'external-no-revert', { version }));
  const odd = host.revertsExternal ? definition.disks.find(({ type }) => type !== 'file') : undefined;
  if (odd !== undefined) {
    const values = { disk: odd.target, machine, kind: odd.type };
    findings.push(finding('warns', 'revert-needs-files:take', values));
  }
  if (!host.keepsFilesPrivate && !isOn(situation) && persistent) {
    findings.push(finding('informs', 'world-readable', { version }));
  }
  if (hasInternal(situation.snapshots.values())) findings.push(mixing(situation, 'outside'));
  return findings;
}

function driveFindings(situation: Situation, options: TakeOptions): readonly Finding[] {
  const { name: machine, definition } = situation;
  const findings: Finding[] = [];
  for (const disk of definition.disks) {
    const why = leftOut(disk);
    const drive = disk.target;
    if (why !== null && disk.source !== null) {
      findings.push(finding('informs', 'drive-left-out:libvirt', { drive, why }));
    } else if (why === null && options.external !== null && !isChosen(disk, options)) {
      findings.push(finding('warns', 'drive-not-chosen:libvirt', { drive }));
    }
  }
  for (const drive of options.drives ?? []) {
    if (!definition.disks.some((disk) => disk.target === drive)) {
      findings.push(finding('blocks', 'drive-unknown:libvirt', { machine, drive }));
    }
  }
  return findings;
}

function quietFindings(situation: Situation, options: TakeOptions, memory: boolean): readonly Finding[] {
  const { name: machine, definition } = situation;
  const agent = definition.agent === 'connected';
  if (!options.quiesce) {
    if (memory || !isOn(situation)) return [];
    const code = agent ? 'disks-like-power-cut:libvirt-agent' : 'disks-like-power-cut:libvirt';
    return [finding('warns', code)];
  }
  const findings: Finding[] = [];
  if (!agent) findings.push(finding('blocks', 'no-agent:libvirt', { machine }));
  if (memory || options.external === null) findings.push(finding('blocks', 'quiesce-disks-only'));
  return findings;
}

/** The disks that an external snapshot of these options is of. */
export function chosenDisks(situation: Pick<Situation, 'definition'>, options: TakeOptions): readonly Disk[] {
  return writableDisks(situation.definition).filter((disk) => isChosen(disk, options));
}

function isChosen(disk: Disk, options: TakeOptions): boolean {
  return options.drives === null ? disk.snapshot !== 'no' : options.drives.includes(disk.target);
}

/** Snapshots inside the images and in files of their own, of one machine. */
function mixing({ host, name: machine }: Situation, where: 'inside' | 'outside'): Finding {
  if (isAtLeast(host.libvirt, 11, 0)) return finding('warns', `mixed-kinds:${where}`, { machine });
  return finding('blocks', `mixed-kinds:${where}-old`, { machine, version: versionText(host.libvirt) });
}
