import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Finding, finding } from '../../../shared/model/finding.ts';
import type { Operation, TakeOptions } from '../hypervisor.ts';
import { standingAgainstChange } from './common-findings.ts';
import { deleteFindings } from './delete-findings.ts';
import { freeBytesIn } from './host-files.ts';
import type { LibvirtMachine } from './libvirt-machine.ts';
import type { Connected } from './link.ts';
import { activateFindings, restoreFindings } from './restore-findings.ts';
import { isOn, type Situation } from './situation.ts';
import { imageFolder, memoryFileOf, overlayPaths } from './snapshot-request.ts';
import { takeFindings } from './take-findings.ts';

/** Everything that stands against or speaks to an operation. Throws LibvirtError, ConnectionFailure, HypervisorError. */
export async function checkOperation(
  machine: LibvirtMachine,
  connected: Connected,
  operation: Operation,
): Promise<readonly Finding[]> {
  await machine.list();
  const situation = await machine.situation(connected);
  switch (operation.kind) {
    case 'take':
      return [
        ...takeFindings(situation, operation.options),
        ...(await fileFindings(situation, operation.options)),
      ];
    case 'restore':
      return restoreFindings(situation, machine.readingOf(operation.snapshot), operation.state);
    case 'activate':
      return activateFindings(situation, machine.readingOf(operation.snapshot));
    case 'delete':
      return deleteFindings(
        situation,
        operation.snapshots.map((snapshot) => machine.readingOf(snapshot)),
      );
    case 'power':
      return standingAgainstChange(situation).filter(({ code }) => code === 'read-only');
    default:
      return operation satisfies never;
  }
}

/** Files that an external snapshot would begin and that are there already: libvirt refuses images, not the memory's. */
async function fileFindings(situation: Situation, options: TakeOptions): Promise<readonly Finding[]> {
  if (options.external === null || !situation.host.local) return [];
  const findings: Finding[] = [];
  for (const path of overlayPaths(situation, options)) {
    if (!(await isThere(path))) continue;
    findings.push(finding('blocks', 'file-exists', { path }));
  }
  const memoryFile = options.memory && isOn(situation) ? memoryFileOf(situation, options) : null;
  if (memoryFile !== null && (await isThere(memoryFile))) {
    findings.push(finding('blocks', 'memory-file-exists', { path: memoryFile }));
  }
  return findings;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    // One that may not be looked at is libvirt's to find.
    return false;
  }
}

/** Room where a snapshot would be written, in bytes, and where its memory would go; null where that is not known. */
export async function roomForTake(
  machine: LibvirtMachine,
  connected: Connected,
  options: TakeOptions,
): Promise<{ readonly freeBytes: number | null; readonly memoryFile: string | null }> {
  const situation = { name: machine.name, definition: machine.reading.definition };
  const isExternal = options.external !== null && options.memory && machine.reading.state !== 'off';
  const memoryFile = isExternal ? memoryFileOf(situation, options) : null;
  const folder = memoryFile === null ? imageFolder(situation, options) : dirname(memoryFile);
  return { freeBytes: await freeBytesIn(connected, folder), memoryFile };
}
