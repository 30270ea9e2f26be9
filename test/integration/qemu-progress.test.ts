import { execFile } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { JobProgress } from '../../shared/model/job.ts';
import { MACHINE, QemuStage } from '../helpers/qemu-stage.ts';

const run = promisify(execFile);
const MIB = 1024 * 1024;
const FILLED_MIB = 256;
const MEMORY_MIB = 320;

describe('progress of a save', () => {
  it('tells the bytes that are written, learns how long it takes, and does not lie where nothing can be seen', async () => {
    await using stage = await QemuStage.open();
    const path = stage.disks.entry('memory.bin');
    await writeFile(path, randomFillSync(Buffer.alloc(FILLED_MIB * MIB)));
    await stage.qemu({
      drives: [await stage.drive('a')],
      memory: MEMORY_MIB,
      args: ['-device', `loader,file=${path},addr=${16 * MIB},force-raw=on`],
    });
    await stage.add();
    const takeAndWatch = async (name: string): Promise<readonly JobProgress[]> => {
      const { jobId } = await stage.core.api['snapshot.take']({ machineId: MACHINE, name });
      const seen: JobProgress[] = [];
      await stage.core.until(({ jobs }) => {
        const job = jobs.get(jobId);
        if (job?.progress != null && job.progress !== seen.at(-1)) seen.push(job.progress);
        return job?.state === 'done';
      }, `${name} to be taken`);
      return seen;
    };

    const first = await takeAndWatch('first');
    expect(first[0]).toEqual({ unit: 'bytes', done: 0, total: null, estimateMs: null });
    const growing = first.filter((each) => each.total !== null);
    expect(growing.length).toBeGreaterThan(0);
    for (const each of growing) {
      expect(each.total).toBe(MEMORY_MIB * MIB);
      expect(each.done).toBeGreaterThan(0);
      expect(each.done).toBeLessThanOrEqual(MEMORY_MIB * MIB);
    }
    expect(growing.map((each) => each.done)).toEqual(growing.map((each) => each.done).sort((a, b) => a - b));
    const plan = await stage.core.api['snapshot.planTake']({ machineId: MACHINE });
    expect(plan.estimateMs).toBeGreaterThan(0);

    // Room that the file has already: the image does not grow, and so nothing is claimed.
    await run('fallocate', ['--length', '1GiB', stage.disks.entry('a.qcow2')]);
    const second = await takeAndWatch('second');
    expect(second[0]).toMatchObject({ done: 0, total: null, estimateMs: plan.estimateMs });
    expect(second.filter((each) => each.total !== null)).toEqual([]);
  });
});
