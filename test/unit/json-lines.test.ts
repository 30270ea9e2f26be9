import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jsonLines, readJsonLines, writeJsonLines } from '../../electron/files/json-lines.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const schema = z.object({ name: z.string() });
const limits = { maxBytes: 100_000, maxLines: 1000 };

describe('a file of JSON lines', () => {
  it('holds what was written, also line ends in texts, for its user alone, and is not written again for nothing', async () => {
    await using folder = await makeTemporaryFolder();
    const path = folder.entry('values.jsonl');
    expect(await readJsonLines(path, schema, limits)).toBeNull();
    const values = Array.from({ length: 600 }, (_each, index) => ({ name: `${index}\n\u2028“ü”` }));
    await writeJsonLines(path, await jsonLines(values));
    expect(await readJsonLines(path, schema, limits)).toEqual(values);
    const first = await stat(path);
    expect(first.mode & 0o777).toBe(0o600);
    await writeJsonLines(path, await jsonLines(values));
    expect((await stat(path)).ino).toBe(first.ino);
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1), /not whole/],
    ['cut off in a line', (text: string) => text.slice(0, -5), /JSON/],
    ['of another version', (text: string) => text.replace('"version":1', '"version":2'), /version/],
    ['not what was expected', (text: string) => text.replace('"name"', '"nom"'), /name/],
    ['empty', () => '', /not whole/],
  ])('that is %s is refused', async (_what, spoil, message) => {
    await using folder = await makeTemporaryFolder();
    const path = folder.entry('values.jsonl');
    await writeJsonLines(path, await jsonLines([{ name: 'a' }, { name: 'b' }]));
    await writeFile(path, spoil(await readFile(path, 'utf8')));
    await expect(readJsonLines(path, schema, limits)).rejects.toThrow(message);
  });

  it('that is too large is not read', async () => {
    await using folder = await makeTemporaryFolder();
    const path = folder.entry('values.jsonl');
    await writeJsonLines(path, await jsonLines([{ name: 'a' }, { name: 'b' }]));
    await expect(readJsonLines(path, schema, { ...limits, maxLines: 1 })).rejects.toThrow(
      /more than 1 lines/,
    );
    await appendFile(path, ' '.repeat(limits.maxBytes));
    await expect(readJsonLines(path, schema, limits)).rejects.toThrow(/larger than/);
  });
});
