import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WorkerThread } from '../../electron/threads/worker-thread.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const library = join(import.meta.dirname, '../../electron/threads/worker-thread.ts');

/** A worker that says a word again, and does other things when it is told to. */
const PROGRAM = `
import { threadId } from 'node:worker_threads';
import { answerRequests } from ${JSON.stringify(library)};
answerRequests(async (word) => {
  if (word === 'thread') return String(threadId);
  if (word === 'throw') throw new TypeError('thrown there');
  if (word === 'die') process.exit(3);
  if (word === 'never') return await new Promise(() => undefined);
  return word + '!';
});
`;

async function withWorker(
  test: (worker: WorkerThread<string, string>) => Promise<void>,
  options: { readonly idleMs?: number } = {},
): Promise<void> {
  await using folder = await makeTemporaryFolder();
  await writeFile(folder.entry('word-worker.js'), PROGRAM);
  await writeFile(folder.entry('package.json'), '{ "type": "module" }');
  const worker = new WorkerThread<string, string>(folder.path, 'word-worker', options);
  try {
    await test(worker);
  } finally {
    await worker.close();
  }
}

describe('a worker thread that is asked', () => {
  it('answers each request, also while another is not answered', async () => {
    await withWorker(async (worker) => {
      const never = worker.ask('never');
      expect(await Promise.all(['a', 'b', 'c'].map((word) => worker.ask(word)))).toEqual(['a!', 'b!', 'c!']);
      await worker.close();
      await expect(never).rejects.toThrow('The word-worker ended with status 1.');
    });
  });

  it('hands on what it throws', async () => {
    await withWorker(async (worker) => {
      await expect(worker.ask('throw')).rejects.toThrow(TypeError);
      expect(await worker.ask('on')).toBe('on!');
    });
  });

  it('is replaced when it dies, and what it was asked fails', async () => {
    await withWorker(async (worker) => {
      const both = [worker.ask('never'), worker.ask('die')];
      for (const each of both) await expect(each).rejects.toThrow('The word-worker ended with status 3.');
      expect(await worker.ask('again')).toBe('again!');
    });
  });

  it('ends when nothing is asked of it any more, and starts again', async () => {
    await withWorker(
      async (worker) => {
        const first = await worker.ask('thread');
        const others = new Set([first]);
        while (others.size < 3) {
          others.add(await worker.ask('thread'));
          for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
        }
        expect(others).toContain(first);
      },
      { idleMs: 0 },
    );
  });

  it('answers nothing once it is closed', async () => {
    await withWorker(async (worker) => {
      await worker.close();
      await worker.close();
      await expect(worker.ask('late')).rejects.toThrow('the word-worker is closed');
    });
  });
});
