/**
 * What bringing the tree up to date costs with 10,000 snapshots in one image of a running QEMU, and how long the main
 * thread is held by it. Run with `node --expose-gc test/bench/reconcile.bench.ts`.
 */
import { connectRawQmp } from '../helpers/raw-qmp.ts';
import { startGuest } from './guest.ts';
import { writeImageOfSnapshots } from './snapshot-table.ts';
import { median, rounded } from './table.ts';
import { type Measured, measured, memoryMiB, watchCore } from './watch.ts';

const SNAPSHOTS = 10_000;
const ROUNDS = 5;

await using guest = await startGuest({
  memoryMiB: 16,
  fill: false,
  makeDisk: (path) => writeImageOfSnapshots(path, SNAPSHOTS),
});
await using other = await connectRawQmp(guest.sockets[1]);
const bare: Measured[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  bare.push(await measured(async () => void (await other.execute('query-block'))));
}

const idle = memoryMiB();
const watched = await watchCore(`${guest.folder}/store`);
const { core } = watched;
const context = { signal: new AbortController().signal };
let machineId = '';
const first = await measured(async () => {
  ({
    machineIds: [machineId = ''],
  } = await core.handlers['machine.add']({ address: guest.sockets[0] }, context));
  await watched.until(() => watched.snapshots.size === SNAPSHOTS);
});
const after = memoryMiB();

const again: Measured[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  again.push(await measured(async () => void (await core.handlers['world.refresh']({ machineId }, context))));
}
const more: Measured[] = [];
for (let round = 1; round <= ROUNDS; round += 1) {
  await other.execute('blockdev-snapshot-internal-sync', {
    device: 'disk',
    name: `by another program ${round}`,
  });
  more.push(
    await measured(async () => {
      await core.handlers['world.refresh']({ machineId }, context);
      await watched.until(() => watched.snapshots.size === SNAPSHOTS + round);
    }),
  );
}
await watched.close();

const row = (what: string, each: readonly Measured[]) => ({
  [`with ${SNAPSHOTS} snapshots in one image`]: what,
  'takes, ms': rounded(median(each.map(({ ms }) => ms))),
  'main thread held, ms': rounded(Math.min(...each.map(({ heldMs }) => heldMs))),
});
console.table([
  row('query-block alone, parsed as JSON', bare),
  row('seen for the first time', [first]),
  row('looked at again, nothing changed', again),
  row('looked at again, one was added by another program', more),
]);
console.log(
  `Memory: ${after.heap} MiB of heap and ${after.process} MiB in all, ${after.heap - idle.heap} MiB of heap more than before.`,
);
