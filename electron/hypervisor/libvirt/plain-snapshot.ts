import { snapshotStateSchema } from '../../../shared/model/snapshot.ts';
import type { Definition } from './definition.ts';
import { digestOf, type HeldDisk, type SnapshotReading, splitMachine } from './snapshot-reading.ts';

/**
 * The plainest document that libvirt writes, up to the machine's definition: a snapshot inside the images
 * (`virDomainSnapshotDefFormatInternal`, conf/snapshot_conf.c). Names and texts hold no control characters, and of
 * references the five that have names.
 */
const PLAIN =
  /^<domainsnapshot>\n {2}<name>((?:[^<&\p{Cc}]|&[a-z]+;)+)<\/name>\n(?: {2}<description>((?:[^<&\p{Cc}]|[\n\t]|&[a-z]+;)*)<\/description>\n)? {2}<state>([a-z-]+)<\/state>\n(?: {2}<parent>\n {4}<name>((?:[^<&\p{Cc}]|&[a-z]+;)+)<\/name>\n {2}<\/parent>\n)? {2}<creationTime>(\d{1,11})<\/creationTime>\n {2}<memory snapshot='(no|internal)'\/>\n {2}<disks>\n((?: {4}<disk name='[^'<&\p{Cc}]+' snapshot='(?:no|internal)'\/>\n)*) {2}<\/disks>$/u;

const DISK = /name='([^']+)' snapshot='internal'/g;

const REFERENCES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&apos;': "'",
};

/**
 * Reads a document of that plain form twenty times as quickly as a parser; null for any other, which is left to
 * `readSnapshotXml`. It says the same. `definitionOf` gives what is known of a `<domain>`, undefined where nothing is.
 */
export function readPlainSnapshot(
  xml: string,
  definitionOf: (domainXml: string) => Definition | null | undefined,
): SnapshotReading | null {
  const split = splitMachine(xml);
  const found = split === null ? null : PLAIN.exec(split.head);
  if (split === null || found === null) return null;
  const [, name = '', description = '', stateWord, parent, seconds, memory, disks = ''] = found;
  const state = snapshotStateSchema.options.find((each) => each === stateWord);
  const definition = definitionOf(split.domain);
  const texts = [name, description, parent ?? ''].map(meantText);
  const [plainName, plainDescription, plainParent] = texts;
  if (state === undefined || definition === undefined) return null;
  if (plainName == null || plainDescription == null || plainParent == null) return null;
  return {
    name: plainName,
    createdAt: Number(seconds) * 1000,
    state,
    description: plainDescription,
    parent: parent === undefined ? null : plainParent,
    memory: memory === 'internal' ? 'internal' : 'none',
    memoryFile: null,
    disks: Array.from(
      disks.matchAll(DISK),
      ([, target = '']): HeldDisk => ({
        target: detached(target),
        place: 'internal',
        overlay: null,
        halfDeleted: false,
      }),
    ),
    definition,
    digest: digestOf(xml),
  };
}

function meantText(text: string): string | null {
  const meant = withoutReferences(text);
  return meant === null ? null : detached(meant);
}

/**
 * The text as a string of its own. A piece of a string keeps the whole one in memory: thousands of documents, which
 * would hold the thread for every collection of garbage.
 */
function detached(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** The text that is meant; null where a reference is none of XML's own, which is for the parser to refuse. */
function withoutReferences(text: string): string | null {
  if (!text.includes('&')) return text;
  let isKnown = true;
  const meant = text.replace(/&[a-z]+;/g, (reference) => {
    const character = REFERENCES[reference];
    if (character === undefined) isKnown = false;
    return character ?? '';
  });
  return isKnown ? meant : null;
}
