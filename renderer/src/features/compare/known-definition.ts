import type { DomainSnapshot } from '../../../../shared/domainsnapshot.ts';
import type { Machine } from '../../../../shared/model/machine.ts';
import { deviceName } from '../../lib/device-name.ts';
import { type Definition, definitionOf, type FactValue, type Part, type PartKind } from './definition.ts';
import { readDomainDefinition } from './domain-definition.ts';

/** The definition that a snapshot's document tells: libvirt's where it holds one, else what Snapgrove noted. */
export function snapshotDefinition(document: DomainSnapshot): Definition {
  if (document.domainXml !== null) return readDomainDefinition(document.domainXml);
  const parts: Part[] = document.blockDevices.map((drive) =>
    drivePart(deviceName(drive.device ?? drive.node ?? drive.path), {
      file: drive.path,
      format: drive.format,
      size: drive.virtualSizeBytes,
    }),
  );
  const knows: PartKind[] = ['drive'];
  const { ramBytes = null, devices = null } = document.notes ?? {};
  if (ramBytes !== null) {
    parts.unshift(memoryPart(ramBytes));
    knows.push('memory');
  }
  if (devices !== null) {
    parts.push(...devices.map((name): Part => ({ kind: 'device', name, facts: new Map() })));
    knows.push('device');
  }
  return definitionOf(parts, knows);
}

/** The definition of a machine now: its XML where the hypervisor has one, else what QEMU told. */
export function machineDefinition(machine: Machine, xml: string | null): Definition {
  if (xml !== null) return readDomainDefinition(xml);
  const parts = machine.drives
    .filter((drive) => drive.leftOut === null)
    .map((drive) =>
      drivePart(deviceName(drive.device ?? drive.id), {
        file: drive.path,
        format: drive.format,
        size: drive.virtualSizeBytes,
      }),
    );
  const knows: PartKind[] = ['drive'];
  if (machine.memoryBytes !== null) {
    parts.unshift(memoryPart(machine.memoryBytes));
    knows.push('memory');
  }
  return definitionOf(parts, knows);
}

function memoryPart(bytes: number): Part {
  return { kind: 'memory', name: '', facts: new Map([['memory', { bytes }]]) };
}

function drivePart(
  name: string,
  of: { readonly file: string | null; readonly format: string | null; readonly size: number | null },
): Part {
  const facts = new Map<string, FactValue>();
  if (of.file !== null) facts.set('source file', of.file);
  if (of.format !== null) facts.set('driver type', of.format);
  if (of.size !== null) facts.set('size', { bytes: of.size });
  return { kind: 'drive', name, facts };
}
