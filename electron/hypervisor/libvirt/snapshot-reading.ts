import { createHash } from 'node:crypto';
import {
  type DomainSnapshot,
  DomainSnapshotError,
  parseDomainSnapshot,
} from '../../../shared/domainsnapshot.ts';
import type { SnapshotState } from '../../../shared/model/snapshot.ts';
import { type Definition, parseDefinition } from './definition.ts';

/** Where a snapshot holds one disk. */
export interface HeldDisk {
  readonly target: string;
  readonly place: 'internal' | 'external' | 'manual';
  /** The file that was begun for an external one; null for the others. */
  readonly overlay: string | null;
  /** True after a deletion that did not finish: the images may not fit together (libvirt 9.0). */
  readonly halfDeleted: boolean;
}

/** What a snapshot's document says, without its text. */
export interface SnapshotReading {
  readonly name: string;
  /** In ms since the epoch; libvirt knows whole seconds. */
  readonly createdAt: number;
  readonly state: SnapshotState;
  readonly description: string;
  readonly parent: string | null;
  readonly memory: 'none' | 'internal' | 'external';
  readonly memoryFile: string | null;
  readonly disks: readonly HeldDisk[];
  /** The machine as it was then; null for snapshots of libvirt before 0.9.5. */
  readonly definition: Definition | null;
  /** Tells this text from any other. */
  readonly digest: string;
}

/** The image of a disk by a definition; null where it has none, or is not there. */
export function sourceOf(definition: Definition | null, target: string): string | null {
  return definition?.disks.find((disk) => disk.target === target)?.source ?? null;
}

/** Tells one document's text from another's. */
export function digestOf(xml: string): string {
  return createHash('sha1').update(xml).digest('base64');
}

/**
 * Reads a snapshot's document as libvirt writes it. Machines change seldom, so `definitions` keeps what was read
 * of a `<domain>` by its text. Throws DomainSnapshotError.
 */
export function readSnapshotXml(xml: string, definitions: Map<string, Definition>): SnapshotReading {
  const split = splitMachine(xml);
  if (split === null) {
    const snapshot = parseDomainSnapshot(xml);
    return readingOf(snapshot, snapshot.domainXml, digestOf(xml), definitions);
  }
  const snapshot = parseDomainSnapshot(`${split.head}\n</domainsnapshot>`);
  return readingOf(snapshot, split.domain, digestOf(xml), definitions);
}

/**
 * Parts a document in libvirt's own layout, in which what stands directly in the root is indented by two, at the
 * machine's definition, most of the text. Null for another layout.
 */
export function splitMachine(xml: string): { readonly head: string; readonly domain: string } | null {
  const start = xml.indexOf('\n  <domain ');
  const last = '\n  </domain>';
  const end = start === -1 ? -1 : xml.indexOf(last, start);
  if (end === -1) return null;
  const head = xml.slice(0, start);
  // Comments and character data could hold anything; libvirt writes neither.
  return head.includes('<!') ? null : { head, domain: xml.slice(start + 3, end + last.length) };
}

function readingOf(
  snapshot: DomainSnapshot,
  domainXml: string | null,
  digest: string,
  definitions: Map<string, Definition>,
): SnapshotReading {
  const { memory } = snapshot;
  return {
    name: snapshot.name,
    createdAt: snapshot.createdAt ?? 0,
    state: snapshot.state,
    description: snapshot.description,
    parent: snapshot.parent,
    memory:
      memory === null ? memoryByState(snapshot.state) : memory.snapshot === 'no' ? 'none' : memory.snapshot,
    memoryFile: memory !== null && memory.snapshot === 'external' ? memory.file : null,
    disks: disksOf(snapshot),
    definition: domainXml === null ? null : definitionOf(domainXml, definitions),
    digest,
  };
}

/** Before 1.0.1 libvirt did not write `<memory>`: a machine that ran was saved with it. */
function memoryByState(state: SnapshotState): SnapshotReading['memory'] {
  return state === 'running' || state === 'paused' || state === 'blocked' ? 'internal' : 'none';
}

function disksOf({ disks }: DomainSnapshot): readonly HeldDisk[] {
  return (disks?.list ?? []).flatMap(({ name, snapshot, source, deleteInProgress }) =>
    snapshot === null || snapshot === 'no'
      ? []
      : [
          {
            target: name,
            place: snapshot,
            overlay: snapshot === 'internal' ? null : source,
            halfDeleted: deleteInProgress,
          },
        ],
  );
}

const MOST_DEFINITIONS = 256;

/** What is known of a `<domain>` by its text, or can be read in it; null for one that is not understood. */
export function definitionOf(xml: string, definitions: Map<string, Definition>): Definition | null {
  const known = definitions.get(xml);
  if (known !== undefined) return known;
  const read = tryDefinition(xml);
  if (read !== null) rememberDefinition(definitions, xml, read);
  return read;
}

/** Keeps what was read of a `<domain>`; of few, because their texts are long. */
function rememberDefinition(definitions: Map<string, Definition>, xml: string, definition: Definition): void {
  if (definitions.size >= MOST_DEFINITIONS) definitions.clear();
  definitions.set(xml, definition);
}

function tryDefinition(xml: string): Definition | null {
  try {
    return parseDefinition(xml);
  } catch (error) {
    // A definition that is not understood must not hide the snapshot; what would be checked in it is not known.
    if (error instanceof DomainSnapshotError) return null;
    throw error;
  }
}
