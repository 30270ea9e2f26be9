import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../shared/contract/errors.ts';
import { machineId } from '../../shared/model/machine.ts';
import { splitSnapshotId } from '../../shared/model/snapshot.ts';
import type { Op } from '../../shared/model/world.ts';
import { say } from '../../shared/sentences/say.ts';
import type { Domain, Hypervisor } from '../hypervisor/hypervisor.ts';
import type { FormerNotes } from '../snapshots/former-notes.ts';
import { MachineBook } from '../snapshots/machine-book.ts';
import type { MachineNotesFiles } from '../snapshots/machine-notes.ts';
import type { Reconciled } from '../snapshots/reconcile.ts';
import type { SnapshotDocuments } from '../snapshots/snapshot-documents.ts';
import { Pace } from '../threads/pace.ts';
import { type LivePicture, machineView } from './machine-view.ts';
import { type OnRecovered, type Unfinished, UnfinishedJobs } from './unfinished-jobs.ts';
import { WorkQueue } from './work-queue.ts';
import type { World } from './world.ts';

/** Changes that come within this time are shown together, in ms. */
const GATHER_MS = 30;
/** Changes of a tree that are made together: 4 ms. */
const SHOWN_AT_ONCE = 1000;
/** Machines that are read and reconciled at the same time. */
const SYNCS_AT_ONCE = 4;

interface Connected {
  readonly hypervisor: Hypervisor;
  readonly stop: () => void;
}

interface KeeperOptions {
  readonly world: World;
  readonly documents: SnapshotDocuments;
  readonly notesFiles: MachineNotesFiles;
  readonly formerNotes: FormerNotes;
  readonly demoUuid: () => string | null;
  /** Called with each new tree that is shown. */
  readonly onTree: (book: MachineBook) => void;
  /** Called when a snapshot or a machine fewer may refer to a picture. */
  readonly onPictureLeft: () => void;
  readonly onError: (error: unknown) => void;
  /** Hears what was found out; resolves when it is on disk. */
  readonly onRecovered: OnRecovered;
}

