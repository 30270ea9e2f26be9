import { type Finding, finding } from '../../../shared/model/finding.ts';
import { isPlainName, plainName } from '../../../shared/model/plain-name.ts';
import type { TakeOptions } from '../hypervisor.ts';
import { nameFindings } from '../qemu/findings.ts';
import { type Host, nameRuleOf, versionText } from './host.ts';
import { isOn, type Situation } from './situation.ts';

/** libvirt keeps a snapshot in a file `NAME.xml`, and file systems take 255 bytes. */
const MAX_FILE_NAME_BYTES = 255 - '.xml'.length;

/** Everything against a snapshot name: QEMU's own rules, and libvirt's for the file that it keeps (code 35). */
export function snapshotNameFindings(
  situation: Situation,
  { name, external }: Pick<TakeOptions, 'name' | 'external'>,
): readonly Finding[] {
  const findings = [...nameFindings(name, [...situation.snapshots.keys()], situation.name)];
  if (situation.host.driver !== 'QEMU') return findings;
  if (name.includes('/')) {
    findings.push(finding('blocks', 'name-slash'));
  }
  if (name.startsWith('.')) {
    findings.push(finding('blocks', 'name-dot'));
  }
  const bytes = new TextEncoder().encode(name).length;
  if (bytes > MAX_FILE_NAME_BYTES && bytes <= 255) {
    findings.push(finding('blocks', 'name-long:file', { bytes, most: MAX_FILE_NAME_BYTES }));
  }
  const isFine = findings.length === 0 && external === null;
  return isFine ? jobNameFindings(situation, name) : findings;
}

/** Whether libvirt can't have a running QEMU do anything about a snapshot of that name inside the images. */
export function isUnfitForJobs(name: string, host: Host): boolean {
  return nameRuleOf(host) === 'plain' && !isPlainName(name);
}

/** What stands against a name because QEMU is to do the work for a machine that runs. */
function jobNameFindings(situation: Situation, name: string): readonly Finding[] {
  const { host } = situation;
  if (!isUnfitForJobs(name, host)) return [];
  const values = { version: versionText(host.libvirt), plain: plainName(name) };
  return isOn(situation)
    ? [finding('blocks', 'name-plain', values)]
    : [finding('informs', 'name-plain:later', { ...values, machine: situation.name })];
}
