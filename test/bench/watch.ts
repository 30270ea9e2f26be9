/** A watcher of a core's world in the same process, without the copies that a port makes: what the core alone costs. */
import { performance } from 'node:perf_hooks';
import { type Core, createCore } from '../../electron/core/core.ts';
import type { Machine } from '../../shared/model/machine.ts';
import { type Op, wholeChanges } from '../../shared/model/world.ts';

/** How often it is looked whether others get the thread, in ms. */
const SAMPLE_MS = 1;

export interface WatchedCore {
  readonly core: Core;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly snapshots: ReadonlySet<string>;
  /** Resolves when it is so; looks after every change of the world. */
  until(isSo: () => boolean): Promise<void>;
  close(): Promise<void>;
}

/** Starts a core over `home` and watches its world; what the core complains about makes the process fail. */
export async function watchCore(home: string): Promise<WatchedCore> {
  const core = await createCore({
    home,
    environment: { XDG_RUNTIME_DIR: undefined },
    onError: (error) => {
      console.error(error);
      process.exitCode = 1;
    },
  });
  const machines = new Map<string, Machine>();
  const snapshots = new Set<string>();
  const looks = new Set<() => void>();
  const ending = new AbortController();
  const apply = (op: Op): void => {
    if (op.op === 'drop') {
      machines.delete(op.id);
      snapshots.delete(op.id);
    } else if (op.kind === 'machine') machines.set(op.value.id, op.value);
    else if (op.kind === 'snapshot') snapshots.add(op.value.id);
  };
  const watching = (async () => {
    for await (const change of wholeChanges(core.handlers['world.watch']({}, { signal: ending.signal }))) {
      if (change.t === 'all') {
        for (const each of change.machines) machines.set(each.id, each);
        for (const each of change.snapshots) snapshots.add(each.id);
      } else for (const op of change.ops) apply(op);
      for (const look of looks) look();
    }
  })();
  return {
    core,
    machines,
    snapshots,
    async until(isSo) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = (): void => {
        if (isSo()) resolve();
      };
      looks.add(look);
      look();
      await promise;
      looks.delete(look);
    },
    async close() {
      ending.abort();
      await watching;
      await core.close();
    },
  };
}

export interface Measured {
  readonly ms: number;
  /**
   * The longest that the main thread worked without a pause for others, in ms of its own processor time: what other
   * programs on the computer take from it does not count.
   */
  readonly heldMs: number;
}

/** How long `work` takes, and how long it holds the main thread at the most. */
export async function measured(work: () => Promise<void>): Promise<Measured> {
  let heldMs = 0;
  let before = process.threadCpuUsage();
  const look = (): void => {
    const { user, system } = process.threadCpuUsage(before);
    heldMs = Math.max(heldMs, (user + system) / 1000);
    before = process.threadCpuUsage();
  };
  const timer = setInterval(look, SAMPLE_MS);
  const begun = performance.now();
  await work();
  const ms = performance.now() - begun;
  look();
  clearInterval(timer);
  return { ms, heldMs };
}

/** Memory of the process after a garbage collection, where Node was started with `--expose-gc`, in MiB. */
export function memoryMiB(): { readonly heap: number; readonly process: number } {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: Math.round(heapUsed / 1024 / 1024), process: Math.round(rss / 1024 / 1024) };
}
