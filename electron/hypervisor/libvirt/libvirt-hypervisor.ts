import type { Connection } from '../../../shared/model/connection.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { PowerAction } from '../../../shared/model/machine.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import type { Environment } from '../../libvirt-rpc/daemon.ts';
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
import type { LibvirtMachine } from './libvirt-machine.ts';
import { type Connected, LibvirtLink } from './link.ts';
import { MachineList } from './machine-list.ts';
import { power } from './power.ts';
import { inWords } from './problem.ts';
import { activate, putAlready, restore } from './restore.ts';
import { screenshot } from './screenshot.ts';
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
  readonly #machines: MachineList;
  readonly #listeners = new Set<(uuid: string | null) => void>();
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
    this.#machines = new MachineList({ link: this.#link, onChange: (uuid) => this.#tell(uuid), onError });
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
    return this.#machines.all.map((machine) => machine.view(this.#link.link, host));
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
      if (uuid === null) await this.#machines.readAll(connected);
      else await this.#machines.readOne(connected, uuid);
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
    return await take(this.#machine(uuid), options, context);
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
    return { findings: await power(this.#machine(uuid), action, context) };
  }

  async close(): Promise<void> {
    await this.#lastSeen?.close();
    await this.#link.close();
    await this.#machines.close();
  }

  /** Takes up a new connection: everything may have changed since the last one. */
  async #resume(connected: Connected): Promise<void> {
    await this.#machines.follow(connected);
    this.#last = connected.host;
    this.#lastSeen?.forget();
    for (const machine of this.#machines.all) machine.snapshots.suspectAll();
  }

  /** What there is, for keeping it; null before the host was there for the first time. */
  #seenNow(): readonly (() => SeenNow)[] | null {
    const host = this.#last;
    if (host === null) return null;
    const { link } = this.#link;
    return this.#machines.all.map((machine) => () => ({
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
