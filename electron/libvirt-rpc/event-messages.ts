import { type Lifecycle, lifecycle } from './domain-state.ts';
import {
  type Domain,
  domain,
  optionalText,
  type ParameterValue,
  text,
  typedParameters,
} from './structures.ts';
import { type Codec, int, mapped, struct } from './xdr.ts';

/** An event of a machine. libvirt has none for snapshots: a revert shows as lifecycle changes, taking and deleting not at all. */
export type DomainEvent =
  | ({ readonly kind: 'lifecycle'; readonly domain: Domain } & Lifecycle)
  | { readonly kind: 'reboot'; readonly domain: Domain }
  | { readonly kind: 'io-error'; readonly domain: Domain; readonly path: string; readonly reason: string }
  | { readonly kind: 'disk-change'; readonly domain: Domain; readonly device: string }
  | { readonly kind: 'device-added' | 'device-removed'; readonly domain: Domain; readonly device: string }
  | {
      readonly kind: 'block-job';
      readonly domain: Domain;
      readonly disk: string;
      readonly status: BlockJobStatus;
    }
  | { readonly kind: 'agent'; readonly domain: Domain; readonly connected: boolean }
  | {
      readonly kind: 'job-completed';
      readonly domain: Domain;
      readonly parameters: ReadonlyMap<string, ParameterValue>;
    }
  | { readonly kind: 'metadata-change'; readonly domain: Domain };

export type DomainEventKind = DomainEvent['kind'];

/** `virConnectDomainEventBlockJobStatus`, in the order of its numbers. */
const blockJobStatuses = ['completed', 'failed', 'cancelled', 'ready'] as const;
export type BlockJobStatus = (typeof blockJobStatuses)[number] | 'other';

/** `VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_CONNECTED`. */
const agentConnected = 1;

export interface EventMessage {
  /** `virDomainEventID`, to register for it. */
  readonly event: number;
  /** The procedure number of its messages. */
  readonly procedure: number;
  readonly codec: Codec<DomainEvent>;
}

function eventMessage<T>(
  event: number,
  procedure: number,
  structure: Codec<T>,
  toEvent: (message: T) => DomainEvent,
): EventMessage {
  const received = (): never => {
    throw new Error('events are only received');
  };
  return { event, procedure, codec: mapped(structure, toEvent, received) };
}

/** In the older messages the machine's part is a structure of its own, which lies flat on the wire all the same. */
const device = struct({ callback: int, domain, device: text });

/** The events that Snapgrove listens for (remote/remote_protocol.x, `REMOTE_PROC_DOMAIN_EVENT_CALLBACK_*`). */
export const eventMessages: readonly EventMessage[] = [
  eventMessage(0, 318, struct({ callback: int, domain, event: int, detail: int }), (message) => ({
    kind: 'lifecycle',
    domain: message.domain,
    ...lifecycle(message.event, message.detail),
  })),
  eventMessage(1, 319, struct({ callback: int, domain }), (message) => ({
    kind: 'reboot',
    domain: message.domain,
  })),
  eventMessage(
    6,
    324,
    struct({ callback: int, domain, path: text, device: text, action: int, reason: text }),
    (message) => ({ kind: 'io-error', domain: message.domain, path: message.path, reason: message.reason }),
  ),
  eventMessage(
    9,
    327,
    struct({
      callback: int,
      domain,
      oldPath: optionalText,
      newPath: optionalText,
      device: text,
      reason: int,
    }),
    (message) => ({ kind: 'disk-change', domain: message.domain, device: message.device }),
  ),
  eventMessage(15, 333, device, (message) => ({
    kind: 'device-removed',
    domain: message.domain,
    device: message.device,
  })),
  eventMessage(16, 339, struct({ callback: int, domain, disk: text, type: int, status: int }), (message) => ({
    kind: 'block-job',
    domain: message.domain,
    disk: message.disk,
    status: blockJobStatuses[message.status] ?? 'other',
  })),
  eventMessage(18, 348, struct({ callback: int, domain, state: int, reason: int }), (message) => ({
    kind: 'agent',
    domain: message.domain,
    connected: message.state === agentConnected,
  })),
  eventMessage(19, 354, device, (message) => ({
    kind: 'device-added',
    domain: message.domain,
    device: message.device,
  })),
  eventMessage(21, 363, struct({ callback: int, domain, parameters: typedParameters(64) }), (message) => ({
    kind: 'job-completed',
    domain: message.domain,
    parameters: message.parameters,
  })),
  eventMessage(23, 379, struct({ callback: int, domain, type: int, namespace: optionalText }), (message) => ({
    kind: 'metadata-change',
    domain: message.domain,
  })),
];

/** The server lost its hypervisor, or is about to end (`REMOTE_PROC_CONNECT_EVENT_CONNECTION_CLOSED`). */
export const connectionClosedMessage = { procedure: 362, codec: struct({ reason: int }) } as const;
