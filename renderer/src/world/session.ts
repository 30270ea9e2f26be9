import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Port } from '../../../shared/contract/port.ts';
import { onNextFrame } from '../lib/next-frame.ts';
import { type FaceApi, startSync } from './sync.ts';
import { EMPTY_WORLD, type World } from './world.ts';

/** The window's link to the core: what it knows, and what it can ask. */
export interface Session {
  readonly world: StoreApi<World>;
  readonly api: FaceApi;
  readonly retry: () => void;
  readonly stop: () => void;
}

/** Connects to the core and begins to follow its world. */
export function createSession(openPort: () => Port): Session {
  const world = createStore<World>(() => EMPTY_WORLD);
  const sync = startSync({ openPort, store: world, onNextFrame });
  return {
    world,
    get api() {
      return sync.api;
    },
    retry: sync.retry,
    stop: sync.stop,
  };
}
