import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { type Finding, finding } from '../../../shared/model/finding.ts';
import { isMissing } from '../../files/durable-file.ts';
import type { TakeOptions } from '../hypervisor.ts';
import { chosenDrives } from './findings.ts';
import type { QemuMachine } from './qemu-machine.ts';

/**
 * Warns of images that a running QEMU has open and that are in no folder any more, as with `-snapshot` or when
 * somebody removed them: they end with QEMU, and so does every snapshot in them. Throws nothing for what can't be
 * looked at.
 */
export async function unlinkedFindings(
  machine: QemuMachine,
  options: Pick<TakeOptions, 'drives'>,
): Promise<readonly Finding[]> {
  if (!machine.isOn || !machine.record.local) return [];
  const findings: Finding[] = [];
  for (const { id, path } of chosenDrives(machine.drives, options)) {
    if (path === null || !isAbsolute(path) || !(await isGone(path))) continue;
    findings.push(finding('warns', 'image-unlinked', { drive: id, machine: machine.name, path }));
  }
  return findings;
}

async function isGone(path: string): Promise<boolean> {
  try {
    await stat(path);
    return false;
  } catch (error) {
    // What we may not look at may well be there.
    return isMissing(error);
  }
}
