import type { DomainSnapshot } from '../../shared/domainsnapshot.ts';
import { machineId } from '../../shared/model/machine.ts';
import { say } from '../../shared/sentences/say.ts';
import type { Domain, Hypervisor, SnapshotFacts } from '../hypervisor/hypervisor.ts';
import { HypervisorError } from '../hypervisor/hypervisor.ts';
import { inSlices } from '../threads/slices.ts';
import type { StoredSnapshot } from './document-reader.ts';
import type { FormerNotes } from './former-notes.ts';
import { BLANK_NOTES, type MachineNotes, type MachineNotesFiles } from './machine-notes.ts';
import { type MachinePlace, machinePlace } from './machine-place.ts';
import { isSame, type Reconciled, reconciling, type SnapshotEntry } from './reconcile.ts';
import { withKnownFacts } from './same-facts.ts';
import type { SnapshotDocuments } from './snapshot-documents.ts';

interface MachineBookOptions {
  readonly hypervisor: Hypervisor;
  readonly uuid: string;
  readonly documents: SnapshotDocuments;
  readonly notesFiles: MachineNotesFiles;
  readonly formerNotes: FormerNotes;
  /** Shows the tree; the next change of the book waits for it. */
  readonly onReconciled: (book: MachineBook) => Promise<void>;
  /** Called when one snapshot fewer may refer to a picture. */
  readonly onPictureLeft: () => void;
  readonly onError: (error: unknown) => void;
}

/** What a tree was made from. */
interface Seen {
  readonly facts: readonly SnapshotFacts[];
  readonly stored: number;
  readonly notes: MachineNotes;
  readonly domain: string;
}

function isUnchanged(before: Seen | null, now: Seen): boolean {
  return (
    before?.facts === now.facts &&
    before.stored === now.stored &&
    before.notes === now.notes &&
    before.domain === now.domain
  );
}

/** What snapshots are compared with: images grow all the time, and that changes nothing. */
function comparedOf({ name, state, drives, memoryBytes, devices, seenAt }: Domain): unknown {
  const places = drives.map(({ id, path, virtualSizeBytes, leftOut }) => [
    id,
    path,
    virtualSizeBytes,
    leftOut,
  ]);
  return [name, state === 'unknown', places, memoryBytes, devices, seenAt === null];
}

/** A change of the notes, or how they change from what they are when its turn comes. */
export type NotesChange = Partial<MachineNotes> | ((notes: MachineNotes) => Partial<MachineNotes>);

