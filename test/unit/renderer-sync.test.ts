import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { startSync } from '../../renderer/src/world/sync.ts';
import { EMPTY_WORLD, type World } from '../../renderer/src/world/world.ts';
import { memoryPorts } from '../../shared/contract/memory-port.ts';
import type { Port } from '../../shared/contract/port.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { createSyntheticCore } from '../helpers/synthetic-core.ts';

const core = createSyntheticCore({
  machines: 1,
  snapshots: 3,
  shape: 'chain',
  now: 1_700_000_000_000,
  picture: () => ({ sha256: 'a'.repeat(64), width: 640, height: 480 }),
  jobMs: 1,
  undoMs: 0,
});
const [machine] = core.machines.values();
const [snapshot] = core.snapshots.values();
if (machine === undefined || snapshot === undefined) throw new Error('the stand-in core is empty');
const settings = {
  theme: 'system',
  language: 'system',
  screenshots: true,
  refreshSeconds: 15,
  undoMs: 0,
  storeFolder: '/',
};

/** The core's end of one port: what was asked, and answers by hand. */
class CoreEnd {
  readonly port: Port;
  readonly asked: { readonly id: number; readonly method: string }[] = [];
  readonly #waiting: (() => void)[] = [];

  constructor(port: Port) {
    this.port = port;
    port.onMessage((message) => {
      if (!isRequest(message)) return;
      this.asked.push(message);
      if (message.method === 'shell.describe') {
        port.send({ t: 'ok', id: message.id, value: { face: 'browser' } });
      }
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  /** Waits until the world was asked for `times` times, and returns the id of the last question. */
  async watched(times: number): Promise<number> {
    for (;;) {
      const watches = this.asked.filter((each) => each.method === 'world.watch');
      const last = watches.at(-1);
      if (watches.length >= times && last !== undefined) return last.id;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  sendAll(id: number, rev: number, snapshots: readonly Snapshot[]): void {
    const value = { t: 'all', rev, connections: [], machines: [machine], snapshots, jobs: [], settings };
    this.port.send({ t: 'item', id, value });
  }

  sendPatch(id: number, rev: number, description: string): void {
    const ops = [{ op: 'put', kind: 'snapshot', value: { ...snapshot, description } }];
    this.port.send({ t: 'item', id, value: { t: 'patch', rev, ops } });
  }
}

function isRequest(message: unknown): message is { readonly id: number; readonly method: string } {
  return typeof message === 'object' && message !== null && 'method' in message;
}

function setUp() {
  const store = createStore<World>(() => EMPTY_WORLD);
  const frames: (() => void)[] = [];
  const opened: CoreEnd[] = [];
  const openings: (() => void)[] = [];
  let writes = 0;
  store.subscribe((world, before) => {
    if (world.snapshots !== before.snapshots) writes += 1;
  });
  const sync = startSync({
    store,
    onNextFrame: (write) => frames.push(write),
    openPort: () => {
      const [own, other] = memoryPorts();
      opened.push(new CoreEnd(other));
      for (const wake of openings.splice(0)) wake();
      return own;
    },
  });
  return {
    sync,
    store,
    writes: () => writes,
    frame: () => {
      for (const write of frames.splice(0)) write();
    },
    frames,
    /** The core's end of the nth port, from 0, once it is open. */
    core: async (index: number): Promise<CoreEnd> => {
      for (;;) {
        const end = opened[index];
        if (end !== undefined) return end;
        await new Promise<void>((resolve) => openings.push(resolve));
      }
    },
  };
}

/** Waits until the store is in a state, which every write checks. */
function until(store: ReturnType<typeof setUp>['store'], is: (world: World) => boolean): Promise<void> {
  if (is(store.getState())) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = store.subscribe((world) => {
      if (!is(world)) return;
      stop();
      resolve();
    });
  });
}

/** Waits until what was sent has arrived: everything is done in microtasks, so one turn of the event loop is enough. */
function arrived(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const descriptionNow = (world: World) => world.snapshots.get(machine.id)?.get(snapshot.id)?.description;

describe('startSync', () => {
  it('writes nothing before a frame, and then everything at once', async () => {
    const window = setUp();
    const end = await window.core(0);
    const id = await end.watched(1);
    end.sendAll(id, 5, [snapshot]);
    for (let rev = 6; rev <= 105; rev++) end.sendPatch(id, rev, `patch ${rev}`);
    await arrived();
    expect(window.store.getState().loaded).toBe(false);
    expect(window.frames).toHaveLength(1);
    window.frame();
    expect(window.store.getState().line).toEqual({ status: 'live' });
    expect(descriptionNow(window.store.getState())).toBe('patch 105');
    expect(window.writes()).toBe(1);
    window.sync.stop();
  });

  it('asks for the whole again when a patch is missing', async () => {
    const window = setUp();
    const end = await window.core(0);
    const id = await end.watched(1);
    end.sendAll(id, 1, [snapshot]);
    end.sendPatch(id, 2, 'seen');
    end.sendPatch(id, 4, 'after a gap');
    const again = await end.watched(2);
    window.frame();
    expect(descriptionNow(window.store.getState())).toBe('seen');
    end.sendAll(again, 4, [{ ...snapshot, description: 'whole' }]);
    await arrived();
    window.frame();
    expect(descriptionNow(window.store.getState())).toBe('whole');
    window.sync.stop();
  });

  it('says that the line is lost, keeps what it knows, and opens a new port by itself', async () => {
    const window = setUp();
    const first = await window.core(0);
    first.sendAll(await first.watched(1), 1, [snapshot]);
    await arrived();
    window.frame();
    first.port.close();
    await until(window.store, (world) => world.line.status === 'lost');
    expect(window.store.getState().loaded).toBe(true);
    const second = await window.core(1);
    second.sendAll(await second.watched(1), 1, [{ ...snapshot, description: 'back' }]);
    await arrived();
    window.frame();
    expect(window.store.getState().line.status).toBe('live');
    expect(descriptionNow(window.store.getState())).toBe('back');
    window.sync.stop();
  });

  it('tries at once when asked to, and fails calls with a code while there is no line', async () => {
    const window = setUp();
    const first = await window.core(0);
    await first.watched(1);
    first.port.close();
    await until(window.store, (world) => world.line.status === 'lost');
    await expect(window.sync.api['job.clear']({})).rejects.toMatchObject({ code: 'disconnected' });
    window.sync.retry();
    const second = await window.core(1);
    await expect(second.watched(1)).resolves.toBeGreaterThan(0);
    window.sync.stop();
  });
});
