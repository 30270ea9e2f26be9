import { DomainSnapshotError } from './domainsnapshot/error.ts';
import type { DomainSnapshot } from './domainsnapshot/model.ts';
import { readDomainSnapshot } from './domainsnapshot/read.ts';
import { XML_LIMITS, type XmlLimits } from './domainsnapshot/well-formed.ts';
import { type DomainSnapshotForm, writeDomainSnapshot } from './domainsnapshot/write.ts';
import { parseXml } from './domainsnapshot/xml-tree.ts';

export { DomainSnapshotError } from './domainsnapshot/error.ts';
export {
  BLANK_DOMAIN_SNAPSHOT,
  type BlockDevice,
  type DomainSnapshot,
  type Kept,
  type SnapshotDisk,
  type SnapshotDisks,
  type SnapshotMemory,
  type SnapshotNotes,
} from './domainsnapshot/model.ts';
export { XML_LIMITS, type XmlLimits } from './domainsnapshot/well-formed.ts';
export type { DomainSnapshotForm } from './domainsnapshot/write.ts';

/**
 * Reads a `<domainsnapshot>` of the 2010 proposal, of libvirt, or of both mixed. `xml` is text that was already
 * decoded; what is not understood is kept in `kept`.
 * Throws `DomainSnapshotError`, with the place where it is known, for a document that is broken, wrong or over
 * `limits` (4 MiB, 64 deep unless told), and nothing else.
 */
export function parseDomainSnapshot(xml: string, limits: Partial<XmlLimits> = {}): DomainSnapshot {
  return readDomainSnapshot(parseXml(xml, { ...XML_LIMITS, ...limits }));
}

/**
 * Writes a snapshot. The `seed` form is the proposal's vocabulary, followed by what only libvirt has and by
 * Snapgrove's notes: nothing is lost in it. The `libvirt` form is valid against libvirt's `domainsnapshot.rng` as
 * far as what was kept from elsewhere is, and holds neither `<blockdev>`s nor notes. `snapshot-create --redefine`
 * asks for `state` other than `nostate` and for `domainXml`, which a snapshot read over QMP does not have.
 * Throws `DomainSnapshotError` when the result could not be read back: characters that XML can't carry, an empty
 * name, a broken `…Xml` member, more than 4 MiB.
 */
export function formatDomainSnapshot(snapshot: DomainSnapshot, form: DomainSnapshotForm): string {
  const xml = writeDomainSnapshot(snapshot, form);
  try {
    parseDomainSnapshot(xml);
  } catch (error) {
    if (!(error instanceof DomainSnapshotError)) throw error;
    throw new DomainSnapshotError(
      `The snapshot can’t be written so that it could be read back: ${error.message}`,
      null,
      {
        cause: error,
      },
    );
  }
  return xml;
}
