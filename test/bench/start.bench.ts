/**
 * What starting the core costs with 1,000 machines that are off and 20,000 snapshots in the store: until the list of
 * machines is whole, until every tree is, and until every image was looked into, which takes a qemu-img for each. Run
 * with `node --expose-gc test/bench/start.bench.ts`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { writeBigStore } from './big-store.ts';
import { rounded } from './table.ts';
import { measured, memoryMiB, watchCore } from './watch.ts';

const MACHINES = 1000;
const SNAPSHOTS_EACH = 20;

const folder = await mkdtemp(join(tmpdir(), 'sg-bench-'));
try {
  const home = join(folder, 'store');
  await writeBigStore(home, join(folder, 'images'), MACHINES, SNAPSHOTS_EACH);
  const idle = memoryMiB();
  const begun = performance.now();
  const reached: { readonly what: string; readonly afterMs: number }[] = [];
  const reach = (what: string): void => {
    reached.push({ what, afterMs: performance.now() - begun });
  };
  let end: () => Promise<void> = async () => undefined;
  const { heldMs } = await measured(async () => {
    const watched = await watchCore(home);
    end = () => watched.close();
    reach('the core answers');
    await watched.until(() => watched.machines.size === MACHINES);
    reach(`the list of ${MACHINES} machines is whole`);
    await watched.until(() => watched.snapshots.size === MACHINES * SNAPSHOTS_EACH);
    reach(`all trees are, with ${MACHINES * SNAPSHOTS_EACH} snapshots`);
    await watched.until(() => [...watched.machines.values()].every((machine) => machine.state === 'off'));
    reach('every image was looked into');
  });
  const after = memoryMiB();
  console.table(reached.map(({ what, afterMs }) => ({ 'after the start': what, ms: rounded(afterMs, 0) })));
  console.log(
    `Memory: ${after.heap} MiB of heap and ${after.process} MiB in all, ${after.heap - idle.heap} MiB of heap more than before. ` +
      `The main thread was held for ${rounded(heldMs)} ms at most.`,
  );
  await end();
} finally {
  await rm(folder, { recursive: true, force: true });
}
