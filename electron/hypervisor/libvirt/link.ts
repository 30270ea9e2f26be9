import { type Link, lostLink, reasonOfLoss } from '../../../shared/model/connection.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import type { LibvirtClient } from '../../libvirt-rpc/client.ts';
import { ConnectionFailure, type ConnectionFailureCode } from '../../libvirt-rpc/connection-failure.ts';
import type { Environment } from '../../libvirt-rpc/daemon.ts';
import { LibvirtError } from '../../libvirt-rpc/errors.ts';
import { openLibvirt } from '../../libvirt-rpc/open.ts';
import { parseConnectionUri } from '../../libvirt-rpc/uri.ts';
import { HypervisorError } from '../hypervisor.ts';
import { type Host, readHost } from './host.ts';

/** How long is waited before each further try, in ms; the last one again and again. */
const BACK_OFF_MS: readonly number[] = [500, 1000, 2000, 5000, 10_000, 30_000, 60_000];

/** Where only a person can help, trying again by itself would at best ask for passwords in vain. */
const NEEDS_A_PERSON: ReadonlySet<ConnectionFailureCode> = new Set<ConnectionFailureCode>([
  'authentication',
  'host-key-unknown',
  'host-key-changed',
  'uri',
  'unsupported',
  'ssh-missing',
  'stray-output',
  'helper-missing',
]);

/** What there is while the connection is there. */
export interface Connected {
  readonly client: LibvirtClient;
  readonly host: Host;
}

interface LinkOptions {
  readonly uri: string;
  readonly environment: Environment;
  /** Called with each new connection before it counts as connected; when it throws, there is none. */
  readonly onConnect: (connected: Connected) => Promise<void>;
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * The connection to one libvirt, made again whenever it is lost: by itself with growing pauses, and at once by
 * `retry`. Long operations go over a connection of their own, so that they hold nothing else up.
 */
export class LibvirtLink {
  readonly #options: LinkOptions;
  readonly #closing = new AbortController();
  #link: Link = { status: 'connecting' };
  #connected: Connected | null = null;
  #forJobs: Promise<LibvirtClient> | null = null;
  #connecting: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #failures = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get link(): Link {
    return this.#link;
  }

  get connected(): Connected | null {
    return this.#connected;
  }

  /** The open connection; throws HypervisorError with the reason when there is none. */
  get open(): Connected {
    if (this.#connected !== null) return this.#connected;
    throw this.unreachable();
  }

  /** The error of what needs a connection while there is none. */
  unreachable(): HypervisorError {
    return new HypervisorError(
      'unreachable',
      this.#link.status === 'lost' ? reasonOfLoss(this.#link) : say('libvirt/connecting'),
    );
  }

  /** Connects now, when it is not connected; resolves with the try, however it ends. A person may be asked for a password. */
  async retry(): Promise<void> {
    if (this.#connected !== null || this.#closing.signal.aborted) return;
    this.#failures = 0;
    await this.#try(true);
  }

  /** The connection for what takes long. Throws ConnectionFailure when there is none. */
  async forJobs(): Promise<LibvirtClient> {
    const { client } = this.open;
    this.#forJobs ??= this.#openForJobs(client);
    return await this.#forJobs;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    const jobs = await this.#forJobs?.catch(() => null);
    await Promise.all([jobs?.close(), this.#connected?.client.close()]);
    await this.#connecting;
  }

  async #openForJobs(main: LibvirtClient): Promise<LibvirtClient> {
    try {
      const { environment } = this.#options;
      const { signal } = this.#closing;
      // Nobody is asked for a password in the middle of an operation.
      const client = await openLibvirt(main.uri, { environment, signal, prompt: 'never' });
      void client.ended.then(() => {
        if (this.#connected?.client === main) this.#forJobs = null;
      });
      return client;
    } catch (error) {
      // One connection does as well; only, what else is asked meanwhile may wait.
      if (error instanceof ConnectionFailure) return main;
      throw error;
    }
  }

  async #try(mayAsk: boolean): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#connecting ??= this.#connect(mayAsk).finally(() => {
      this.#connecting = null;
    });
    await this.#connecting;
  }

  async #connect(mayAsk: boolean): Promise<void> {
    const { uri, environment } = this.#options;
    const { signal } = this.#closing;
    if (this.#link.status !== 'lost') this.#become({ status: 'connecting' });
    let client: LibvirtClient | null = null;
    try {
      client = await openLibvirt(uri, { environment, signal, ...(mayAsk ? {} : { prompt: 'never' }) });
      const connected = { client, host: await readHost(client, isOverSsh(client.uri)) };
      await this.#options.onConnect(connected);
      signal.throwIfAborted();
      this.#connected = connected;
      this.#failures = 0;
      const { access } = client;
      this.#become({
        status: 'connected',
        readOnly:
          access.mode === 'read-write'
            ? null
            : access.reason === null
              ? say('libvirt/asked-for')
              : reasonOf(access.reason),
      });
      const opened = client;
      void client.ended.then((failure) => this.#lose(opened, failure));
    } catch (error) {
      await client?.close();
      if (signal.aborted) return;
      if (!(error instanceof ConnectionFailure) && !(error instanceof LibvirtError))
        this.#options.onError(error);
      this.#fail(error);
    }
  }

  #lose(client: LibvirtClient, failure: ConnectionFailure): void {
    if (this.#connected?.client !== client) return;
    this.#connected = null;
    void this.#forJobs?.then((jobs) => jobs.close()).catch(() => undefined);
    this.#forJobs = null;
    if (!this.#closing.signal.aborted) this.#fail(failure);
  }

  /** Says what is wrong, and since when, and tries again after a while where that can help. */
  #fail(error: unknown): void {
    const before = this.#link;
    const code = error instanceof ConnectionFailure ? error.code : 'daemon';
    const pause = BACK_OFF_MS[Math.min(this.#failures, BACK_OFF_MS.length - 1)] ?? 1000;
    this.#failures += 1;
    const retryAt =
      error instanceof ConnectionFailure && NEEDS_A_PERSON.has(error.code) ? null : Date.now() + pause;
    if (retryAt !== null) {
      this.#timer = setTimeout(() => {
        this.#try(false).catch(this.#options.onError);
      }, pause);
    }
    const since = before.status === 'lost' ? before.since : Date.now();
    this.#become(lostLink(code, reasonOf(error), since, retryAt));
  }

  #become(link: Link): void {
    this.#link = link;
    this.#options.onChange();
  }
}

function reasonOf(error: unknown): Sentence {
  if (error instanceof ConnectionFailure) {
    return say('link/with-remedy', { why: error.said, remedy: error.remedy });
  }
  const said = error instanceof Error ? error.message : String(error);
  return say('libvirt/not-asked', { said: said.replace(/\.$/, '') });
}

function isOverSsh(uri: string): boolean {
  return parseConnectionUri(uri).transport === 'ssh';
}