/** One machine's snapshots: what the hypervisor lists and what the store remembers, kept together. */
export class MachineBook {
  readonly hypervisor: Hypervisor;
  readonly uuid: string;
  readonly machineId: string;
  /** Where the store has what is remembered of the machine. */
  readonly place: MachinePlace;
  readonly #options: MachineBookOptions;
  readonly #stored = new Map<string, StoredSnapshot>();
  #notes: MachineNotes = BLANK_NOTES;
  #facts: readonly SnapshotFacts[] = [];
  #reconciled: Reconciled | null = null;
  #seen: Seen | null = null;
  /** Counts the changes of the documents. */
  #storedVersion = 0;
  /** Name of the snapshot that is being taken. */
  #taking: string | null = null;
  #loading: Promise<void> | null = null;
  #isLoaded = false;
  /** The reconciling that is under way, and the one that was asked for meanwhile. */
  #reconciling: Promise<unknown> = Promise.resolve();
  #nextReconciling: Promise<Reconciled> | null = null;
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: MachineBookOptions) {
    this.#options = options;
    this.hypervisor = options.hypervisor;
    this.uuid = options.uuid;
    this.machineId = machineId(options.hypervisor.connectionId, options.uuid);
    this.place = machinePlace(options.hypervisor.connectionId, options.uuid);
  }

  get notes(): MachineNotes {
    return this.#notes;
  }

  /** The machine now; throws HypervisorError when it was taken off the list. */
  get domain(): Domain {
    const domain = this.hypervisor.domain(this.uuid);
    if (domain === null) throw new HypervisorError('not-found', say('machine/not-listed'));
    return domain;
  }

  /** The tree as last reconciled; empty before the first time. */
  get entries(): ReadonlyMap<string, SnapshotEntry> {
    return this.#reconciled?.entries ?? new Map();
  }

  get currentKey(): string | null {
    return this.#reconciled?.currentKey ?? null;
  }

  get reconciled(): Reconciled | null {
    return this.#reconciled;
  }

  /** Whether `pictures` are all: the store was read, and every document in it could be. */
  get knowsPictures(): boolean {
    return this.#isLoaded && [...this.#stored.values()].every((stored) => 'document' in stored);
  }

  /** Sha256 of every picture that the store refers to, as far as it was read. */
  pictures(): readonly string[] {
    const pictures = [...this.#stored.values()].flatMap((stored) =>
      'document' in stored ? (stored.document.notes?.screenshot?.sha256 ?? []) : [],
    );
    return this.#notes.picture === null ? pictures : [...pictures, this.#notes.picture.sha256];
  }

  /** Reads the store, once; again after a failure. Throws system errors. */
  load(): Promise<void> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    await this.#options.formerNotes.bringTo(this.place);
    const [notes, documents] = await Promise.all([
      this.#options.notesFiles.read(this.place, this.#options.onError),
      this.#options.documents.readAll(this.place),
    ]);
    this.#notes = notes;
    for (const stored of documents) this.#stored.set(stored.key, stored);
    this.#isLoaded = true;
  }

  /**
   * Brings list and store together and shows the result. One at a time; whoever asks while one is under way
   * shares the next. Throws what the hypervisor throws, and system errors.
   */
  reconcile(): Promise<Reconciled> {
    if (this.#nextReconciling !== null) return this.#nextReconciling;
    const next = this.#reconciling.then(() => {
      this.#nextReconciling = null;
      return this.#reconcile();
    });
    this.#nextReconciling = next;
    // The next one does not care how this one ended; those who wait for it hear of it.
    this.#reconciling = next.catch(() => undefined);
    return next;
  }

  async #reconcile(): Promise<Reconciled> {
    await this.load();
    const listed = await this.hypervisor.listSnapshots(this.uuid);
    // A machine that can't be seen keeps its last tree.
    if (listed.length > 0 || this.domain.state !== 'unknown') {
      this.#facts = await inSlices(withKnownFacts(this.#facts, listed));
    }
    return await this.#inTurn(() => this.#settle(this.#shownFacts()));
  }

  /** What is listed, without a snapshot that is being taken and has no document yet. */
  #shownFacts(): readonly SnapshotFacts[] {
    const name = this.#taking;
    if (name === null) return this.#facts;
    return this.#facts.filter(
      (facts) =>
        facts.name !== name ||
        [...this.#stored.values()].some((stored) => 'document' in stored && isSame(facts, stored.document)),
    );
  }

  /** Runs `work`, which takes a snapshot of that name: it is not shown before its document is written, or `work` failed. */
  async whileTaking<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#taking = name;
    try {
      return await work();
    } finally {
      this.#taking = null;
    }
  }

  async #settle(facts: readonly SnapshotFacts[]): Promise<Reconciled> {
    const { domain } = this;
    const seen: Seen = {
      facts,
      stored: this.#storedVersion,
      notes: this.#notes,
      domain: JSON.stringify(comparedOf(domain)),
    };
    if (this.#reconciled !== null && isUnchanged(this.#seen, seen)) {
      // The machine itself may have changed; the same value says that its tree has not.
      await this.#options.onReconciled(this);
      return this.#reconciled;
    }
    const evidence = {
      machineId: this.machineId,
      domain,
      facts,
      stored: [...this.#stored.values()],
      notes: this.#notes,
      keepsTree: this.hypervisor.keepsTree,
      before: this.#seen?.domain === seen.domain ? this.#reconciled : null,
    };
    const reconciled = await inSlices(reconciling(evidence));
    this.#reconciled = reconciled;
    this.#seen = { ...seen, notes: reconciled.notes };
    await this.#options.onReconciled(this);
    if (reconciled.notes !== this.#notes) await this.#writeNotes(reconciled.notes);
    // What is read of an image that another program writes may be torn: nothing is forgotten for it.
    if (domain.state !== 'unknown') for (const key of reconciled.forget) await this.#removeDocument(key);
    return reconciled;
  }

  /** The entry of a snapshot; throws HypervisorError when there is none. */
  entry(key: string): SnapshotEntry {
    const entry = this.entries.get(key);
    if (entry === undefined) {
      throw new HypervisorError('not-found', say('delete/not-there-of', { machine: this.domain.name }));
    }
    return entry;
  }

  /** The key of a snapshot's parent as shown, or null. */
  parentKey(key: string): string | null {
    return this.#reconciled?.parents.get(key) ?? null;
  }

  /** The key of the snapshot that the next start begins with, or null. */
  get activatedKey(): string | null {
    for (const { key, facts } of this.entries.values()) {
      if (facts !== null && this.hypervisor.isActivated(this.uuid, facts)) return key;
    }
    return null;
  }

  nameOf(key: string | null): string | null {
    if (key === null) return null;
    const entry = this.entries.get(key);
    return entry?.facts?.name ?? entry?.document?.name ?? null;
  }

  /**
   * Writes a document durably, whatever there was before, and changes the notes in the same time. Throws
   * DomainSnapshotError, system errors.
   */
  async writeDocument(key: string, document: DomainSnapshot, notes: NotesChange = {}): Promise<void> {
    await this.#inTurn(() => both(this.#writeDocument(key, document), this.#changeNotes(notes)));
  }

  /**
   * Changes a document durably, from what it is when its turn comes, and the notes in the same time; nothing happens
   * to a document that is not there. Throws DomainSnapshotError, system errors.
   */
  async updateDocument(
    key: string,
    change: (document: DomainSnapshot) => DomainSnapshot,
    notes: NotesChange = {},
  ): Promise<void> {
    await this.#inTurn(async () => {
      const stored = this.#stored.get(key);
      const isThere = stored !== undefined && 'document' in stored;
      const writing = isThere ? this.#writeDocument(key, change(stored.document)) : Promise.resolve();
      await both(writing, this.#changeNotes(notes));
    });
  }

  async removeDocument(key: string): Promise<void> {
    await this.#inTurn(() => this.#removeDocument(key));
  }

  /** Changes the notes durably. Throws system errors. */
  async remember(change: NotesChange): Promise<void> {
    await this.#inTurn(() => this.#changeNotes(change));
  }

  /** Makes a snapshot the one that the present state grew from. Throws system errors. */
  async setCurrent(key: string | null): Promise<void> {
    await this.remember(this.current(key));
  }

  /** The change of the notes that makes a snapshot the one that the present state grew from. */
  current(key: string | null): Partial<MachineNotes> {
    const place = this.hypervisor.keepsTree ? {} : { currentKey: key, currentSince: Date.now() };
    return { ...place, currentActivity: this.domain.activity };
  }

  /** Resolves when nothing is read or written any more of what was asked for so far. */
  async settled(): Promise<void> {
    await this.#reconciling;
    await this.#lastChange;
  }

  async #writeDocument(key: string, document: DomainSnapshot): Promise<void> {
    await this.#options.documents.write(this.place, key, document);
    this.#stored.set(key, { key, document });
    this.#storedVersion += 1;
  }

  async #removeDocument(key: string): Promise<void> {
    await this.#options.documents.remove(this.place, key);
    this.#stored.delete(key);
    this.#storedVersion += 1;
    this.#options.onPictureLeft();
  }

  async #changeNotes(change: NotesChange): Promise<void> {
    const changed = typeof change === 'function' ? change(this.#notes) : change;
    if (Object.keys(changed).length > 0) await this.#writeNotes({ ...this.#notes, ...changed });
  }

  async #writeNotes(notes: MachineNotes): Promise<void> {
    await this.#options.notesFiles.write(this.place, notes);
    this.#notes = notes;
  }

  /** One change of the store at a time, so that each begins with what the one before left. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#lastChange.then(change);
    // The next change does not care how this one ended; its caller hears of it.
    this.#lastChange = result.catch(() => undefined);
    return result;
  }
}

/** Waits for both also when one of them throws, which it then does too. */
async function both(first: Promise<void>, second: Promise<void>): Promise<void> {
  for (const ended of await Promise.allSettled([first, second])) {
    if (ended.status === 'rejected') throw ended.reason;
  }
}
