import { type Finding, finding } from '../../../shared/model/finding.ts';
import { nameFindings } from '../qemu/findings.ts';
import type { Situation } from './situation.ts';

/** libvirt keeps a snapshot in a file `NAME.xml`, and file systems take 255 bytes. */
const MAX_FILE_NAME_BYTES = 255 - '.xml'.length;

/** Everything against a snapshot name: QEMU's own rules, and libvirt's for the file that it keeps (code 35). */
export function snapshotNameFindings(situation: Situation, name: string): readonly Finding[] {
  const findings = [...nameFindings(name, [...situation.snapshots.keys()], situation.name)];
  if (situation.host.driver !== 'QEMU') return findings;
  if (name.includes('/')) {
    findings.push(
      finding(
        'blocks',
        'name-slash',
        'libvirt takes no “/” in the name of a snapshot: it becomes the name of a file.',
        'Use another character.',
      ),
    );
  }
  if (name.startsWith('.')) {
    findings.push(
      finding(
        'blocks',
        'name-dot',
        'libvirt takes no name that begins with a dot: it becomes the name of a file.',
        'Begin it with another character.',
      ),
    );
  }
  const bytes = new TextEncoder().encode(name).length;
  if (bytes > MAX_FILE_NAME_BYTES && bytes <= 255) {
    findings.push(
      finding(
        'blocks',
        'name-long',
        `The name takes ${bytes} bytes; ${MAX_FILE_NAME_BYTES} are the most, for it becomes the name of a file.`,
        'Shorten the name.',
      ),
    );
  }
  return findings;
}
