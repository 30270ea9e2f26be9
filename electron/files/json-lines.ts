import { type FileHandle, open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { isMissing, readIfThere, writeDurably } from './durable-file.ts';

/** Lines that are made before others have their turn. */
const AT_ONCE = 250;

const headerSchema = z.object({ version: z.literal(1), count: z.number().int().nonnegative() });

export interface LineLimits {
  readonly maxBytes: number;
  readonly maxLines: number;
}

/**
 * Reads a file of one JSON value a line, piece by piece, so that a long one does not hold the thread; null where there
 * is none. Throws system errors, and Error for a file that is too large, of another version, or not whole.
 */
export async function readJsonLines<T>(
  path: string,
  schema: z.ZodType<T>,
  { maxBytes, maxLines }: LineLimits,
): Promise<readonly T[] | null> {
  await using file = await openIfThere(path);
  if (file === null) return null;
  if ((await file.stat()).size > maxBytes) throw new Error(`${path} is larger than ${maxBytes} bytes`);
  let count: number | null = null;
  const values: T[] = [];
  for await (const line of linesOf(file)) {
    const value: unknown = JSON.parse(line);
    if (count === null) count = headerSchema.parse(value).count;
    else values.push(schema.parse(value));
    if (values.length > maxLines) throw new Error(`${path} has more than ${maxLines} lines`);
  }
  if (count !== values.length) throw new Error(`${path} is not whole`);
  return values;
}

/** Not by readline, for which the line ends of Unicode, which may stand in a JSON text, are ends of lines too. */
async function* linesOf(file: FileHandle): AsyncGenerator<string, void> {
  let rest = '';
  for await (const chunk of file.createReadStream({ encoding: 'utf8', autoClose: false })) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

async function openIfThere(path: string) {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** The text of a file for `readJsonLines`, made in slices. */
export async function jsonLines(values: readonly unknown[]): Promise<string> {
  const parts: string[] = [`${JSON.stringify({ version: 1, count: values.length })}\n`];
  for (let from = 0; from < values.length; from += AT_ONCE) {
    if (from > 0) await setImmediate();
    const lines = values.slice(from, from + AT_ONCE).map((value) => `${JSON.stringify(value)}\n`);
    parts.push(lines.join(''));
  }
  return parts.join('');
}

/** Writes what `jsonLines` made, durably, with mode 0600, unless the file is so already. Throws system errors. */
export async function writeJsonLines(path: string, text: string): Promise<void> {
  if ((await readIfThere(path)) !== text) await writeDurably(path, text, { mode: 0o600 });
}
