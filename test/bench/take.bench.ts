/**
 * What taking a snapshot costs through the core, from the call until the job has ended with everything on disk, against
 * the bare QMP commands: screendump, snapshot-save, and the queries that tell how it went. Both on the same machine, in
 * turn, with memory that can't be compressed. The core stays connected all the time, as it does in use. Run with
 * `node test/bench/take.bench.ts`; fails when the aims are missed.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { createCore } from '../../electron/core/core.ts';
import { connect } from '../../shared/contract/connect.ts';
import { contract } from '../../shared/contract/contract.ts';
import { memoryPorts } from '../../shared/contract/memory-port.ts';
import { serve } from '../../shared/contract/serve.ts';
import { connectRawQmp, type RawQmp } from '../helpers/raw-qmp.ts';
import { type WatchedWorld, watchWorld } from '../helpers/watched-world.ts';
import { makeEmptyDisk, startGuest } from './guest.ts';
import { median, rounded } from './table.ts';

const ROUNDS = 8;
/** A moment after an operation the core looks at the machine once more. */
const LOOKED_AFTER_MS = 300;
/** The aims: memory in MiB, and how many times the bare commands' time the core may take. */
const AIMS = [
  { memoryMiB: 128, ratio: 1.3 },
  { memoryMiB: 1024, ratio: 1.02 },
] as const;
/** What the guest's pause may differ by chance, as a part of it. */
const PAUSE_TOLERANCE = 1.02;

interface Measured {
  readonly tookMs: number;
  readonly pausedMs: number;
  /** Until the snapshot stood in the tree; its picture follows. */
  readonly shownMs: number;
}

/** How long the guest stood still, by QEMU's own clock. */
async function pauseOf(monitor: RawQmp): Promise<number> {
  const stopped = await monitor.waitEvent('STOP');
  return (await monitor.waitEvent('RESUME')).atMs - stopped.atMs;
}

async function takeBare(monitor: RawQmp, folder: string, tag: string): Promise<Measured> {
  const begun = performance.now();
  await monitor.execute('screendump', { filename: `${folder}/bare.ppm` });
  await monitor.runJob('snapshot-save', { 'job-id': tag, tag, vmstate: 'disk', devices: ['disk'] });
  await monitor.execute('query-block');
  const tookMs = performance.now() - begun;
  return { tookMs, shownMs: tookMs, pausedMs: await pauseOf(monitor) };
}

async function takeThroughCore(
  api: ReturnType<typeof connect<typeof contract>>,
  watched: WatchedWorld,
  monitor: RawQmp,
  machineId: string,
  name: string,
): Promise<Measured> {
  // The look that follows the operation before is not part of this one.
  await wait(LOOKED_AFTER_MS);
  const begun = performance.now();
  const { jobId } = await api['snapshot.take']({ machineId, name, description: 'Taken to be measured.' });
  await watched.until(({ snapshots }) => [...snapshots.values()].some((each) => each.name === name));
  const shownMs = performance.now() - begun;
  const job = await watched.ended(jobId);
  const tookMs = performance.now() - begun;
  if (job.state !== 'done') throw new Error(`The job ended ${job.state}: ${job.error?.message}`);
  return { tookMs, shownMs, pausedMs: await pauseOf(monitor) };
}

async function measure(memoryMiB: number) {
  await using guest = await startGuest({ memoryMiB, fill: true, makeDisk: makeEmptyDisk });
  const [own, bare] = guest.sockets;
  await using monitor = await connectRawQmp(bare);
  const errors: unknown[] = [];
  const core = await createCore({
    home: `${guest.folder}/store`,
    environment: { XDG_RUNTIME_DIR: undefined },
    onError: (error) => errors.push(error),
  });
  const [server, client] = memoryPorts();
  serve(contract, core.handlers, server, { onError: (incident) => errors.push(incident) });
  const api = connect(contract, client);
  const watched = watchWorld(api, errors);
  try {
    const { machineIds } = await api['machine.add']({ address: own });
    const [machineId = ''] = machineIds;
    const ours: Measured[] = [];
    const theirs: Measured[] = [];
    const bareRound = async (tag: string): Promise<void> => {
      theirs.push(await takeBare(monitor, guest.folder, tag));
      await monitor.runJob('snapshot-delete', { 'job-id': `delete-${tag}`, tag, devices: ['disk'] });
    };
    const coreRound = async (name: string): Promise<void> => {
      ours.push(await takeThroughCore(api, watched, monitor, machineId, name));
      const snapshotId = watched.snapshot(machineId, name).id;
      await watched.ended((await api['snapshot.delete']({ snapshotId, undoMs: 0 })).jobId);
    };
    // The first of each warms up: the picture worker, the image's first clusters.
    for (let round = 0; round <= ROUNDS; round += 1) {
      // Each goes first as often: what one has written may still be on its way to the disk when the other begins.
      const inTurn = [() => bareRound(`bare-${round}`), () => coreRound(`core ${round}`)];
      if (round % 2 === 1) inTurn.reverse();
      for (const take of inTurn) await take();
    }
    if (errors.length > 0) throw new AggregateError(errors, 'The core complained.');
    return { ours: ours.slice(1), theirs: theirs.slice(1) };
  } finally {
    await watched.stop();
    await core.close();
  }
}

const rows = [];
for (const { memoryMiB, ratio } of AIMS) {
  const { ours, theirs } = await measure(memoryMiB);
  const took = {
    core: median(ours.map((each) => each.tookMs)),
    bare: median(theirs.map((each) => each.tookMs)),
  };
  const paused = {
    core: median(ours.map((each) => each.pausedMs)),
    bare: median(theirs.map((each) => each.pausedMs)),
  };
  const reached = took.core / took.bare <= ratio && paused.core <= paused.bare * PAUSE_TOLERANCE;
  if (!reached) process.exitCode = 1;
  rows.push({
    'guest memory, MiB': memoryMiB,
    'bare QMP, ms': rounded(took.bare),
    'core, shown, ms': rounded(median(ours.map((each) => each.shownMs))),
    'core, done, ms': rounded(took.core),
    ratio: rounded(took.core / took.bare, 3),
    aim: ratio,
    'guest paused, bare, ms': rounded(paused.bare),
    'guest paused, core, ms': rounded(paused.core),
    reached,
  });
}
console.log(`Medians of ${ROUNDS} snapshots each, in turn.`);
console.table(rows);