/** Keeps the world true to the hypervisors and the store. */
export class Keeper {
  readonly #options: KeeperOptions;
  readonly #hypervisors = new Map<string, Connected>();
  readonly #books = new Map<string, MachineBook>();
  readonly #live = new Map<string, LivePicture>();
  readonly #screenReplacedAt = new Map<string, number>();
  /** The trees as last put into the world. */
  readonly #shown = new WeakMap<MachineBook, Reconciled>();
  readonly #due = new Map<string, NodeJS.Timeout>();
  #closed = false;
  readonly #unfinished: UnfinishedJobs;
  /** A few at a time: of a thousand machines the first are whole before the last are begun. */
  readonly #pace = new Pace(SYNCS_AT_ONCE);
  readonly #syncs = new WorkQueue<MachineBook>((book) => this.#syncFromStore(book), SYNCS_AT_ONCE);
  readonly #settled = Promise.withResolvers<void>();

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#unfinished = new UnfinishedJobs(options.onRecovered);
  }

  /** Remembers what must be looked into once the machine can be seen. */
  addUnfinished(machine: string, unfinished: Unfinished): void {
    this.#unfinished.add(machine, unfinished);
    const book = this.#books.get(machine);
    if (book !== undefined) this.#schedule(book.hypervisor, book.uuid);
  }

  add(hypervisor: Hypervisor): void {
    const stop = hypervisor.onChange((uuid) => this.#schedule(hypervisor, uuid));
    this.#hypervisors.set(hypervisor.connectionId, { hypervisor, stop });
    this.#schedule(hypervisor, null);
    // Who asks right after the start sees the connection and every machine of it that is known already.
    this.#showList(hypervisor);
  }

  /** Stops showing a connection and its machines. */
  remove(connectionId: string): void {
    this.#hypervisors.get(connectionId)?.stop();
    this.#hypervisors.delete(connectionId);
    const ops: Op[] = [{ op: 'drop', kind: 'connection', id: connectionId }];
    for (const machine of this.#options.world.machines.values()) {
      if (machine.connectionId === connectionId) ops.push(...this.#dropMachine(machine.id));
    }
    this.#options.world.apply(ops);
  }

  get hypervisors(): readonly Hypervisor[] {
    return [...this.#hypervisors.values()].map((each) => each.hypervisor);
  }

  hypervisor(connectionId: string): Hypervisor {
    const found = this.#hypervisors.get(connectionId);
    if (found === undefined) throw new AppError('not_found', say('list/connection-gone'));
    return found.hypervisor;
  }

  /** The book of a machine of the world; throws AppError when there is no such machine. */
  book(id: string): MachineBook {
    const book = this.#books.get(id);
    if (book === undefined) throw new AppError('not_found', say('machine/not-listed'));
    return book;
  }

  /** The book and the key of a snapshot of the world; throws AppError when there is no such snapshot. */
  snapshot(id: string): { readonly book: MachineBook; readonly key: string; readonly name: string } {
    const { machineId: machine, key } = splitSnapshotId(id);
    const shown = this.#options.world.snapshots.get(id);
    if (shown === undefined) throw new AppError('not_found', say('delete/not-there'));
    return { book: this.book(machine), key, name: shown.name };
  }

  get books(): readonly MachineBook[] {
    return [...this.#books.values()];
  }

  livePicture(id: string): LivePicture | null {
    return this.#live.get(id) ?? null;
  }

  /** Shows a picture of the machine's screen as it is now. */
  setLivePicture(id: string, picture: LivePicture | null): void {
    if (picture === null) this.#live.delete(id);
    else this.#live.set(id, picture);
    this.#show(this.book(id)).catch(this.#options.onError);
  }

  /** When the machine's screen last became another at one stroke, ms since the epoch; 0 for not in this run. */
  screenReplacedAt(id: string): number {
    return this.#screenReplacedAt.get(id) ?? 0;
  }

  /** Says that no picture of the machine's screen from before now is of what is to be seen. */
  screenReplaced(id: string): void {
    this.#screenReplacedAt.set(id, Date.now());
  }

  /** Reads a machine, or all, again and shows what changed. */
  async refresh(id: string | null): Promise<void> {
    if (id !== null) {
      const book = this.book(id);
      await book.hypervisor.refresh(book.uuid);
      await this.sync(book);
      return;
    }
    await Promise.all(this.hypervisors.map((hypervisor) => hypervisor.refresh(null)));
  }

  /** Reads a machine again in a moment, and shows what changed. */
  refreshSoon(book: MachineBook): void {
    const key = `refresh ${book.machineId}`;
    if (this.#due.has(key) || this.#closed) return;
    const timer = setTimeout(() => {
      this.#due.delete(key);
      if (this.#books.get(book.machineId) === book) {
        this.refresh(book.machineId).catch(this.#options.onError);
      }
    }, GATHER_MS);
    this.#due.set(key, timer);
  }

  /** Shows a machine that was just added; resolves when its tree is in the world. */
  async settle(hypervisor: Hypervisor, uuid: string): Promise<void> {
    const book = this.#bookOf(hypervisor, uuid);
    await book.load();
    await this.sync(book);
  }

  /** Reconciles a machine and shows it. */
  async sync(book: MachineBook): Promise<void> {
    // What can't be finished now is no reason to hide what is there.
    await this.recover(book).catch(this.#options.onError);
    await book.reconcile();
  }

  /** Looks how far cut off jobs of a machine came, if there are any and it can be seen. Throws as `recover` does. */
  recover(book: MachineBook): Promise<void> {
    return this.#unfinished.recover(book);
  }

  /** Resolves once every machine that was found so far has been shown as it is. */
  get settledOnce(): Promise<void> {
    return this.#settled.promise;
  }

  /** Stops looking; resolves when nothing is read or written any more. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#due.values()) clearTimeout(timer);
    for (const { stop } of this.#hypervisors.values()) stop();
    await this.#syncs.close();
    await Promise.all(this.books.map((book) => book.settled()));
  }

  #schedule(hypervisor: Hypervisor, uuid: string | null): void {
    const key = `${hypervisor.connectionId} ${uuid ?? ''}`;
    if (this.#due.has(key) || this.#closed) return;
    const timer = setTimeout(() => {
      this.#due.delete(key);
      // It may have been removed meanwhile.
      if (this.#hypervisors.get(hypervisor.connectionId)?.hypervisor !== hypervisor) this.#checkSettled();
      else if (uuid === null) this.#showList(hypervisor);
      else this.#showMachine(hypervisor, uuid);
    }, GATHER_MS);
    this.#due.set(key, timer);
  }

  /** The list is whole at once; trees and notes follow. */
  #showList(hypervisor: Hypervisor): void {
    const { world } = this.#options;
    const ops: Op[] = [{ op: 'put', kind: 'connection', value: hypervisor.connection() }];
    const present = new Set<string>();
    for (const domain of hypervisor.domains()) {
      const book = this.#bookOf(hypervisor, domain.uuid);
      present.add(book.machineId);
      if (!world.machines.has(book.machineId)) ops.push(this.#machineOp(book, domain));
      this.#syncs.add(book);
    }
    for (const { id, connectionId } of world.machines.values()) {
      if (connectionId === hypervisor.connectionId && !present.has(id)) ops.push(...this.#dropMachine(id));
    }
    world.apply(ops);
    this.#checkSettled();
  }

  #showMachine(hypervisor: Hypervisor, uuid: string): void {
    const { world } = this.#options;
    const id = machineId(hypervisor.connectionId, uuid);
    const domain = hypervisor.domain(uuid);
    if (domain === null) {
      if (world.machines.has(id)) world.apply(this.#dropMachine(id));
      return;
    }
    const book = this.#bookOf(hypervisor, uuid);
    world.apply([this.#machineOp(book, domain)]);
    this.#syncs.add(book);
  }

  /** One machine that can't be read or listed must not hide the others. */
  async #syncFromStore(book: MachineBook): Promise<void> {
    try {
      await this.#pace.turn();
      if (this.#closed || this.#books.get(book.machineId) !== book) return;
      await book.load();
      await this.sync(book);
    } catch (error) {
      this.#options.onError(error);
    }
    setImmediate(() => this.#checkSettled());
  }

  #checkSettled(): void {
    if (this.#syncs.isIdle && this.#due.size === 0) this.#settled.resolve();
  }

  #bookOf(hypervisor: Hypervisor, uuid: string): MachineBook {
    const id = machineId(hypervisor.connectionId, uuid);
    const known = this.#books.get(id);
    if (known !== undefined) return known;
    const book = new MachineBook({
      hypervisor,
      uuid,
      documents: this.#options.documents,
      notesFiles: this.#options.notesFiles,
      formerNotes: this.#options.formerNotes,
      onReconciled: (each) => this.#show(each),
      onPictureLeft: this.#options.onPictureLeft,
      onError: this.#options.onError,
    });
    this.#books.set(id, book);
    return book;
  }

  async #show(book: MachineBook): Promise<void> {
    const domain = book.hypervisor.domain(book.uuid);
    if (domain === null || this.#books.get(book.machineId) !== book) return;
    const ops: Op[] = [this.#machineOp(book, domain)];
    const tree = book.reconciled;
    // The same tree is shown already, unless the machine was dropped meanwhile.
    if (tree !== null && this.#shown.get(book) !== tree) {
      this.#shown.set(book, tree);
      this.#options.onTree(book);
      for (const op of treeOps(tree, this.#options.world.snapshotsOf(book.machineId))) ops.push(op);
    }
    await this.#apply(book, ops);
  }

  /** All at once, but for a tree so large that it would keep others waiting. */
  async #apply(book: MachineBook, ops: readonly Op[]): Promise<void> {
    for (let from = 0; from < ops.length; from += SHOWN_AT_ONCE) {
      if (from > 0) await nextTurn();
      if (this.#books.get(book.machineId) !== book) return;
      this.#options.world.apply(ops.slice(from, from + SHOWN_AT_ONCE));
    }
  }

  #machineOp(book: MachineBook, domain: Domain): Op {
    const live = this.#live.get(book.machineId) ?? null;
    const value = machineView(book.hypervisor, domain, book, live, this.#options.demoUuid());
    return { op: 'put', kind: 'machine', value };
  }

  #dropMachine(id: string): readonly Op[] {
    this.#books.delete(id);
    this.#live.delete(id);
    this.#options.onPictureLeft();
    return [
      ...[...this.#options.world.snapshotsOf(id).keys()].map(
        (each): Op => ({ op: 'drop', kind: 'snapshot', id: each }),
      ),
      { op: 'drop', kind: 'machine', id },
    ];
  }
}

/** What puts a tree in the place of the snapshots that are shown. */
function* treeOps({ snapshots }: Reconciled, shown: ReadonlyMap<string, unknown>): Generator<Op, void> {
  const present = new Set<string>();
  for (const value of snapshots) {
    present.add(value.id);
    yield { op: 'put', kind: 'snapshot', value };
  }
  for (const id of shown.keys()) if (!present.has(id)) yield { op: 'drop', kind: 'snapshot', id };
}
