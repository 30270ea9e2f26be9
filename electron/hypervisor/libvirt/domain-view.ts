import { type Link, reasonOfLoss } from '../../../shared/model/connection.ts';
import { type Finding, finding } from '../../../shared/model/finding.ts';
import type { Drive } from '../../../shared/model/machine.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import type { Domain } from '../hypervisor.ts';
import { capabilitiesOf } from './capabilities.ts';
import type { Disk } from './definition.ts';
import { type Host, nameRuleOf } from './host.ts';
import type { DiskSize, MachineReading } from './machine-reading.ts';
import { leftOut } from './situation.ts';

/** A machine as the core sees it: as last read, and over the link as it is now. */
export function domainView(
  reading: MachineReading,
  about: {
    readonly link: Link;
    readonly host: Host;
    readonly activity: string | null;
    /** By target; only what is known. */
    readonly sizes: ReadonlyMap<string, DiskSize>;
  },
): Domain {
  const { link, host, activity, sizes } = about;
  const { domain, definition } = reading;
  const state = link.status === 'connected' ? reading.state : 'unknown';
  return {
    uuid: domain.uuid,
    name: domain.name,
    state,
    source: { kind: 'libvirt' },
    link,
    memoryBytes: definition.memoryBytes,
    drives: definition.disks.flatMap((disk) => driveOf(disk, sizes)),
    capabilities: capabilitiesOf({ name: domain.name, state, fixed: fixedBecause(link), host, definition }),
    findings: machineFindings(reading),
    names: nameRuleOf(host),
    // The test driver draws a picture for machines that have no display of their own.
    heads: host.driver === 'TEST' ? Math.max(1, definition.heads) : definition.heads,
    // libvirt restores with the definition of that moment, so today's devices need not be the same.
    devices: null,
    seenAt: reading.readAt,
    activity,
  };
}

function driveOf(disk: Disk, sizes: ReadonlyMap<string, DiskSize>): readonly Drive[] {
  if (disk.source === null) return [];
  const size = sizes.get(disk.target);
  return [
    {
      id: disk.target,
      device: disk.target,
      path: disk.source,
      format: disk.format,
      virtualSizeBytes: size?.capacityBytes ?? null,
      actualSizeBytes: size?.physicalBytes ?? null,
      readOnly: disk.readOnly,
      leftOut: leftOut(disk),
    },
  ];
}

/** Why nothing can be changed over a link; null when it can. */
export function fixedBecause(link: Link): Sentence | null {
  switch (link.status) {
    case 'connected':
      return link.readOnly === null ? null : say('libvirt/only-look', { why: link.readOnly });
    case 'connecting':
      return say('libvirt/connecting');
    case 'lost':
      return reasonOfLoss(link);
    case 'none':
      return say('libvirt/none');
    default:
      return link satisfies never;
  }
}

function machineFindings({
  domain,
  definition,
  managedSave,
  persistent,
}: MachineReading): readonly Finding[] {
  const machine = domain.name;
  const findings: Finding[] = [];
  if (managedSave) findings.push(finding('informs', 'managed-save', { machine }));
  if (!persistent) findings.push(finding('warns', 'transient', { machine }));
  if (definition.tpm) findings.push(finding('informs', 'tpm-not-covered', { machine }));
  return findings;
}
