import { say } from '../../shared/sentences/say.ts';
import type { QmpAddress } from './address.ts';
import { formatQmpAddress } from './address.ts';
import { busyError, QmpError, QmpNoReplyError } from './errors.ts';
import { parseQmpMessage, type QmpEvent, type QmpGreeting } from './messages.ts';
import { QmpSession } from './session.ts';
import { openSocket, Wire } from './wire.ts';

export type ConnectQmpOptions = {
  /** How long to wait for the socket, and then for the greeting, in ms; 3000 when not given. */
  readonly greetingDeadlineMs?: number;
  /** The deadline of commands that have none of their own, in ms; 10,000 when not given. */
  readonly commandDeadlineMs?: number;
  /** How often QEMU's liveness is probed while a job blocks the monitor, in ms; 5000 when not given. */
  readonly livenessIntervalMs?: number;
  /** Gives up connecting; of no effect on the session. */
  readonly signal?: AbortSignal;
  /** Hears every event from the very first on, which `session.on` could be too late for. */
  readonly onEvent?: (event: QmpEvent) => void;
};

/**
 * Connects to a QMP monitor and negotiates.
 *
 * Never leaves a connection queued behind another program's: without a greeting in time it is cut (`busy`).
 * @throws {QmpError} with a code that says why, or the signal's reason.
 */
export async function connectQmp(address: QmpAddress, options: ConnectQmpOptions = {}): Promise<QmpSession> {
  const { greetingDeadlineMs = 3000, commandDeadlineMs = 10_000, livenessIntervalMs = 5000 } = options;
  const socket = await openSocket(address, greetingDeadlineMs, options.signal);
  const wire = new Wire(address, socket);
  const greeting = await receiveGreeting(wire, greetingDeadlineMs, options.signal);
  const session = new QmpSession(wire, greeting, { commandDeadlineMs, livenessIntervalMs });
  if (options.onEvent !== undefined) session.on(options.onEvent);
  try {
    await session.negotiate(options.signal);
    return session;
  } catch (error) {
    await session.close();
    throw error instanceof QmpNoReplyError && error.code === 'timeout' ? blockedError(address, error) : error;
  }
}

async function receiveGreeting(
  wire: Wire,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<QmpGreeting> {
  const { promise, resolve, reject } = Promise.withResolvers<QmpGreeting>();
  wire.own({
    received: (value) => {
      const message = parseQmpMessage(value);
      // A late reply to the client before us may come first; a foreign protocol sends objects without end.
      if (message.kind === 'greeting') resolve(message.greeting);
      else if (message.kind === 'unknown') wire.cut(notQmpError(wire.address));
    },
    ended: reject,
  });
  const timer = setTimeout(() => wire.cut(busyError(wire.address)), deadlineMs);
  const abort = () => {
    reject(signal?.reason);
    wire.cut(new QmpError('closed', say('qmp/given-up')));
  };
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

const notQmpError = (address: QmpAddress): QmpError =>
  new QmpError('not-qmp', say('qmp/other-json', { address: formatQmpAddress(address) }));

/** QEMU greets from a thread of its own, but negotiates on the one that a snapshot job holds. */
const blockedError = (address: QmpAddress, cause: QmpNoReplyError): QmpError =>
  new QmpError('unresponsive', say('qmp/blocked', { address: formatQmpAddress(address) }), { cause });
