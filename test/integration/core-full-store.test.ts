import { execFile } from 'node:child_process';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MACHINE, QemuStage } from '../helpers/qemu-stage.ts';

const run = promisify(execFile);

describe('a store whose disk is full', () => {
  /** A stage whose store is a file system of its own. */
  async function stageOnSmallDisk(): Promise<QemuStage> {
    const stage = await QemuStage.open();
    const { path } = stage.store;
    await run('mount', ['-t', 'tmpfs', '-o', 'nr_inodes=200,mode=0700', 'snapgrove-test', path]);
    stage.use({
      [Symbol.asyncDispose]: async () => {
        await run('umount', [path]);
      },
    });
    return stage;
  }

  /** Leaves room for so many more files and folders. */
  async function fill(stage: QemuStage, free: number): Promise<readonly string[]> {
    const { ffree } = await statfs(stage.store.path);
    const paths = Array.from({ length: ffree - free }, (_each, index) =>
      stage.store.entry(`filler-${index}`),
    );
    await Promise.all(paths.map((path) => writeFile(path, '')));
    return paths;
  }

  it('reports a snapshot that was taken and could not be noted, and notes it when there is room', async () => {
    await using stage = await stageOnSmallDisk();
    await stage.qemu({ drives: [await stage.drive('a')], memory: 16 });
    await stage.add();
    await stage.core.api['settings.set']({ screenshots: false });
    await stage.take('before');
    // The job's file, and what each file needs while it is written anew; none for a new document.
    const fillers = await fill(stage, 2);
    const taking = stage.core.api['snapshot.take']({
      machineId: MACHINE,
      name: 'x',
      description: 'to be kept',
    });
    const job = await stage.job(taking);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'failed' } });
    expect(job.error?.message).toContain('The disk that holds Snapgrove’s notes and pictures is full.');
    expect(job.events.map((each) => each.text)).toContain(
      '“x” was taken. Its notes could not be written; they follow once they can be.',
    );
    expect(stage.names).toEqual(['before', 'x']);
    expect(await stage.tags('a')).toEqual(['before', 'x']);

    for (const path of fillers) await rm(path);
    await stage.core.api['world.refresh']({ machineId: MACHINE });
    expect(stage.snapshot('x')).toMatchObject({
      origin: 'snapgrove',
      description: 'to be kept',
      parentId: stage.snapshot('before').id,
    });
    expect(stage.machine.currentSnapshotId).toBe(stage.snapshot('x').id);
    await stage.restartCore();
    expect(stage.snapshot('x').description).toBe('to be kept');
  });
});
