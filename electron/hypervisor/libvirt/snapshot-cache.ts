import { LibvirtError } from '../../libvirt-rpc/errors.ts';
import type { SnapshotCalls } from '../../libvirt-rpc/snapshot-calls.ts';
import type { Domain } from '../../libvirt-rpc/structures.ts';
import type { ParsedSnapshot, SnapshotParser } from './snapshot-parser.ts';
import { digestOf } from './snapshot-reading.ts';

/** A machine's snapshots as libvirt lists them. */
export interface SnapshotList {
  /** By name; a document that can't be read is a sentence on why. */
  readonly snapshots: ReadonlyMap<string, ParsedSnapshot>;
  readonly current: string | null;
}

export const NO_SNAPSHOTS: SnapshotList = { snapshots: new Map(), current: null };

/** What the cache asks of libvirt. */
type Source = Pick<SnapshotCalls, 'listNames' | 'current' | 'xml'>;

interface Known {
  readonly parsed: ParsedSnapshot;
  readonly digest: string;
}

/**
 * Documents that are looked at again with every listing, besides those that must have changed: another program may
 * have edited a description, or have deleted a snapshot and taken another of its name.
 */
const LOOKED_AT_AGAIN = 64;
/** Documents that are asked for, and go to the parser, together. */
const BATCH = 64;
const BATCHES_AHEAD = 4;

/**
 * A machine's snapshots, read as seldom as can be: libvirt lists names at once, but documents one by one. A document
 * is asked for when its name is new; when it is the current one, which is where whatever was done last shows; when
 * its parent went; and each in its turn.
 */
export class SnapshotCache {
  readonly #parser: Pick<SnapshotParser, 'parse'>;
  /** In the order in which they were last confirmed, the longest ago first. */
  readonly #known = new Map<string, Known>();
  readonly #suspects = new Set<string>();
  #current: string | null = null;
  #version = 0;

  constructor(parser: Pick<SnapshotParser, 'parse'>) {
    this.#parser = parser;
  }

  /** The snapshots as last listed. */
  get list(): SnapshotList {
    return {
      snapshots: new Map(Array.from(this.#known, ([name, { parsed }]) => [name, parsed])),
      current: this.#current,
    };
  }

  /** Changes with every change of the list. */
  get version(): number {
    return this.#version;
  }

  /** Has a document read again with the next listing. */
  suspect(name: string): void {
    this.#suspects.add(name);
  }

  /** Has all documents read again with the next listing. */
  suspectAll(): void {
    for (const name of this.#known.keys()) this.#suspects.add(name);
  }

  /** Lists what there is now. Throws LibvirtError, ConnectionFailure. */
  async refresh(source: Source, domain: Domain): Promise<SnapshotList> {
    const [names, current] = await Promise.all([source.listNames(domain), source.current(domain)]);
    const present = new Set(names);
    const affected = this.#forgetGone(present);
    const wanted = new Set([
      ...(current === null || !present.has(current.name) ? [] : [current.name]),
      ...names.filter((name) => !this.#known.has(name)),
      ...affected,
      ...names.filter((name) => this.#suspects.has(name)),
      ...[...this.#known.keys()].slice(0, LOOKED_AT_AGAIN),
    ]);
    const replaced = await this.#read(source, domain, [...wanted]);
    for (const name of wanted) this.#suspects.delete(name);
    // Where one snapshot took the place of another of its name, there may be more.
    if (replaced)
      await this.#read(
        source,
        domain,
        names.filter((name) => !wanted.has(name)),
      );
    const currentName = current?.name ?? null;
    if (currentName !== this.#current) this.#version += 1;
    this.#current = currentName;
    return this.list;
  }

  /** Drops what is not there any more; returns the names of those whose documents change with that. */
  #forgetGone(present: ReadonlySet<string>): readonly string[] {
    const gone = Array.from(this.#known).filter(([name]) => !present.has(name));
    for (const [name] of gone) this.#known.delete(name);
    if (gone.length === 0) return [];
    this.#version += 1;
    // Merging the files of one snapshot changes where those after it say that their disks are.
    if (gone.some(([, { parsed }]) => hasFiles(parsed))) return [...this.#known.keys()];
    const names = new Set(gone.map(([name]) => name));
    return Array.from(this.#known).flatMap(([name, { parsed }]) =>
      'reading' in parsed && parsed.reading.parent !== null && names.has(parsed.reading.parent) ? [name] : [],
    );
  }

  /**
   * Reads documents; true when one is of another snapshot than before. As many are asked for ahead as the
   * connection sends at once, so that a slow link is always full and this thread never long busy with asking.
   */
  async #read(source: Source, domain: Domain, names: readonly string[]): Promise<boolean> {
    let replaced = false;
    const reading: Promise<void>[] = [];
    for (let from = 0; from < names.length; from += BATCH) {
      await reading.at(-BATCHES_AHEAD);
      const batch = names.slice(from, from + BATCH);
      const kept = Promise.all(
        batch.map(async (name) => ({ name, xml: await xmlOf(source, domain, name) })),
      ).then(async (got) => {
        if (await this.#keep(got)) replaced = true;
      });
      // When one fails, nobody waits for the others any more.
      kept.catch(() => undefined);
      reading.push(kept);
    }
    await Promise.all(reading);
    return replaced;
  }

  async #keep(got: readonly { readonly name: string; readonly xml: string | null }[]): Promise<boolean> {
    const changed: { readonly name: string; readonly xml: string }[] = [];
    for (const { name, xml } of got) {
      const known = this.#known.get(name);
      if (xml !== null && (known === undefined || known.digest !== digestOf(xml))) {
        changed.push({ name, xml });
        continue;
      }
      this.#known.delete(name);
      if (known !== undefined && xml !== null) this.#known.set(name, known);
    }
    if (changed.length === 0) return false;
    this.#version += 1;
    const parsed = await this.#parser.parse(changed.map(({ xml }) => xml));
    let replaced = false;
    for (const [index, { name, xml }] of changed.entries()) {
      const now = parsed[index];
      if (now === undefined) continue;
      const before = this.#known.get(name)?.parsed;
      replaced ||= before !== undefined && createdAt(before) !== createdAt(now);
      this.#known.delete(name);
      this.#known.set(name, { parsed: now, digest: 'reading' in now ? now.reading.digest : digestOf(xml) });
    }
    return replaced;
  }
}

function hasFiles(parsed: ParsedSnapshot): boolean {
  return !('reading' in parsed) || parsed.reading.disks.some((disk) => disk.place !== 'internal');
}

function createdAt(parsed: ParsedSnapshot): number | null {
  return 'reading' in parsed ? parsed.reading.createdAt : null;
}

/** A snapshot's document; null when it went meanwhile. */
async function xmlOf(source: Source, domain: Domain, name: string): Promise<string | null> {
  try {
    return await source.xml({ name, domain });
  } catch (error) {
    if (error instanceof LibvirtError && error.code === 'no-domain-snapshot') return null;
    throw error;
  }
}
