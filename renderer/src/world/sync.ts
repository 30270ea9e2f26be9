import type { StoreApi } from 'zustand/vanilla';
import { connect } from '../../../shared/contract/connect.ts';
import type { Api } from '../../../shared/contract/definition.ts';
import type { Port } from '../../../shared/contract/port.ts';
import { faceContract } from '../../../shared/contract/shell-contract.ts';
import { type Change, wholeChanges } from '../../../shared/model/world.ts';
import { applyChanges, type Line, type World } from './world.ts';

/** First and longest wait before the window tries to reach the core again, in ms. */
const firstDelay = 250;
const longestDelay = 15_000;

/** What the window can ask: the core, and the face that shows the window. */
export type FaceApi = Api<typeof faceContract>;

export interface SyncOptions {
  readonly openPort: () => Port;
  readonly store: StoreApi<World>;
  /** Calls back when the next frame is made, or soon when none will be. */
  readonly onNextFrame: (write: () => void) => void;
}

export interface Sync {
  /** The client of the port that is open now; after a loss its calls fail with `disconnected` until there is another. */
  readonly api: FaceApi;
  /** Tries again at once when the line is lost. */
  readonly retry: () => void;
  readonly stop: () => void;
}

/** Keeps the store what the core says it is: the only writer of the world. Opens the port again when it closes. */
export function startSync(options: SyncOptions): Sync {
  const { store } = options;
  const setLine = (line: Line) => store.setState({ line });
  const batch = new Batch(options);
  let delay = firstDelay;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  let port = options.openPort();
  let api = follow(port);

  function follow(newPort: Port): FaceApi {
    const client = connect(faceContract, newPort);
    newPort.onClose(() => {
      if (newPort !== port || stopped) return;
      const since = store.getState().line.status === 'live' ? Date.now() : lostSince(store.getState().line);
      setLine({ status: 'lost', since, retryAt: Date.now() + delay });
      timer = setTimeout(reopen, delay);
      delay = Math.min(delay * 2, longestDelay);
    });
    void watch(client, newPort);
    return client;
  }

  async function watch(client: FaceApi, watched: Port): Promise<void> {
    try {
      store.setState({ shell: await client['shell.describe']({}) });
      for (;;) {
        let rev: number | undefined;
        for await (const change of wholeChanges(client['world.watch']({}))) {
          // A gap: something was missed, so the whole is asked for again.
          if (change.t === 'patch' && change.rev !== (rev ?? Number.NaN) + 1) break;
          rev = change.rev;
          delay = firstDelay;
          batch.add(change);
        }
      }
    } catch {
      // Whatever ended the stream, only a new port brings it back; closing says so to everyone who waits.
      watched.close();
    }
  }

  function reopen(): void {
    clearTimeout(timer);
    port = options.openPort();
    api = follow(port);
  }

  return {
    get api() {
      return api;
    },
    retry() {
      if (store.getState().line.status === 'lost' && !stopped) reopen();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      port.close();
    },
  };
}

/** Gathers changes until the next frame and writes them at once. */
class Batch {
  readonly #options: SyncOptions;
  #changes: Change[] = [];

  constructor(options: SyncOptions) {
    this.#options = options;
  }

  add(change: Change): void {
    if (change.t === 'all') this.#changes = [change];
    else this.#changes.push(change);
    if (this.#changes.length === 1) this.#options.onNextFrame(() => this.#write());
  }

  #write(): void {
    const changes = this.#changes;
    this.#changes = [];
    if (changes.length === 0) return;
    const { store } = this.#options;
    store.setState({ ...applyChanges(store.getState(), changes), line: { status: 'live' } }, true);
  }
}

function lostSince(line: Line): number {
  return line.status === 'lost' ? line.since : Date.now();
}
