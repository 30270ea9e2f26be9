/**
 * What starting the core costs with 1,000 machines that are off and 20,000 snapshots in the store: until the list of
 * machines is whole, until a machine that is chosen then is as it is, until every tree is shown, and until every image was
 * looked into, which takes a qemu-img for each the first time. What a new face costs is measured last. Run with
 * `node --expose-gc test/bench/start.bench.ts`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { writeBigStore } from './big-store.ts';
import { rounded } from './table.ts';
import { measured, memoryMiB, type WatchedCore, watchCore } from './watch.ts';

const MACHINES = 1000;
const SNAPSHOTS_EACH = 20;

interface Started {
  /** What was reached, and ms since the start. */
  readonly reached: ReadonlyMap<string, number>;
  readonly heldMs: number;
  readonly after: ReturnType<typeof memoryMiB>;
  readonly face: { readonly messages: number; readonly heldMs: number; readonly ms: number };
}

/** Starts a core over the store, waits until it knows everything, and ends it. */
async function start(home: string): Promise<Started> {
  const begun = performance.now();
  const reached = new Map<string, number>();
  const reach = (what: string): void => void reached.set(what, performance.now() - begun);
  let watched: WatchedCore | undefined;
  const { heldMs } = await measured(async () => {
    watched = await watchCore(home);
    await follow(watched, reach);
  });
  if (watched === undefined) throw new Error('the core did not start');
  const after = memoryMiB();
  const face = await newFace(watched);
  await watched.close();
  return { reached, heldMs, after, face };
}

async function follow(watched: WatchedCore, reach: (what: string) => void): Promise<void> {
  const { core, machines, snapshots } = watched;
  await watched.until(() => machines.size === MACHINES);
  reach(`the list of ${MACHINES} machines is whole`);
  const chosen = [...machines.keys()].at(-1) ?? '';
  const context = { signal: new AbortController().signal };
  const looking = Promise.resolve(core.handlers['world.refresh']({ machineId: chosen }, context));
  await watched.until(() => {
    const machine = machines.get(chosen);
    return machine?.state === 'off' && machine.snapshotCount === SNAPSHOTS_EACH;
  });
  reach('the machine chosen then is as it is');
  await looking;
  await watched.until(() => snapshots.size === MACHINES * SNAPSHOTS_EACH);
  reach(`all trees are shown, with ${MACHINES * SNAPSHOTS_EACH} snapshots`);
  await watched.until(() => [...machines.values()].every((machine) => machine.state === 'off'));
  reach('every image was looked into');
}

/** Sends the world to a new face as a socket does: as text. */
async function newFace({ core }: WatchedCore): Promise<Started['face']> {
  let messages = 0;
  let missing = 1;
  const ending = new AbortController();
  const { ms, heldMs } = await measured(async () => {
    for await (const message of core.handlers['world.watch']({}, { signal: ending.signal })) {
      Buffer.from(JSON.stringify(message));
      messages += 1;
      if (message.t === 'all') missing += message.rest ?? 0;
      missing -= 1;
      if (missing === 0) return;
    }
  });
  ending.abort();
  return { messages, ms, heldMs };
}

const folder = await mkdtemp(join(tmpdir(), 'sg-bench-'));
try {
  const home = join(folder, 'store');
  await writeBigStore(home, join(folder, 'images'), MACHINES, SNAPSHOTS_EACH);
  const idle = memoryMiB();
  const first = await start(home);
  const again = await start(home);
  console.table(
    [...first.reached].map(([what, ms]) => ({
      'after the start': what,
      'first time, ms': rounded(ms, 0),
      'again, ms': rounded(again.reached.get(what) ?? Number.NaN, 0),
    })),
  );
  for (const [when, { heldMs, after, face }] of Object.entries({ 'First time': first, Again: again })) {
    console.log(
      `${when}: ${after.heap} MiB of heap and ${after.process} MiB in all, ${after.heap - idle.heap} MiB of heap more than ` +
        `before. The main thread was held for ${rounded(heldMs)} ms at most. A new face was told everything in ` +
        `${rounded(face.ms, 0)} ms and ${face.messages} messages, which held it for ${rounded(face.heldMs)} ms at most.`,
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
