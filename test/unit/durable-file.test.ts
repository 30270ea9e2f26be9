import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLeftOver, readIfThere, removeDurably, writeDurably } from '../../electron/files/durable-file.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../helpers/temporary-folder.ts';

const HELPERS = join(import.meta.dirname, '..', 'helpers', 'crash');

/** Runs one write, or with '' one removal, in a process of its own; resolves with its steps, or null when it was killed at one. */
async function run(path: string, content: string, at?: number): Promise<readonly string[] | null> {
  const script = [join(HELPERS, 'write-once.ts'), path, content, ...(at === undefined ? [] : [String(at)])];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      join(HELPERS, 'faults.ts'),
      ...script,
    ]);
    return JSON.parse(stdout);
  } catch (error) {
    if (error instanceof Error && 'signal' in error && error.signal === 'SIGKILL') return null;
    throw error;
  }
}

describe('a durable file', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
  });
  afterEach(async () => await folder[Symbol.asyncDispose]());

  it('is on disk before it gets its name, and its name before the write ends', async () => {
    const steps = await run(folder.entry('notes.json'), 'new');
    expect(steps?.filter((step) => step.startsWith('after'))).toEqual([
      'after mkdir',
      'after write',
      'after sync',
      'after rename',
      'after sync',
    ]);
  });

  it('makes new folders durable too, down from the first that was missing', async () => {
    const steps = await run(folder.entry('a/b/notes.json'), 'new');
    expect(steps?.filter((step) => step === 'after sync')).toHaveLength(4);
    expect((await stat(folder.entry('a'))).mode & 0o777).toBe(0o700);
  });

  it('holds the old or the new content whole, wherever the writing is cut off', async () => {
    const path = folder.entry('notes.json');
    const steps = (await run(path, 'old content')) ?? [];
    const contents = new Set<string>();
    for (let at = 0; at < steps.length; at += 1) {
      await writeDurably(path, 'old content');
      expect(await run(path, 'new content', at)).toBeNull();
      const content = await readFile(path, 'utf8');
      expect(['old content', 'new content']).toContain(content);
      contents.add(content);
      const others = (await readdir(folder.path)).filter((name) => name !== 'notes.json');
      expect(others.every(isLeftOver)).toBe(true);
    }
    expect(contents).toEqual(new Set(['old content', 'new content']));
  }, 60_000);

  it('is there or gone, wherever the removal is cut off', async () => {
    const path = folder.entry('notes.json');
    await writeDurably(path, 'content');
    const steps = (await run(path, '')) ?? [];
    expect(steps.at(-1)).toBe('after sync');
    for (let at = 0; at < steps.length; at += 1) {
      await writeDurably(path, 'content');
      expect(await run(path, '', at)).toBeNull();
      expect(['content', null]).toContain(await readIfThere(path));
    }
  }, 60_000);

  it('is written by all who ask, in the order they asked, and ends as the last said', async () => {
    const path = folder.entry('notes.json');
    const texts = Array.from({ length: 20 }, (_, index) => `content ${index}`);
    await Promise.all(texts.map((text) => writeDurably(path, text)));
    expect(await readFile(path, 'utf8')).toBe('content 19');
    await Promise.all([writeDurably(path, 'once more'), removeDurably(path)]);
    expect(await readIfThere(path)).toBeNull();
  });

  it('goes on after a write that failed, and leaves nothing of it', async () => {
    const path = folder.entry('taken');
    await mkdir(path);
    const failing = expect(writeDurably(path, 'first')).rejects.toMatchObject({ code: 'EISDIR' });
    await Promise.all([failing, removeDurably(path), writeDurably(path, 'second')]);
    expect(await readFile(path, 'utf8')).toBe('second');
    expect(await readdir(folder.path)).toEqual(['taken']);
  });

  it('keeps what it replaces private, whatever the umask', async () => {
    const path = folder.entry('machine.json');
    await writeFile(path, 'old');
    await chmod(path, 0o644);
    await writeDurably(path, 'new');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is told from what a process before left, also while this one writes', () => {
    expect(isLeftOver('.writing-0123456789ab-0123456789abcdef')).toBe(true);
    expect(isLeftOver('snapshot.xml')).toBe(false);
  });
});
