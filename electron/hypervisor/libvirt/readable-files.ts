import { stat } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path/posix';
import { type Finding, finding } from '../../../shared/model/finding.ts';
import type { Definition } from './definition.ts';
import { type Host, versionText } from './host.ts';
import type { LibvirtMachine } from './libvirt-machine.ts';
import { sourceOf } from './snapshot-reading.ts';

/** Rights of every user, to read a file and to go through a folder (inode(7), S_IROTH and S_IXOTH). */
const READABLE_BY_ALL = 0o004;
const PASSABLE_BY_ALL = 0o001;

/**
 * The files that a machine's disks went on to from `before`, and that every user can read though the images below could
 * not be read so. What version or packager does that is no matter: the files are looked at, where they are this computer's.
 */
export async function readableFindings(
  { reading, name: machine }: Pick<LibvirtMachine, 'reading' | 'name'>,
  before: Definition | null,
  host: Host,
): Promise<readonly Finding[]> {
  if (before === null || !host.local) return [];
  const version = versionText(host.libvirt);
  const findings: Finding[] = [];
  for (const { target, source: path } of reading.definition.disks) {
    const image = sourceOf(before, target);
    if (path === null || image === null || path === image) continue;
    if ((await isReadableByAll(path)) && !(await isReadableByAll(image))) {
      findings.push(finding('warns', 'world-readable:made', { path, version, machine }));
    }
  }
  return findings;
}

/** Whether every user may read a file, and go through the folders that it lies in. */
async function isReadableByAll(path: string): Promise<boolean> {
  if (!isAbsolute(path)) return false;
  try {
    const way = foldersAbove(path).map(async (folder) => ((await stat(folder)).mode & PASSABLE_BY_ALL) !== 0);
    const isReachable = (await Promise.all(way)).every(Boolean);
    return isReachable && ((await stat(path)).mode & READABLE_BY_ALL) !== 0;
  } catch {
    // What this user may not look at, others may not either.
    return false;
  }
}

function foldersAbove(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}
