import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { NameRule } from '../../../shared/model/plain-name.ts';
import type { LibvirtClient, Version } from '../../libvirt-rpc/client.ts';
import { LibvirtError } from '../../libvirt-rpc/errors.ts';

/** What is known of the libvirt at the other end, and of the hypervisor below it. */
export interface Host {
  /** `QEMU`, `TEST`, … */
  readonly driver: string;
  readonly libvirt: Version;
  /** QEMU's version; null where the driver has none to tell. */
  readonly hypervisor: Version | null;
  /** Whether it can go back to snapshots that live in files of their own (`<externalSnapshot/>`, libvirt 9.9). */
  readonly revertsExternal: boolean;
  /** False where going back to snapshots inside images is broken, as in libvirt 11.2 and 11.3, unless a packager repaired it. */
  readonly revertsInternal: boolean;
  /** Whether other users can't read what it begins for machines that are off; false before 11.10, unless a packager repaired it. */
  readonly keepsFilesPrivate: boolean;
  /** Whether its files are this computer's. */
  readonly local: boolean;
}

/** True for a version that is not older than `major.minor`. */
export function isAtLeast(version: Version, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}

/**
 * The names that snapshots inside images of running machines may have: from 10.9 on libvirt makes the name a part of that
 * of a QEMU job, as it is (`internal-snapshot-save-NAME`, qemu/qemu_snapshot.c).
 */
export function nameRuleOf({ driver, libvirt }: Host): NameRule {
  return driver === 'QEMU' && isAtLeast(libvirt, 10, 9) ? 'plain' : 'any';
}

/** The version as people write it. */
export function versionText({ major, minor, release }: Version): string {
  return `${major}.${minor}.${release}`;
}

/**
 * Asks the server about itself; `overSsh` says that it is reached through ssh, and so is another computer's.
 * Throws LibvirtError, ConnectionFailure.
 */
export async function readHost(client: LibvirtClient, overSsh: boolean): Promise<Host> {
  const [driver, libvirt, hypervisor, name] = await Promise.all([
    client.driver(),
    client.libvirtVersion(),
    orNull(client.hypervisorVersion()),
    orNull(client.hostname()),
  ]);
  // A daemon that just began looks at every QEMU before it answers; older ones need not be asked.
  const capabilities = isAtLeast(libvirt, 9, 9) ? await orNull(client.capabilitiesXml()) : null;
  const local = !overSsh && name === hostname();
  const isBroken = driver === 'QEMU' && libvirt.major === 11 && (libvirt.minor === 2 || libvirt.minor === 3);
  const debian = local && libvirt.major === 11 && libvirt.minor === 3 ? await debianVersion() : null;
  return {
    driver,
    libvirt,
    hypervisor,
    // The test driver goes back to whatever it made.
    revertsExternal: driver === 'TEST' || /<externalSnapshot\b/.test(capabilities ?? ''),
    revertsInternal: !isBroken || debian !== null,
    keepsFilesPrivate: isAtLeast(libvirt, 11, 10) || debian === 13,
    local,
  };
}

/**
 * The number of this computer's release of Debian, infinite for one to come; null for another system. Debian repaired its
 * libvirt 11.3 before it was in any release (bugs.debian.org/1104735), and had no 11.2. Who can read new files was
 * repaired in Debian 13 later (bugs.debian.org/1120119), not in the backports to 12.
 */
async function debianVersion(): Promise<number | null> {
  try {
    const release = await readFile('/etc/os-release', 'utf8');
    if (!/^ID=["']?debian["']?$/m.test(release)) return null;
    return Number(/^VERSION_ID=["']?(\d+)/m.exec(release)?.[1] ?? Number.POSITIVE_INFINITY);
  } catch {
    // A system that does not say what it is, is none that is known to be repaired.
    return null;
  }
}

/** What a driver does not have is not known; that the connection ended is another matter. */
async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof LibvirtError) return null;
    throw error;
  }
}
