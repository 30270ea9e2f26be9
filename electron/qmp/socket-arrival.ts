import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { QmpAddress } from './address.ts';

/** Watches the folder of a monitor's socket. */
export type SocketArrival = Disposable & {
  /** Aborts at the first change of the socket's file: it came, went or was replaced. */
  readonly signal: AbortSignal;
};

/**
 * Watches for a unix socket to come or go. The signal stays still for other addresses, and where the folder is not
 * there or the system watches no more folders: whoever waits for it must look now and then all the same.
 */
export function watchForSocket(address: QmpAddress): SocketArrival {
  const changed = new AbortController();
  const watcher = address.type === 'unix' ? watchFile(address.path, () => changed.abort()) : null;
  return { signal: changed.signal, [Symbol.dispose]: () => watcher?.close() };
}

function watchFile(path: string, onChange: () => void): FSWatcher | null {
  try {
    const name = basename(path);
    const watcher = watch(dirname(path), { persistent: false }, (event, changed) => {
      if (event === 'rename' && changed === name) onChange();
    });
    // The folder went away, or can't be watched any more.
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    // Not there, not ours to read, or one folder too many (inotify(7)): the next attempt comes all the same.
    return null;
  }
}
