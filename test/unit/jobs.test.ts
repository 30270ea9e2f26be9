import { readdir, readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JobFiles, type JobRecord } from '../../electron/core/job-files.ts';
import { type JobContext, type JobOutcome, type JobRequest, Jobs } from '../../electron/core/jobs.ts';
import type { Intent } from '../../electron/snapshots/intent.ts';
import type { Job } from '../../shared/model/job.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../helpers/temporary-folder.ts';

const INTENT: Intent = { kind: 'restore', key: 'k', name: 'before', startedAt: 0 };
const DONE: JobOutcome = { findings: [] };

/** Jobs over a folder, what was shown of them, and what was left open. */
async function startJobs(folder: string) {
  const files = new JobFiles(folder);
  const shown = new Map<string, Job>();
  const history: string[] = [];
  const unfinished: JobRecord[] = [];
  const errors: unknown[] = [];
  const looks = new Set<() => void>();
  const jobs = new Jobs({
    files,
    apply: (ops) => {
      for (const op of ops) {
        if (op.op === 'drop') shown.delete(op.id);
        else if (op.kind === 'job') {
          shown.set(op.value.id, op.value);
          history.push(`${op.value.kind} ${op.value.state}`);
        }
      }
      for (const look of looks) look();
    },
    describeError: (error) => ({ code: 'failed', message: String(error), findings: [] }),
    leavesDoubt: (error) => error instanceof TypeError,
    onUnfinished: (record) => unfinished.push(record),
    onFileError: (error) => errors.push(error),
  });
  await jobs.load(await files.readAll((_path, error) => errors.push(error)));
  const until = async (id: string, fits: (job: Job | undefined) => boolean): Promise<Job | undefined> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (fits(shown.get(id))) resolve();
    };
    looks.add(look);
    look();
    await promise;
    looks.delete(look);
    return shown.get(id);
  };
  return {
    jobs,
    files,
    shown,
    history,
    unfinished,
    errors,
    until,
    ended: (id: string) => until(id, (job) => job?.finishedAt != null),
  };
}

function request(run: JobRequest['run'], change: Partial<JobRequest> = {}): JobRequest {
  return {
    kind: 'take',
    machineId: 'm',
    machineName: 'web-server',
    snapshotId: null,
    snapshotName: 'before',
    undoMs: 0,
    run,
    ...change,
  };
}

/** A run that begins, says so, and ends when told to. */
function heldRun() {
  const begun = Promise.withResolvers<JobContext>();
  const end = Promise.withResolvers<JobOutcome>();
  return {
    begun: begun.promise,
    end: end.resolve,
    fail: end.reject,
    run: async (context: JobContext) => {
      begun.resolve(context);
      return await end.promise;
    },
  };
}

