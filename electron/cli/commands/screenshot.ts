import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/contract/errors.ts';
import type { Picture } from '../../../shared/model/picture.ts';
import { asIs } from '../../../shared/sentences/sentence.ts';
import type { Command, CommandContext } from '../command.ts';
import { findMachine } from '../machine-lookup.ts';
import { snapshotNamed } from '../snapshot-lookup.ts';
import { UsageError } from '../usage-error.ts';

export const screenshotCommand: Command = {
  name: 'screenshot',
  summary: 'Write the picture of a machine’s screen now, or of a snapshot, to a file.',
  operands: ['MACHINE'],
  options: ['snapshot', 'output', 'head'],
  description: [
    'Writes a PNG. A file that exists is replaced. With --json, prints { path, sha256, width, height }, sizes in pixels.',
  ],
  examples: [
    'snapgrove screenshot web-server -o now.png',
    'snapgrove screenshot web-server --snapshot clean -o clean.png',
  ],
  run: async (context) => {
    const { options, operands, console, core } = context;
    const path = options.output;
    if (path === undefined || path === '') throw new UsageError('Say where to write it: -o FILE.');
    if (path === '-' && console.json) throw new UsageError('With --json, give a file: -o FILE.');
    const head = headNumber(options.head);
    const [operand = ''] = operands;
    const machine = await findMachine(context, operand);
    const { sha256, width, height } = await wantedPicture(context, machine, head);
    const { picturesFolder } = await core();
    const png = await readFile(join(picturesFolder, `${sha256}.png`));
    if (path === '-') return { value: null, text: png };
    await write(path, png);
    return {
      value: { path, sha256, width, height },
      text: `Wrote ${path}, ${width}×${height} pixels.\n`,
    };
  },
};

async function wantedPicture(
  { options, core }: CommandContext,
  machine: Awaited<ReturnType<typeof findMachine>>,
  head: number,
): Promise<Picture> {
  const { api, world } = await core();
  if (options.snapshot === undefined) {
    const { picture, finding } = await api['machine.screenshot']({ machineId: machine.id, head });
    if (picture !== null) return picture;
    throw new AppError(
      'failed',
      asIs(
        `No picture of ${machine.name} could be taken: ${finding?.message ?? 'it has none.'} The machine is unharmed.`,
      ),
      { findings: finding === null ? [] : [finding] },
    );
  }
  const snapshot = snapshotNamed(world.snapshotsOf(machine.id), machine, options.snapshot);
  if (snapshot.picture !== null) return snapshot.picture;
  throw new AppError(
    'not_found',
    asIs(
      `“${snapshot.name}” of ${machine.name} has no picture. ${snapshot.pictureProblem?.text ?? 'It was made with another program.'}`,
    ),
  );
}

async function write(path: string, png: Uint8Array): Promise<void> {
  try {
    await writeFile(path, png);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(
      'failed',
      asIs(`${path} could not be written: ${reason}. The machine is unharmed.`),
      {},
      { cause },
    );
  }
}

function headNumber(text: string | undefined): number {
  if (text === undefined) return 0;
  if (!/^\d{1,2}$/.test(text)) throw new UsageError(`--head takes a number from 0 on, not "${text}".`);
  return Number(text);
}
