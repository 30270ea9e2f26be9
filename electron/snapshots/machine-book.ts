import type { DomainSnapshot } from '../../shared/domainsnapshot.ts';
import { machineId } from '../../shared/model/machine.ts';
import type { Domain, Hypervisor, SnapshotFacts } from '../hypervisor/hypervisor.ts';
import { HypervisorError } from '../hypervisor/hypervisor.ts';
import { BLANK_NOTES, type MachineNotes, type MachineNotesFiles } from './machine-notes.ts';
import { type Reconciled, reconcile, type SnapshotEntry } from './reconcile.ts';
import type { SnapshotDocuments, StoredSnapshot } from './snapshot-documents.ts';

interface MachineBookOptions {
  readonly hypervisor: Hypervisor;
  readonly uuid: string;
  readonly documents: SnapshotDocuments;
  readonly notesFiles: MachineNotesFiles;
  readonly onReconciled: (book: MachineBook, reconciled: Reconciled) => void;
  readonly onError: (error: unknown) => void;
}

/** One machine's snapshots: what the hypervisor lists and what the store remembers, kept together. */
export class MachineBook {
  readonly hypervisor: Hypervisor;
  readonly uuid: string;
  readonly machineId: string;
  readonly #options: MachineBookOptions;
  readonly #stored = new Map<string, StoredSnapshot>();
  #notes: MachineNotes = BLANK_NOTES;
  #facts: readonly SnapshotFacts[] = [];
  #reconciled: Reconciled | null = null;
  #loading: Promise<void> | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: MachineBookOptions) {
    this.#options = options;
    this.hypervisor = options.hypervisor;
    this.uuid = options.uuid;
    this.machineId = machineId(options.hypervisor.connectionId, options.uuid);
  }

  get notes(): MachineNotes {
    return this.#notes;
  }

  /** The machine now; throws HypervisorError when it was taken off the list. */
  get domain(): Domain {
    const domain = this.hypervisor.domains().find((each) => each.uuid === this.uuid);
    if (domain === undefined)
      throw new HypervisorError('not-found', 'This machine is not in the list any more.');
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

  /** Sha256 of every picture that the store refers to. */
  pictures(): readonly string[] {
    const pictures = [...this.#stored.values()].flatMap((stored) =>
      'document' in stored ? (stored.document.notes?.screenshot?.sha256 ?? []) : [],
    );
    return this.#notes.picture === null ? pictures : [...pictures, this.#notes.picture.sha256];
  }

  /** Reads the store, once. */
  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async #load(): Promise<void> {
    this.#notes = await this.#options.notesFiles.read(this.uuid, this.#options.onError);
    for (const stored of await this.#options.documents.readAll(this.uuid))
      this.#stored.set(stored.key, stored);
  }

  /** Brings list and store together and shows the result. One at a time; throws what the hypervisor throws. */
  reconcile(): Promise<Reconciled> {
    const turn = this.#turn.then(() => this.#reconcile());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #reconcile(): Promise<Reconciled> {
    await this.load();
    const listed = await this.hypervisor.listSnapshots(this.uuid);
    // A machine that can't be seen keeps its last tree.
    if (listed.length > 0 || this.domain.state !== 'unknown') this.#facts = listed;
    return await this.#settle(this.#facts);
  }

  async #settle(facts: readonly SnapshotFacts[]): Promise<Reconciled> {
    const reconciled = reconcile({
      machineId: this.machineId,
      domain: this.domain,
      facts,
      stored: [...this.#stored.values()],
      notes: this.#notes,
      keepsTree: this.hypervisor.keepsTree,
    });
    if (reconciled.notes !== this.#notes) await this.#writeNotes(reconciled.notes);
    for (const key of reconciled.forget) await this.#removeDocument(key);
    this.#reconciled = reconciled;
    this.#options.onReconciled(this, reconciled);
    return reconciled;
  }

  /** The entry of a snapshot; throws HypervisorError when there is none. */
  entry(key: string): SnapshotEntry {
    const entry = this.entries.get(key);
    if (entry === undefined) {
      throw new HypervisorError('not-found', `This snapshot of ${this.domain.name} is not there any more.`);
    }
    return entry;
  }

  /** The key of a snapshot's parent as shown, or null. */
  parentKey(key: string): string | null {
    const shown = this.#reconciled?.snapshots.find((each) => each.id.endsWith(`/${key}`));
    return shown?.parentId == null ? null : shown.parentId.slice(shown.parentId.lastIndexOf('/') + 1);
  }

  nameOf(key: string | null): string | null {
    if (key === null) return null;
    const entry = this.entries.get(key);
    return entry?.facts?.name ?? entry?.document?.name ?? null;
  }

  /** Writes a document durably. */
  async writeDocument(key: string, document: DomainSnapshot): Promise<void> {
    await this.#options.documents.write(this.uuid, key, document);
    this.#stored.set(key, { key, document });
  }

  async removeDocument(key: string): Promise<void> {
    await this.#removeDocument(key);
  }

  async #removeDocument(key: string): Promise<void> {
    await this.#options.documents.remove(this.uuid, key);
    this.#stored.delete(key);
  }

  /** Changes the notes durably. */
  async remember(change: Partial<MachineNotes>): Promise<void> {
    await this.#writeNotes({ ...this.#notes, ...change });
  }

  async #writeNotes(notes: MachineNotes): Promise<void> {
    await this.#options.notesFiles.write(this.uuid, notes);
    this.#notes = notes;
  }

  /** Makes a snapshot the one that the present state grew from. */
  async setCurrent(key: string | null): Promise<void> {
    if (this.hypervisor.keepsTree) {
      await this.remember({ currentActivity: this.domain.activity });
      return;
    }
    await this.remember({
      currentKey: key,
      currentSince: Date.now(),
      currentActivity: this.domain.activity,
    });
  }
}