describe('jobs', () => {
  let folder: TemporaryFolder;
  const path = () => folder.entry('jobs');
  const onDisk = async (id: string): Promise<JobRecord> =>
    JSON.parse(await readFile(`${path()}/${id}.json`, 'utf8'));
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
  });
  afterEach(async () => await folder[Symbol.asyncDispose]());

  it('is on disk when it has an id, with its intent before what it does, and done before it is shown as done', async () => {
    const { jobs, until, ended } = await startJobs(path());
    const { begun, end, run } = heldRun();
    const id = await jobs.start(request(run));
    expect((await onDisk(id)).job.state).toBe('queued');
    const context = await begun;
    await context.intend(INTENT);
    expect(await onDisk(id)).toMatchObject({ job: { state: 'running' }, intents: [INTENT] });
    context.step(asIs('Loading.'));
    context.progress({ unit: 'steps', done: 1, total: 2, estimateMs: null });
    expect(await until(id, (job) => job?.progress?.done === 1)).toMatchObject({
      events: [{ text: 'Loading.' }],
    });
    end({ findings: [], snapshotId: 'm/k' });
    expect(await ended(id)).toMatchObject({ state: 'done', progress: null, snapshotId: 'm/k' });
    expect(await onDisk(id)).toMatchObject({ job: { state: 'done' }, intents: [] });
  });

  it('runs one at a time per machine, in the order asked for, and machines side by side', async () => {
    const { jobs, ended } = await startJobs(path());
    const order: string[] = [];
    const first = heldRun();
    const note = (name: string) => async () => {
      order.push(name);
      return DONE;
    };
    const a = await jobs.start(request(first.run));
    const b = await jobs.start(request(note('b')));
    const c = await jobs.start(request(note('c')));
    const other = await jobs.start(request(note('other'), { machineId: 'n' }));
    await ended(other);
    expect(jobs.isBusy('m')).toBe(true);
    expect(order).toEqual(['other']);
    first.end(DONE);
    for (const id of [a, b, c]) await ended(id);
    expect(order).toEqual(['other', 'b', 'c']);
    expect(jobs.isBusy('m')).toBe(false);
  });

  it('goes on with the next after one that failed', async () => {
    const { jobs, ended, unfinished } = await startJobs(path());
    const failed = await jobs.start(
      request(async ({ intend }) => {
        await intend(INTENT);
        throw new Error('QEMU said no.');
      }),
    );
    const next = await jobs.start(request(async () => DONE));
    expect(await ended(failed)).toMatchObject({
      state: 'failed',
      error: { message: 'Error: QEMU said no.' },
    });
    expect(await ended(next)).toMatchObject({ state: 'done' });
    expect(unfinished).toEqual([]);
  });

  it('keeps the intents of a job that failed in doubt until the answer is known', async () => {
    const { jobs, ended, unfinished, shown } = await startJobs(path());
    const id = await jobs.start(
      request(async ({ intend }) => {
        await intend(INTENT);
        throw new TypeError('The connection was lost.');
      }),
    );
    await ended(id);
    expect(unfinished).toMatchObject([{ job: { id }, intents: [INTENT] }]);
    await jobs.clear();
    expect(shown.has(id)).toBe(true);
    const again = await startJobs(path());
    expect(again.unfinished).toMatchObject([{ job: { id, state: 'failed' }, intents: [INTENT] }]);
    await again.jobs.annotate(id, [asIs('It was finished.')]);
    expect(again.shown.get(id)?.events.at(-1)?.text).toBe('It was finished.');
    expect((await startJobs(path())).unfinished).toEqual([]);
    await again.jobs.clear();
    expect(await readdir(path())).toEqual([]);
  });

  it('takes back a job that waits, but not one that has begun', async () => {
    const { jobs, ended, shown } = await startJobs(path());
    let ran = false;
    const run = async () => {
      ran = true;
      return DONE;
    };
    const id = await jobs.start(request(run, { undoMs: 60_000 }));
    expect(shown.get(id)).toMatchObject({ state: 'waiting', undoable: true });
    expect(await jobs.undo(id)).toBe(id);
    expect(await ended(id)).toMatchObject({ state: 'cancelled', undoable: false });
    expect(ran).toBe(false);
    await expect(jobs.undo(id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(jobs.undo('unknown')).rejects.toMatchObject({ code: 'not_found' });
    const held = heldRun();
    const running = await jobs.start(request(held.run));
    await held.begun;
    await expect(jobs.undo(running)).rejects.toMatchObject({ code: 'conflict' });
    held.end(DONE);
    await ended(running);
  });

  it('begins a waiting job at once when hurried, and by itself when its time has come', async () => {
    const { jobs, ended } = await startJobs(path());
    const hurried = await jobs.start(request(async () => DONE, { undoMs: 60_000 }));
    jobs.hurry(hurried);
    jobs.hurry(hurried);
    expect(await ended(hurried)).toMatchObject({ state: 'done' });
    const patient = await jobs.start(request(async () => DONE, { undoMs: 20 }));
    expect(await ended(patient)).toMatchObject({ state: 'done', undoUntil: null });
  });

  it('undoes a finished job once', async () => {
    const { jobs, ended, shown } = await startJobs(path());
    const id = await jobs.start(request(async () => ({ findings: [], undo: async () => 'the-undoing-job' })));
    expect(await ended(id)).toMatchObject({ state: 'done', undoable: true });
    expect(await jobs.undo(id)).toBe('the-undoing-job');
    expect(shown.get(id)?.undoable).toBe(false);
    await expect(jobs.undo(id)).rejects.toMatchObject({ code: 'conflict' });
    expect((await startJobs(path())).shown.get(id)?.undoable).toBe(false);
  });

  it('reports at the next start what had not ended, and says whether it had begun', async () => {
    const { jobs } = await startJobs(path());
    const held = heldRun();
    const running = await jobs.start(request(held.run));
    await (await held.begun).intend(INTENT);
    const queued = await jobs.start(request(async () => DONE, { kind: 'delete' }));
    const again = await startJobs(path());
    expect(again.shown.get(running)).toMatchObject({
      state: 'interrupted',
      error: {
        code: 'interrupted',
        message: expect.stringContaining('while this was running for “before” of web-server'),
      },
    });
    expect(again.shown.get(queued)).toMatchObject({
      state: 'interrupted',
      error: { message: expect.stringContaining('before this was begun') },
    });
    expect(again.unfinished).toMatchObject([{ job: { id: running }, intents: [INTENT] }]);
    const third = await startJobs(path());
    expect(third.unfinished).toMatchObject([{ job: { id: running }, intents: [INTENT] }]);
  });

  it('cancels at closing what has not begun, and says so; nothing can be started after', async () => {
    const { jobs, shown } = await startJobs(path());
    const held = heldRun();
    const running = await jobs.start(request(held.run));
    const queued = await jobs.start(request(async () => DONE));
    const waiting = await jobs.start(request(async () => DONE, { undoMs: 60_000, kind: 'delete' }));
    await held.begun;
    const closing = jobs.close();
    await expect(jobs.start(request(async () => DONE))).rejects.toMatchObject({ code: 'unavailable' });
    held.end(DONE);
    await closing;
    expect(shown.get(running)?.state).toBe('done');
    for (const id of [queued, waiting]) {
      expect(shown.get(id)).toMatchObject({ state: 'cancelled', error: null });
      expect(shown.get(id)?.events.at(-1)?.text).toContain('Nothing was changed');
    }
    const again = await startJobs(path());
    expect([...again.shown.values()].map((job) => job.state).sort()).toEqual([
      'cancelled',
      'cancelled',
      'done',
    ]);
  });

  it('does not wait for ever for a job that runs on, and writes no more of it', async () => {
    const { jobs } = await startJobs(path());
    const held = heldRun();
    const id = await jobs.start(request(held.run));
    const context = await held.begun;
    await context.intend(INTENT);
    await jobs.close(1);
    held.fail(new Error('The session was closed.'));
    await expect(context.intend({ kind: 'delete', snapshots: [] })).rejects.toMatchObject({
      code: 'unavailable',
    });
    await expect(context.recorded()).rejects.toMatchObject({ code: 'unavailable' });
    const again = await startJobs(path());
    expect(again.shown.get(id)?.state).toBe('interrupted');
    expect(again.unfinished).toMatchObject([{ intents: [INTENT] }]);
  });

  it('keeps each take that it intends, and of the rest only the last', async () => {
    const { jobs, ended } = await startJobs(path());
    const held = heldRun();
    const id = await jobs.start(request(held.run));
    const { intend } = await held.begun;
    const take: Intent = {
      kind: 'take',
      name: 'safety',
      description: '',
      labels: [],
      safety: true,
      parentName: null,
      state: 'running',
      ramBytes: null,
      devices: null,
      drivesLeftOut: [],
      startedAt: 0,
    };
    const deletion = (name: string): Intent => ({ kind: 'delete', snapshots: [{ key: name, name }] });
    for (const intent of [take, INTENT, deletion('old'), deletion('older')]) await intend(intent);
    expect((await onDisk(id)).intents).toEqual([take, INTENT, deletion('older')]);
    held.end(DONE);
    await ended(id);
  });

  it('keeps the newest two hundred', async () => {
    const { jobs, ended, shown } = await startJobs(path());
    let last = '';
    for (let index = 0; index < 205; index += 1) {
      last = await jobs.start(request(async () => DONE, { machineId: `m${index % 5}` }));
      await ended(last);
    }
    expect(shown.size).toBe(200);
    expect(shown.has(last)).toBe(true);
    await jobs.close();
    expect(await readdir(path())).toHaveLength(200);
  }, 30_000);

  it('leaves a record that can’t be read where it is, and reads the others', async () => {
    const { jobs, ended, files } = await startJobs(path());
    const id = await jobs.start(request(async () => DONE));
    await ended(id);
    await writeFile(`${path()}/damaged-1.json`, '{"job":');
    const bad: string[] = [];
    const records = await files.readAll((each) => bad.push(each));
    expect(records.map(({ job }) => job.id)).toEqual([id]);
    expect(bad).toEqual([`${path()}/damaged-1.json`]);
    expect(await readdir(path())).toContain('damaged-1.json');
  });
});
