import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../shared/contract/errors.ts';
import { reasonOfLoss } from '../../shared/model/connection.ts';
import { machineId } from '../../shared/model/machine.ts';
import { say } from '../../shared/sentences/say.ts';
import { asIs, type Sentence } from '../../shared/sentences/sentence.ts';
import { removeDurably } from '../files/durable-file.ts';
import { LastSeenFiles } from '../hypervisor/libvirt/last-seen-files.ts';
import { LibvirtHypervisor } from '../hypervisor/libvirt/libvirt-hypervisor.ts';
import { ConnectionFailure } from '../libvirt-rpc/connection-failure.ts';
import { parseConnectionUri } from '../libvirt-rpc/uri.ts';
import { ConnectionsFile } from './connections-file.ts';
import type { Keeper } from './keeper.ts';

interface ConnectionsOptions {
  /** The store's folder. */
  readonly home: string;
  readonly keeper: Keeper;
  readonly screenFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly onError: (error: unknown) => void;
}

/** The libvirt connections that the user added: kept over restarts, and opened without being waited for. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #file: ConnectionsFile;
  readonly #hypervisors = new Map<string, LibvirtHypervisor>();
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#file = new ConnectionsFile(options.home);
  }

  /** Begins to open all that are kept; resolves when they are in the list. */
  async open(): Promise<void> {
    for (const uri of await this.#file.read(this.#options.onError)) {
      this.#start(uri).catch(this.#options.onError);
    }
  }

  /**
   * Adds a URI, or finds it known, and resolves when its machines are there. One that can't be opened is not kept.
   * Throws AppError with the reason.
   */
  async add(uri: string): Promise<{ readonly connectionId: string; readonly machineIds: readonly string[] }> {
    checkUri(uri);
    const id = connectionIdOf(uri);
    const known = this.#hypervisors.get(uri);
    if (known === undefined) await this.#start(uri);
    else known.retry();
    const hypervisor = this.#hypervisors.get(uri);
    if (hypervisor === undefined) throw new AppError('not_found', say('list/connection-removed'));
    const { link } = hypervisor.connection();
    if (link.status === 'lost' && known === undefined) {
      await this.#drop(uri);
      throw new AppError('unavailable', reasonOfLoss(link), { reason: link.code });
    }
    if (known === undefined) await this.#keep((uris) => [...uris.filter((each) => each !== uri), uri]);
    const domains = hypervisor.domains();
    await Promise.all(domains.map(({ uuid }) => this.#options.keeper.settle(hypervisor, uuid)));
    return { connectionId: id, machineIds: domains.map(({ uuid }) => machineId(id, uuid)) };
  }

  /** Forgets a connection; its machines and their snapshots stay where they are. Throws AppError when it is none of ours. */
  async remove(connectionId: string): Promise<void> {
    const uri = [...this.#hypervisors.keys()].find((each) => connectionIdOf(each) === connectionId);
    if (uri === undefined) throw new AppError('not_found', say('list/connection-gone'));
    await this.#keep((uris) => uris.filter((each) => each !== uri));
    await this.#drop(uri);
  }

  async #start(uri: string): Promise<void> {
    const { keeper, screenFolder, environment, onError } = this.#options;
    const hypervisor = new LibvirtHypervisor({
      connectionId: connectionIdOf(uri),
      uri,
      title: titleOf(uri),
      screenFolder,
      seenFolder: this.#seenFolder(connectionIdOf(uri)),
      environment,
      onError,
    });
    this.#hypervisors.set(uri, hypervisor);
    keeper.add(hypervisor);
    await hypervisor.open();
  }

  async #drop(uri: string): Promise<void> {
    const hypervisor = this.#hypervisors.get(uri);
    this.#hypervisors.delete(uri);
    if (hypervisor === undefined) return;
    const { connectionId } = hypervisor;
    this.#options.keeper.remove(connectionId);
    await hypervisor.close();
    await removeDurably(this.#seenFolder(connectionId));
  }

  /**
   * The UUIDs of the machines that each connection had when it was last there; null for one that has not been there
   * yet, or of which they can't be read.
   */
  async lastSeen(): Promise<ReadonlyMap<string, ReadonlySet<string> | null>> {
    const seen = new Map<string, ReadonlySet<string> | null>();
    for (const uri of this.#hypervisors.keys()) {
      const id = connectionIdOf(uri);
      const machines = await new LastSeenFiles(this.#seenFolder(id)).readMachines().catch(() => null);
      seen.set(id, machines === null ? null : new Set(machines.map(({ uuid }) => uuid)));
    }
    return seen;
  }

  #seenFolder(connectionId: string): string {
    return join(this.#options.home, 'hosts', connectionId, 'seen');
  }

  async #keep(change: (uris: readonly string[]) => readonly string[]): Promise<void> {
    const kept = this.#lastChange.then(async () => {
      await this.#file.write(change(await this.#file.read(this.#options.onError)));
    });
    // The next change does not care how this one ended; its caller hears of it.
    this.#lastChange = kept.catch(() => undefined);
    await kept;
  }
}

/** The same for the same URI, so that what is remembered of its machines is found again. */
function connectionIdOf(uri: string): string {
  return `libvirt-${createHash('sha256').update(uri).digest('hex').slice(0, 12)}`;
}

function checkUri(uri: string): void {
  try {
    parseConnectionUri(uri);
  } catch (error) {
    if (!(error instanceof ConnectionFailure)) throw error;
    throw new AppError('invalid_input', say('link/with-remedy', { why: error.said, remedy: error.remedy }));
  }
}

/** What a connection is called in the list of machines. */
export function titleOf(uri: string): Sentence {
  const { driver, host, user, path } = parseConnectionUri(uri);
  if (driver === 'test') return say('title/test');
  const isOwn = path === '/session';
  if (host === null) return say(isOwn ? 'title/local-own' : 'title/local');
  const there = `${user === null ? '' : `${user}@`}${host}`;
  return isOwn ? say('title/host-own', { host: there }) : asIs(there);
}
