/**
 * One end of a two-way line for messages, which arrive whole and in order. What they are carried by is the adapter's affair.
 * A message must survive JSON. A port has one listener for messages; what arrives before it is set is kept for it.
 */
export interface Port {
  /** Sends one message; does nothing once the port is closed. Throws when the message cannot be serialised. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The listener is called once when either end has closed the port, also when that was before this call. */
  onClose(listener: () => void): void;
  /** Closes both ends. Harmless when repeated. */
  close(): void;
}

/** The receiving half of a port, for adapters: they `deliver` what arrives and say `closed` when the line is gone. */
export interface PortInbox extends Pick<Port, 'onMessage' | 'onClose'> {
  readonly isClosed: boolean;
  readonly deliver: (message: unknown) => void;
  /** Tells the close listeners, once, and drops what arrives later. */
  readonly closed: () => void;
}

/** Makes the receiving half of a port: keeps early messages for the listener, and reports closing exactly once. */
export function portInbox(): PortInbox {
  let listener: ((message: unknown) => void) | undefined;
  let early: unknown[] = [];
  let isClosed = false;
  const closeListeners: (() => void)[] = [];

  return {
    get isClosed() {
      return isClosed;
    },
    deliver(message) {
      if (isClosed) return;
      if (listener) listener(message);
      else early.push(message);
    },
    closed() {
      if (isClosed) return;
      isClosed = true;
      for (const notify of closeListeners.splice(0)) notify();
    },
    onMessage(next) {
      listener = next;
      const kept = early;
      early = [];
      for (const message of kept) next(message);
    },
    onClose(notify) {
      if (isClosed) notify();
      else closeListeners.push(notify);
    },
  };
}
