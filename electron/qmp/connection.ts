import { setTimeout as wait } from 'node:timers/promises';
import { say } from '../../shared/sentences/say.ts';
import { Pace } from '../threads/pace.ts';
import type { QmpAddress } from './address.ts';
import { type ConnectQmpOptions, connectQmp } from './connect.ts';
import { QmpError, type QmpErrorCode } from './errors.ts';
import type { QmpSession } from './session.ts';
import { type SocketArrival, watchForSocket } from './socket-arrival.ts';

/** What a kept connection is doing. Times are ms since 1970. */
export type QmpConnectionState =
  /** `error`: why the attempt before failed, or the session before ended; null at the very first. */
  | { readonly status: 'connecting'; readonly error: QmpError | null }
  | { readonly status: 'connected'; readonly session: QmpSession }
  | {
      readonly status: 'lost';
      readonly error: QmpError;
      /** Since when there has been no session. */
      readonly sinceMs: number;
      readonly retryAtMs: number;
    }
  | { readonly status: 'closed' };

export type KeepConnectedOptions = Omit<ConnectQmpOptions, 'signal'> & {
  /** Told each new state, the first one before {@link keepConnected} returns; must not throw. */
  readonly onState: (state: QmpConnectionState) => void;
};

/** A connection that comes back by itself. */
export type QmpConnection = AsyncDisposable & {
  readonly state: QmpConnectionState;
  /** Ends the wait before the next attempt; of no effect in other states. */
  readonly retryNow: () => void;
  /** Ends the session and all attempts. May be called twice. */
  readonly close: () => Promise<void>;
};

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 15_000;
/** A session that lasted longer than this, in ms, was none that breaks as soon as it is made. */
const LASTING_MS = 1000;
/** Attempts of all connections that begin together: each takes up to 0.2 ms of the thread. */
const pace = new Pace(8);

/**
 * How long to wait before the next attempt, in ms: doubling from 250 ms to 15 s, shortened by up to half at
 * random so that many machines do not retry in step. `failures` counts from 1; `random` is in [0, 1).
 */
export function retryDelayMs(code: QmpErrorCode, failures: number, random: number): number {
  // Every attempt at a busy monitor is a short stay in its queue: be rare.
  if (code === 'busy') return LONGEST_DELAY_MS;
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
  return full * (1 - random / 2);
}

/**
 * Connects, and connects again whenever the connection fails or ends, until closed: after a while, and as soon as
 * the socket comes or goes.
 */
export function keepConnected(address: QmpAddress, options: KeepConnectedOptions): QmpConnection {
  const { onState, ...connectOptions } = options;
  const end = new AbortController();
  let retry = new AbortController();
  let state: QmpConnectionState = { status: 'connecting', error: null };

  const enter = (next: QmpConnectionState) => {
    state = next;
    onState(next);
  };

  /** Resolves with the reason when there is no session any more. */
  async function attempt(): Promise<QmpError> {
    try {
      await using session = await connectQmp(address, { ...connectOptions, signal: end.signal });
      if (end.signal.aborted) return closedError;
      const endSession = () => void session.close();
      end.signal.addEventListener('abort', endSession, { once: true });
      enter({ status: 'connected', session });
      const { error } = await session.closed;
      end.signal.removeEventListener('abort', endSession);
      return error;
    } catch (error) {
      if (error instanceof QmpError) return error;
      if (end.signal.aborted) return closedError;
      throw error;
    }
  }

  async function run(): Promise<void> {
    let failures = 0;
    let sinceMs = Date.now();
    enter(state);
    for (;;) {
      await pace.turn();
      if (end.signal.aborted) break;
      // From before the attempt on: a socket that comes while it fails is not missed.
      using arrival = watchForSocket(address);
      const startedMs = Date.now();
      const error = await attempt();
      if (end.signal.aborted) break;
      const wasConnected = state.status === 'connected';
      if (wasConnected) sinceMs = Date.now();
      // A session that breaks as soon as it is made does not start the waiting times anew.
      failures = wasConnected && Date.now() - startedMs > LASTING_MS ? 1 : failures + 1;
      const delayMs = retryDelayMs(error.code, failures, Math.random());
      enter({ status: 'lost', error, sinceMs, retryAtMs: Date.now() + delayMs });
      await pause(delayMs, arrival);
      if (end.signal.aborted) break;
      // A socket is there a moment before QEMU listens at it.
      if (arrival.signal.aborted) failures = 0;
      enter({ status: 'connecting', error });
    }
    enter({ status: 'closed' });
  }

  async function pause(delayMs: number, arrival: SocketArrival): Promise<void> {
    retry = new AbortController();
    const shortening = [retry.signal, arrival.signal, end.signal];
    try {
      await wait(delayMs, undefined, { signal: AbortSignal.any(shortening) });
    } catch (error) {
      if (!shortening.some((signal) => signal.aborted)) throw error;
    }
  }

  const running = run();
  const close = () => {
    end.abort();
    return running;
  };
  return {
    get state() {
      return state;
    },
    retryNow: () => retry.abort(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

const closedError = new QmpError('closed', say('qmp/closed-by-us'));
