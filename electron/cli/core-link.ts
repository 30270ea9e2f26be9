import { connect } from '../../shared/contract/connect.ts';
import { contract, type SnapgroveContract } from '../../shared/contract/contract.ts';
import type { Api } from '../../shared/contract/definition.ts';
import { AppError } from '../../shared/contract/errors.ts';
import { memoryPorts } from '../../shared/contract/memory-port.ts';
import { type Incident, serve } from '../../shared/contract/serve.ts';
import { LOCAL_CONNECTION_ID } from '../../shared/model/connection.ts';
import { wholeChanges } from '../../shared/model/world.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import { createCore } from '../core/core.ts';
import { openSharedCore } from '../shell/shared-core.ts';
import { storeFolder } from '../shell/store-folder.ts';
import { version } from '../shell/version.ts';
import { KnownWorld } from './known-world.ts';

/** The user's one core as a command sees it: the contract, and the world as it becomes known. */
export interface CoreLink extends AsyncDisposable {
  readonly api: Api<SnapgroveContract>;
  /** Whether it runs in this process, and so ends with the command. */
  readonly isOwn: boolean;
  /** Where the pictures are: `<sha256>.png` and `<sha256>.webp`. */
  readonly picturesFolder: string;
  readonly world: KnownWorld;
  /** Has the core read a machine again; the world has what it found when this resolves. Throws AppError. */
  refresh(machineId: string): Promise<void>;
  /** Takes the whole world again: an answer to a call may arrive before the change that it made. */
  catchUp(): Promise<void>;
  /**
   * Resolves with what `look` finds, asking again after every change of the world. Rejects with AppError
   * `unavailable` when `deadlineMs` passes first, with the signal's reason, or when the core is gone.
   */
  until<T extends object>(
    look: (world: KnownWorld) => T | undefined,
    limits?: { readonly deadlineMs?: number; readonly signal?: AbortSignal },
  ): Promise<T>;
}

interface CoreLinkOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Hears of bugs, and of what could not be read or written. */
  readonly onError: (incident: Incident) => void;
}

/** How long the core may take to name the machines it knows, in ms. */
const openingTime = 20_000;

/** Reaches the core that runs, or runs one in this process. Throws AppError. */
export async function openCoreLink({ environment, onError }: CoreLinkOptions): Promise<CoreLink> {
  const shared = await openSharedCore({
    version,
    environment,
    onError,
    createCore: () =>
      createCore({
        home: storeFolder(environment),
        environment,
        onError: (cause) => onError({ id: 'core', method: 'the core', cause }),
      }),
  });
  const [far, near] = memoryPorts();
  const hangUp = serve(contract, shared.handlers, far, { onError });
  const api = connect(contract, near);
  const watch = new WorldWatch(api);

  const link: CoreLink = {
    api,
    get isOwn() {
      return shared.isOwn;
    },
    get picturesFolder() {
      return shared.picturesFolder;
    },
    world: watch.world,
    async refresh(machineId) {
      await api['world.refresh']({ machineId });
      await watch.catchUp();
    },
    catchUp: () => watch.catchUp(),
    until: (look, limits) => watch.until(look, limits),
    async [Symbol.asyncDispose]() {
      await watch.stop();
      hangUp();
      await shared.close();
    },
  };
  try {
    await link.until(({ connections }) => connections.get(LOCAL_CONNECTION_ID), { deadlineMs: openingTime });
  } catch (cause) {
    await link[Symbol.asyncDispose]();
    throw cause;
  }
  return link;
}

/** Follows the world, and tells whoever waits for something in it. */
class WorldWatch {
  readonly world = new KnownWorld();
  readonly #api: Api<SnapgroveContract>;
  readonly #looks = new Set<() => void>();
  readonly #ending = new AbortController();
  readonly #following: Promise<void>;
  #failure: unknown;

  constructor(api: Api<SnapgroveContract>) {
    this.#api = api;
    this.#following = this.#follow().catch((cause: unknown) => {
      this.#failure = cause;
      this.#lookAgain();
    });
  }

  until<T extends object>(
    look: (world: KnownWorld) => T | undefined,
    { deadlineMs, signal }: { readonly deadlineMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const attempt = () => {
      try {
        const found = look(this.world);
        if (found !== undefined) resolve(found);
        else if (signal?.aborted === true) reject(signal.reason);
        else if (this.#failure !== undefined) reject(this.#failure);
      } catch (cause) {
        reject(cause);
      }
    };
    const timer =
      deadlineMs === undefined ? undefined : setTimeout(() => reject(tooSlow(deadlineMs)), deadlineMs);
    this.#looks.add(attempt);
    signal?.addEventListener('abort', attempt);
    attempt();
    return promise.finally(() => {
      clearTimeout(timer);
      this.#looks.delete(attempt);
      signal?.removeEventListener('abort', attempt);
    });
  }

  async catchUp(): Promise<void> {
    for await (const change of wholeChanges(this.#api['world.watch']({}))) {
      this.world.apply(change);
      this.#lookAgain();
      return;
    }
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#following;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      for await (const change of wholeChanges(this.#api['world.watch']({}, signal))) {
        // Something was missed: the next watch begins with the whole.
        if (!this.world.apply(change)) break;
        this.#lookAgain();
      }
    }
  }

  #lookAgain(): void {
    for (const attempt of this.#looks) attempt();
  }
}

function tooSlow(deadlineMs: number): AppError {
  return new AppError(
    'unavailable',
    asIs(
      `Snapgrove waited ${Math.round(deadlineMs / 1000)} seconds in vain. Nothing was changed. Try again.`,
    ),
  );
}
