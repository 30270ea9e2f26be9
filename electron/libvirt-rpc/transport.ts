import type { ConnectionFailure } from './connection-failure.ts';

export interface TransportReceiver {
  /** Bytes as they come, split anywhere. */
  data(chunk: Buffer): void;
  /** Called once, also after `close`; nothing comes after it. */
  end(failure: ConnectionFailure): void;
}

/** Bytes to and from a libvirt daemon, already connected or about to be. */
export interface Transport {
  /** Begins to deliver; called once. */
  start(receiver: TransportReceiver): void;
  /** Sends, or keeps until it can; after the end it does nothing. */
  write(bytes: Uint8Array): void;
  close(): void;
}
