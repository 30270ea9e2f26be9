import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSharedCore, type SharedCore, type SharedCoreOptions } from '../../electron/shell/shared-core.ts';
import { coreOfTest } from '../helpers/core-of-test.ts';

const signal = new AbortController().signal;
let folder: string;
let opened: SharedCore[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapgrove-shared-'));
  opened = [];
});

afterEach(async () => {
  for (const core of opened) await core.close();
  await rm(folder, { recursive: true });
});

/** Opens a core that calls itself by a name, so that a test sees which one answers. */
async function open(name: string, options: Partial<SharedCoreOptions> = {}): Promise<SharedCore> {
  const core = await openSharedCore({
    version: '1.0.0',
    createCore: async () =>
      coreOfTest(
        {
          'demo.start': () => ({ machineId: name }),
          'world.watch': () => {
            throw new Error('not in this test');
          },
        },
        { picturesFolder: `/pictures/of/${name}` },
      ),
    onError: ({ cause }) => expect.unreachable(String(cause)),
    environment: { SNAPGROVE_RUNTIME_DIR: folder },
    ...options,
  });
  opened.push(core);
  return core;
}

const whoAnswers = (core: SharedCore) => core.handlers['demo.start']({}, { signal });

describe('the shared core', () => {
  it('is the first one, for all who come later', async () => {
    const first = await open('first');
    const second = await open('second');
    expect([first.isOwn, second.isOwn]).toEqual([true, false]);
    expect(await whoAnswers(second)).toEqual({ machineId: 'first' });
    expect(second.picturesFolder).toBe('/pictures/of/first');
  });

  it('passes errors on as they are', async () => {
    await open('first');
    const second = await open('second');
    await expect(second.handlers['job.clear']({}, { signal })).rejects.toMatchObject({
      code: 'disconnected',
    });
  });

  it('moves to the next when the first ends', async () => {
    const first = await open('first');
    const created = Promise.withResolvers<void>();
    const second = await open('second', {
      createCore: async () => {
        created.resolve();
        return coreOfTest({ 'demo.start': () => ({ machineId: 'second' }) });
      },
    });
    await first.close();
    await created.promise;
    // Whoever comes now finds the second, which has taken over by then.
    const third = await open('third');
    expect(await whoAnswers(third)).toEqual({ machineId: 'second' });
    expect(second.isOwn).toBe(true);
    expect(await whoAnswers(second)).toEqual({ machineId: 'second' });
  });

  it('is not shared between versions', async () => {
    await open('first');
    await expect(open('newer', { version: '2.0.0' })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/1\.0\.0 is running, and this is 2\.0\.0/),
    });
  });

  it('lets go of its place when it cannot be created', async () => {
    const createCore = async () => {
      throw new Error('the store is on fire');
    };
    await expect(open('first', { createCore })).rejects.toThrow('the store is on fire');
    expect((await open('second')).isOwn).toBe(true);
  });
});
