import { ConnectionFailure } from '../../libvirt-rpc/connection-failure.ts';
import { LibvirtError } from '../../libvirt-rpc/errors.ts';
import type { ReceivedEvent } from '../../libvirt-rpc/events.ts';
import { ImageReader } from '../../qemu-img/image-reader.ts';
import { LibvirtMachine } from './libvirt-machine.ts';
import type { Connected, LibvirtLink } from './link.ts';
import { readMachine } from './machine-reading.ts';
import { SnapshotParser } from './snapshot-parser.ts';

interface MachineListOptions {
  readonly link: LibvirtLink;
  /** Called when a machine was read again, or with null when it may be any. */
  readonly onChange: (uuid: string | null) => void;
  readonly onError: (error: unknown) => void;
}

/** The machines of one libvirt as last read, kept true by its events. */
export class MachineList {
  readonly #options: MachineListOptions;
  readonly #parser = new SnapshotParser();
  readonly #images = new ImageReader();
  readonly #machines = new Map<string, LibvirtMachine>();
  /** The connection that events come from. */
  #source: Connected | null = null;
  /** Machines that are being looked at because of an event; true where another came meanwhile. */
  readonly #looking = new Map<string, boolean>();

  constructor(options: MachineListOptions) {
    this.#options = options;
  }

  get all(): readonly LibvirtMachine[] {
    return [...this.#machines.values()];
  }

  get(uuid: string): LibvirtMachine | undefined {
    return this.#machines.get(uuid);
  }

  /** Hears of changes by a new connection, and reads everything. Throws as {@link readAll}. */
  async follow(connected: Connected): Promise<void> {
    this.#source = connected;
    await connected.client.events.listen((event) => this.#hear(event));
    await this.readAll(connected);
  }

  async close(): Promise<void> {
    await Promise.all([this.#parser.close(), this.#images.close()]);
  }

  /** Reads which machines there are, and each. Throws LibvirtError, ConnectionFailure. */
  async readAll(connected: Connected): Promise<void> {
    const domains = await connected.client.domains.list();
    const present = new Set(domains.map((domain) => domain.uuid));
    for (const uuid of this.#machines.keys()) if (!present.has(uuid)) this.#machines.delete(uuid);
    await Promise.all(
      domains.map(async (domain) => {
        try {
          await this.readOne(connected, domain.uuid, domain);
          this.#options.onChange(domain.uuid);
        } catch (error) {
          // One machine that can't be read must not hide the others.
          if (!(error instanceof LibvirtError)) throw error;
          this.#options.onError(error);
        }
      }),
    );
  }

  /** Reads one machine again, or for the first time where `domain` is given. Throws LibvirtError. */
  async readOne(
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
      link: this.#options.link,
      parser: this.#parser,
      images: this.#images,
      onChange: () => this.#options.onChange(uuid),
    });
    this.#machines.set(uuid, machine);
    machine.measure(connected.client);
  }

  /** libvirt has no events of snapshots; those of machines are a reason to look. */
  #hear(event: ReceivedEvent): void {
    const source = this.#source;
    if (source === null) return;
    if (event.kind === 'unreadable') {
      this.#afterwards(null, this.readAll(source));
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
        await this.readOne(source, uuid, domain);
      } while (this.#looking.get(uuid) === true);
    } finally {
      this.#looking.delete(uuid);
    }
  }

  #afterwards(uuid: string | null, looking: Promise<void>): void {
    looking.then(
      () => this.#options.onChange(uuid),
      (error: unknown) => {
        // A connection that just ended is told by its link.
        if (!(error instanceof ConnectionFailure)) this.#options.onError(error);
      },
    );
  }
}
