import type { Connection } from '../../../shared/model/connection.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { PowerAction } from '../../../shared/model/machine.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import { ConnectionFailure } from '../../libvirt-rpc/connection-failure.ts';
import type { Environment } from '../../libvirt-rpc/daemon.ts';
import { LibvirtError } from '../../libvirt-rpc/errors.ts';
import type { ReceivedEvent } from '../../libvirt-rpc/events.ts';
import {
  type Domain,
  type Hypervisor,
  HypervisorError,
  type Operation,
  type OperationContext,
  type OperationResult,
  type RawScreenshot,
  type RememberedSnapshot,
  type RestoreOutcome,
  type SnapshotFacts,
  type TakeOptions,
} from '../hypervisor.ts';
import { checkOperation, roomForTake } from './check.ts';
import { deleteSnapshot } from './delete.ts';
import { describe } from './describe.ts';
import { LastSeen, type SeenNow } from './last-seen.ts';
import { LibvirtMachine } from './libvirt-machine.ts';
import { type Connected, LibvirtLink } from './link.ts';
import { readMachine } from './machine-reading.ts';
import { power } from './power.ts';
import { inWords } from './problem.ts';
import { activate, putAlready, restore } from './restore.ts';
import { screenshot } from './screenshot.ts';
import { SnapshotParser } from './snapshot-parser.ts';
import { take } from './take.ts';

interface LibvirtHypervisorOptions {
  readonly connectionId: string;
  /** As virsh takes it, or an alias of libvirt.conf. */
  readonly uri: string;
  readonly title: Sentence;
  /** Where screenshots go until they are encoded; private. */
  readonly screenFolder: string;
  /** Where machines and trees are kept for the time when the host is not there; null where they are not. */
  readonly seenFolder: string | null;
  readonly environment: Environment;
  readonly onError: (error: unknown) => void;
}

/** The machines of one libvirt, reached by its own protocol. */
export class LibvirtHypervisor implements Hypervisor {
  readonly connectionId: string;
  readonly keepsTree: boolean = true;
  readonly #options: LibvirtHypervisorOptions;
  readonly #link: LibvirtLink;
  readonly #parser = new SnapshotParser();
  readonly #machines = new Map<string, LibvirtMachine>();
  readonly #listeners = new Set<(uuid: string | null) => void>();
  /** The connection that events come from. */
  #source: Connected | null = null;
  /** Machines that are being looked at because of an event; true where another came meanwhile. */
  readonly #looking = new Map<string, boolean>();
  /** The last host that was connected; the machines are shown as of it while there is no connection. */
  #last: Connected['host'] | null = null;
  /** What is shown before there was a connection. */
  readonly #lastSeen: LastSeen | null;

