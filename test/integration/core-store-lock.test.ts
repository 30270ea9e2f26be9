import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startCore } from '../helpers/core.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

describe('the store of a core', () => {
  it('has one core at a time, also when they do not see each other’s socket', async () => {
    await using store = await makeTemporaryFolder();
    const runtime = await makeTemporaryFolder();
    const first = await startCore(store.path, { XDG_RUNTIME_DIR: runtime.path });
    await expect(startCore(store.path)).rejects.toMatchObject({
      code: 'unavailable',
      message: `Another Snapgrove, in another session, is using ${store.path}. Your machines are unharmed. Quit it and try again.`,
    });
    await first.close();
    await runtime[Symbol.asyncDispose]();
    await using next = await startCore(store.path);
    expect(next.errors).toEqual([]);
  });

  it('is free again when a core could not be started over it', async () => {
    await using store = await makeTemporaryFolder();
    await writeFile(store.entry('file'), '');
    await expect(startCore(store.path, { XDG_RUNTIME_DIR: store.entry('file') })).rejects.toThrow(
      'The folder for screenshots could not be made',
    );
    await using next = await startCore(store.path);
    expect(next.errors).toEqual([]);
    expect(existsSync(store.entry('core.lock'))).toBe(true);
  });
});
