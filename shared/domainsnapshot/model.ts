import type { Picture } from '../model/picture.ts';
import type { SnapshotState } from '../model/snapshot.ts';
import type { XmlAttribute } from './xml-tree.ts';

/**
 * One `<domainsnapshot>`: what the 2010 proposal records, what libvirt added since, and Snapgrove's notes.
 * Members called `…Xml` are whole elements as they stood in the document, written back byte for byte.
 */
export type DomainSnapshot = {
  /** The tag on disk. Never empty, without control characters. */
  readonly name: string;
  readonly description: string;
  /** `nostate` when the document does not say. */
  readonly state: SnapshotState;
  /** Moment of the snapshot, ms since the epoch; libvirt's form holds whole seconds. */
  readonly createdAt: number | null;
  /** Name of the snapshot that this one grew from; null for a root. */
  readonly parent: string | null;
  /** Lower case with hyphens. */
  readonly domainUuid: string | null;
  /** The full `<domain>`; null when the document has at most the UUID. */
  readonly domainXml: string | null;
  /** libvirt's `<inactiveDomain>`: the persistent definition of a machine that ran. */
  readonly inactiveDomainXml: string | null;
  /** libvirt's `<cookie>`. */
  readonly cookieXml: string | null;
  readonly memory: SnapshotMemory | null;
  /** libvirt's `<disks>`. */
  readonly disks: SnapshotDisks | null;
  /** libvirt's `<revertDisks>`: the overlays in use after going back to an external snapshot. */
  readonly revertDisksXml: string | null;
  /** libvirt's mark of the current snapshot, found in its own files only. */
  readonly active: boolean | null;
  /** The proposal's `<blockdev>`s; the seed form alone holds them. */
  readonly blockDevices: readonly BlockDevice[];
  /** Snapgrove's own; the seed form alone holds them. Null when the document has none. */
  readonly notes: SnapshotNotes | null;
  readonly kept: Kept;
};

/** libvirt's `<memory>`: whether, and where, the guest's memory was saved; `file` is an absolute path. */
export type SnapshotMemory =
  | { readonly snapshot: 'no' | 'internal' }
  | { readonly snapshot: 'external'; readonly file: string };

export type SnapshotDisks = { readonly xml: string; readonly list: readonly SnapshotDisk[] };

/** One `<disk>` of libvirt's `<disks>`, as far as a reader needs it. */
export type SnapshotDisk = {
  /** The target such as `vda`, or the absolute path of the image. */
  readonly name: string;
  /** Null when the attribute is absent: libvirt then decides by the kind of the whole snapshot. */
  readonly snapshot: 'no' | 'internal' | 'external' | 'manual' | null;
  readonly type: string;
  readonly format: string | null;
  /** File or device of the new overlay of an external snapshot. */
  readonly source: string | null;
  /** True after a deletion that did not finish: the image chain may be inconsistent (libvirt 9.0). */
  readonly deleteInProgress: boolean;
};

/** A drive that the snapshot lives on, with what tells whether it is still the same one. */
export type BlockDevice = {
  readonly path: string;
  /** QEMU's block backend or the guest device's id. */
  readonly device: string | null;
  readonly node: string | null;
  readonly format: string | null;
  readonly virtualSizeBytes: number | null;
  /** The snapshot's id in that image (qcow2). */
  readonly imageSnapshotId: string | null;
  /** The snapshot's date in that image, ms since the epoch. */
  readonly imageSnapshotDate: number | null;
  /** Whether this image holds the machine's memory; null when the document does not say. */
  readonly vmstate: boolean | null;
  /** Attributes that this version does not know. */
  readonly kept: readonly XmlAttribute[];
};

/** What Snapgrove remembers of a snapshot beyond either vocabulary. */
export type SnapshotNotes = {
  /** The core's own id of the snapshot. */
  readonly id?: string;
  readonly labels: readonly string[];
  readonly pinned: boolean;
  /** True for one taken by a restore to keep the state that it replaced. */
  readonly safety: boolean;
  readonly origin: 'snapgrove' | 'elsewhere';
  readonly screenshot: Picture | null;
  /** Why there is no picture, fit to show; null otherwise. */
  readonly screenshotProblem: string | null;
  /** The machine's memory size when the snapshot was taken, in bytes. */
  readonly ramBytes: number | null;
  /** The machine's devices when the snapshot was taken; null when that is not known. */
  readonly devices: readonly string[] | null;
  /** Drives of the machine that the snapshot does not cover. */
  readonly drivesLeftOut: readonly string[];
};

/** What a reader of this version does not understand, kept for being written back. */
export type Kept = {
  readonly attributes: readonly KeptAttribute[];
  readonly elements: readonly KeptElement[];
};

/** Where in a document something is kept; `created` is either vocabulary's element for the date. */
export type Holder =
  | 'domainsnapshot'
  | 'name'
  | 'description'
  | 'state'
  | 'created'
  | 'parent'
  | 'parent/name'
  | 'memory'
  | 'active'
  | 'notes';

export type KeptAttribute = XmlAttribute & { readonly on: Holder };

export type KeptElement = {
  readonly inside: 'domainsnapshot' | 'parent' | 'notes';
  /** The understood element that it stood behind; null for the beginning. */
  readonly after: string | null;
  readonly xml: string;
};

/** A snapshot of which nothing is known, to be spread under what is. */
export const BLANK_DOMAIN_SNAPSHOT: Omit<DomainSnapshot, 'name'> = {
  description: '',
  state: 'nostate',
  createdAt: null,
  parent: null,
  domainUuid: null,
  domainXml: null,
  inactiveDomainXml: null,
  cookieXml: null,
  memory: null,
  disks: null,
  revertDisksXml: null,
  active: null,
  blockDevices: [],
  notes: null,
  kept: { attributes: [], elements: [] },
};