  constructor(options: LibvirtHypervisorOptions) {
    this.connectionId = options.connectionId;
    this.#options = options;
    this.#link = new LibvirtLink({
      uri: options.uri,
      environment: options.environment,
      onConnect: (connected) => this.#resume(connected),
      onChange: () => {
        if (this.#link.link.status === 'lost') this.#lastSeen?.keep(true);
        this.#tell(null);
      },
      onError: options.onError,
    });
    const { seenFolder: folder, onError } = options;
    this.#lastSeen = folder === null ? null : new LastSeen({ folder, now: () => this.#seenNow(), onError });
  }

  /** Connects; resolves with the first try, however it ends. Lost connections are made again by themselves. */
  async open(): Promise<void> {
    await this.#lastSeen?.recall();
    this.#tell(null);
    await this.#link.retry();
  }

  connection(): Connection {
    const { uri, title } = this.#options;
    return {
      id: this.connectionId,
      kind: 'libvirt',
      title: title.text,
      said: { code: title.code, values: title.values },
      uri,
      link: this.#link.link,
    };
  }

  domains(): readonly Domain[] {
    const host = this.#last;
    if (host === null) return this.#lastSeen?.domains(this.#link.link) ?? [];
    return [...this.#machines.values()].map((machine) => machine.view(this.#link.link, host));
  }

  domain(uuid: string): Domain | null {
    const host = this.#last;
    if (host === null) return this.#lastSeen?.domain(uuid, this.#link.link) ?? null;
    return this.#machines.get(uuid)?.view(this.#link.link, host) ?? null;
  }

  onChange(listener: (uuid: string | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async refresh(uuid: string | null): Promise<void> {
    const { connected } = this.#link;
    // What is wrong with the connection is told by its link.
    if (connected === null) return;
    await inWords(say('tried/look'), async () => {
      if (uuid === null) await this.#readAll(connected);
      else await this.#readOne(connected, uuid);
    });
    this.#tell(uuid);
  }

  retry(): void {
    this.#link.retry().catch(this.#options.onError);
  }

  async listSnapshotNames(uuid: string): Promise<readonly string[]> {
    const machine = this.#machine(uuid);
    return await inWords(say('tried/list', { machine: machine.name }), () =>
      this.#link.open.client.snapshots.listNames(machine.domain),
    );
  }

  async listSnapshots(uuid: string): Promise<readonly SnapshotFacts[]> {
    if (this.#last === null) return (await this.#lastSeen?.tree(uuid)) ?? [];
    const machine = this.#machine(uuid);
    const listed = await inWords(say('tried/list', { machine: machine.name }), () => machine.listOrLast());
    if (listed === null) return (await this.#lastSeen?.tree(uuid)) ?? [];
    this.#lastSeen?.keepSoon();
    return listed;
  }

  async lookupSnapshot(uuid: string, name: string): Promise<SnapshotFacts | null> {
    return (await this.listSnapshots(uuid)).find((each) => each.name === name) ?? null;
  }

  async check(uuid: string, operation: Operation): Promise<readonly Finding[]> {
    const machine = this.#machine(uuid);
    return await inWords(say('tried/look-at', { machine: machine.name }), async () => {
      const connected = this.#link.open;
      await machine.refresh(connected);
      return await checkOperation(machine, connected, operation);
    });
  }

  async takeRoom(uuid: string, options: TakeOptions): ReturnType<Hypervisor['takeRoom']> {
    return await roomForTake(this.#machine(uuid), this.#link.open, options);
  }

  async takeSnapshot(
    uuid: string,
    options: TakeOptions,
    context: OperationContext,
  ): ReturnType<Hypervisor['takeSnapshot']> {
    return { snapshot: await take(this.#machine(uuid), options, context), findings: [] };
  }

  async restoreSnapshot(
    uuid: string,
    snapshot: SnapshotFacts,
    options: Parameters<Hypervisor['restoreSnapshot']>[2],
    context: OperationContext,
  ): Promise<OperationResult> {
    return { findings: await restore(this.#machine(uuid), snapshot, options, context) };
  }

  async activateSnapshot(
    uuid: string,
    snapshot: SnapshotFacts,
    _remembered: RememberedSnapshot | null,
    context: OperationContext,
  ): Promise<OperationResult> {
    return { findings: await activate(this.#machine(uuid), snapshot, context) };
  }

  async deactivate(uuid: string): Promise<void> {
    throw putAlready(this.#machine(uuid).name);
  }

  async deleteSnapshot(
    uuid: string,
    snapshot: SnapshotFacts,
    context: OperationContext,
  ): Promise<OperationResult> {
    return { findings: await deleteSnapshot(this.#machine(uuid), snapshot, context) };
  }

  async describeSnapshot(uuid: string, snapshot: SnapshotFacts, description: string): Promise<void> {
    await describe(this.#machine(uuid), snapshot, description);
  }

  async snapshotXml(uuid: string, name: string): Promise<string> {
    const { domain } = this.#machine(uuid);
    return await inWords(say('tried/document', { name }), () =>
      this.#link.open.client.snapshots.xml({ name, domain }),
    );
  }

  async domainXml(uuid: string): Promise<string> {
    const machine = this.#machine(uuid);
    return await inWords(say('tried/definition', { machine: machine.name }), () =>
      this.#link.open.client.domains.xml(machine.domain),
    );
  }

  /** The current snapshot, which libvirt keeps, tells it. */
  restoreOutcome(): RestoreOutcome {
    return 'unknown';
  }

  isActivated(uuid: string, { name }: SnapshotFacts): boolean {
    return this.#machines.get(uuid)?.activated === name;
  }

  async takeScreenshot(uuid: string, { head }: { readonly head: number }): Promise<RawScreenshot> {
    return await screenshot(this.#machine(uuid), this.#options.screenFolder, head);
  }

  async power(uuid: string, action: PowerAction, context: OperationContext): Promise<OperationResult> {
    await power(this.#machine(uuid), action, context);
    return { findings: [] };
  }

  async close(): Promise<void> {
    await this.#lastSeen?.close();
    await this.#link.close();
    await this.#parser.close();
  }

  /** Takes up a new connection: everything may have changed since the last one. */
  async #resume(connected: Connected): Promise<void> {
    this.#source = connected;
    await connected.client.events.listen((event) => this.#hear(event));
    await this.#readAll(connected);
    this.#last = connected.host;
    this.#lastSeen?.forget();
    for (const machine of this.#machines.values()) machine.snapshots.suspectAll();
  }

  async #readAll(connected: Connected): Promise<void> {
    const domains = await connected.client.domains.list();
    const present = new Set(domains.map((domain) => domain.uuid));
    for (const uuid of this.#machines.keys()) if (!present.has(uuid)) this.#machines.delete(uuid);
    await Promise.all(
      domains.map(async (domain) => {
        try {
          await this.#readOne(connected, domain.uuid, domain);
          this.#tell(domain.uuid);
        } catch (error) {
          // One machine that can't be read must not hide the others.
          if (!(error instanceof LibvirtError)) throw error;
          this.#options.onError(error);
        }
      }),
    );
  }

  async #readOne(
    connected: Connected,
    uuid: string,
    domain = this.#machines.get(uuid)?.domain,
  ): Promise<void> {
    const known = this.#machines.get(uuid);
    if (known !== undefined) {
      if (!(await known.refresh(connected, domain))) this.#machines.delete(uuid);
      return;
    }
    if (domain === undefined) return;
    const reading = await readMachine(connected, domain, null, false);
    // Another event may have been quicker.
    if (reading === null || this.#machines.has(uuid)) return;
    const machine = new LibvirtMachine({
      reading,
      link: this.#link,
      parser: this.#parser,
      onChange: () => this.#tell(uuid),
    });
    this.#machines.set(uuid, machine);
    machine.measure(connected.client);
  }

  /** libvirt has no events of snapshots; those of machines are a reason to look. */
  #hear(event: ReceivedEvent): void {
    const source = this.#source;
    if (source === null) return;
    if (event.kind === 'unreadable') {
      this.#afterwards(null, this.#readAll(source));
      return;
    }
    const { domain } = event;
    if (event.kind === 'lifecycle' && (event.change === 'resumed' || event.change === 'started')) {
      this.#machines.get(domain.uuid)?.ran();
    }
    this.#afterwards(domain.uuid, this.#look(source, domain));
  }

  /** Reads a machine again; events that come meanwhile are answered by one more reading. */
  async #look(source: Connected, domain: LibvirtMachine['domain']): Promise<void> {
    const { uuid } = domain;
    if (this.#looking.has(uuid)) {
      this.#looking.set(uuid, true);
      return;
    }
    try {
      do {
        this.#looking.set(uuid, false);
        await this.#readOne(source, uuid, domain);
      } while (this.#looking.get(uuid) === true);
    } finally {
      this.#looking.delete(uuid);
    }
  }

  #afterwards(uuid: string | null, looking: Promise<void>): void {
    looking.then(
      () => this.#tell(uuid),
      (error: unknown) => {
        // A connection that just ended is told by its link.
        if (!(error instanceof ConnectionFailure)) this.#options.onError(error);
      },
    );
  }

  /** What there is, for keeping it; null before the host was there for the first time. */
  #seenNow(): readonly (() => SeenNow)[] | null {
    const host = this.#last;
    if (host === null) return null;
    const { link } = this.#link;
    return [...this.#machines.values()].map((machine) => () => ({
      domain: machine.view(link, host),
      facts: machine.lastListed,
    }));
  }

  #machine(uuid: string): LibvirtMachine {
    const machine = this.#machines.get(uuid);
    // What is only remembered can't be worked with.
    if (machine === undefined && this.#last === null) throw this.#link.unreachable();
    if (machine === undefined) throw new HypervisorError('not-found', say('libvirt/no-machine'));
    return machine;
  }

  #tell(uuid: string | null): void {
    this.#lastSeen?.keepSoon();
    for (const listener of this.#listeners) listener(uuid);
  }
}
