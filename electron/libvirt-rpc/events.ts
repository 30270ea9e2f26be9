import { sayProblem } from '../../shared/sentences/say.ts';
import type { Connection } from './connection.ts';
import { ConnectionFailure } from './connection-failure.ts';
import { LibvirtError } from './errors.ts';
import { connectionClosedMessage, type DomainEvent, eventMessages } from './event-messages.ts';
import type { Packet } from './packet.ts';
import { procedures, programs } from './procedures.ts';
import { decode, XdrError } from './xdr.ts';

/** An event, or the news that one came which could not be read: whoever keeps state from events should ask for it again. */
export type ReceivedEvent = DomainEvent | { readonly kind: 'unreadable' };
export type DomainEventListener = (event: ReceivedEvent) => void;

const messageByProcedure = new Map(eventMessages.map((message) => [message.procedure, message]));

/** The event in a message of the server; null for one that Snapgrove does not know. */
export function decodeEvent(packet: Packet): ReceivedEvent | null {
  const message = messageByProcedure.get(packet.procedure);
  if (packet.program !== programs.remote.number || message === undefined) {
    return null;
  }
  try {
    return decode(message.codec, packet.payload);
  } catch (error) {
    if (error instanceof XdrError) {
      return { kind: 'unreadable' };
    }
    throw error;
  }
}

/** Passes the events that the server sends to listeners, and ends the connection when the server says that it is closing. */
export class DomainEvents {
  readonly #connection: Connection;
  readonly #listeners = new Set<DomainEventListener>();
  #registration: Promise<void> | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.onMessage((packet) => this.#receive(packet));
  }

  /**
   * Has `listener` called for every event of every machine until the returned function is; asks the server for them the first time.
   * Events that an older server does not know are left out. Throws as a call does.
   */
  async listen(listener: DomainEventListener): Promise<() => void> {
    this.#listeners.add(listener);
    this.#registration ??= this.#register();
    await this.#registration;
    return () => this.#listeners.delete(listener);
  }

  async #register(): Promise<void> {
    await Promise.all(
      eventMessages.map(async ({ event }) => {
        try {
          await this.#connection.call(procedures.connectDomainEventCallbackRegisterAny, {
            event,
            domain: null,
          });
        } catch (error) {
          // A server or driver without this kind of event refuses it, and does without.
          if (!(error instanceof LibvirtError)) {
            throw error;
          }
        }
      }),
    );
  }

  #receive(packet: Packet): void {
    if (packet.program === programs.remote.number && packet.procedure === connectionClosedMessage.procedure) {
      this.#connection.close(closedByServer());
      return;
    }
    const event = decodeEvent(packet);
    if (event !== null) {
      for (const listener of this.#listeners) {
        listener(event);
      }
    }
  }
}

const closedByServer = () => new ConnectionFailure('ended', sayProblem('link/daemon-closing'));
