import { z } from 'zod';
import { connectionSchema } from './connection.ts';
import { jobSchema } from './job.ts';
import { machineSchema } from './machine.ts';
import { settingsSchema } from './settings.ts';
import { type Snapshot, snapshotSchema } from './snapshot.ts';

/** One change of the world: a whole entity put in place, or one dropped. */
export const opSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('put'), kind: z.literal('connection'), value: connectionSchema }).readonly(),
  z.object({ op: z.literal('put'), kind: z.literal('machine'), value: machineSchema }).readonly(),
  z.object({ op: z.literal('put'), kind: z.literal('snapshot'), value: snapshotSchema }).readonly(),
  z.object({ op: z.literal('put'), kind: z.literal('job'), value: jobSchema }).readonly(),
  z.object({ op: z.literal('put'), kind: z.literal('settings'), value: settingsSchema }).readonly(),
  z
    .object({
      op: z.literal('drop'),
      kind: z.enum(['connection', 'machine', 'snapshot', 'job']),
      id: z.string(),
    })
    .readonly(),
]);
export type Op = z.infer<typeof opSchema>;

/**
 * What a watcher of the world receives: the whole once, then patches. A patch whose `rev` is not the last
 * one plus one means that something was missed: watch again. Of a whole with many snapshots the first come with it,
 * and `rest` messages follow with the others: see {@link wholeChanges}.
 */
export const changeSchema = z.discriminatedUnion('t', [
  z
    .object({
      t: z.literal('all'),
      rev: z.number().int(),
      connections: z.array(connectionSchema).readonly(),
      machines: z.array(machineSchema).readonly(),
      snapshots: z.array(snapshotSchema).readonly(),
      jobs: z.array(jobSchema).readonly(),
      settings: settingsSchema,
      rest: z.number().int().nonnegative().optional(),
    })
    .readonly(),
  z.object({ t: z.literal('rest'), snapshots: z.array(snapshotSchema).readonly() }).readonly(),
  z.object({ t: z.literal('patch'), rev: z.number().int(), ops: z.array(opSchema).readonly() }).readonly(),
]);
/** A change as it is sent: a large whole in pieces. */
export type ChangeMessage = z.infer<typeof changeSchema>;
/** A change as it is applied. */
export type Change = Exclude<ChangeMessage, { readonly t: 'rest' }>;
type Whole = Extract<Change, { readonly t: 'all' }>;

/** Puts the pieces of each whole together; ends and throws as `messages` does. */
export async function* wholeChanges(messages: AsyncIterable<ChangeMessage>): AsyncGenerator<Change, void> {
  let begun: { readonly whole: Whole; readonly snapshots: Snapshot[]; missing: number } | null = null;
  for await (const message of messages) {
    if (message.t === 'all') {
      // A whole that was not told to its end is followed by a newer one.
      begun = { whole: message, snapshots: [...message.snapshots], missing: message.rest ?? 0 };
    } else if (message.t === 'patch') {
      yield message;
      continue;
    } else if (begun !== null) {
      for (const snapshot of message.snapshots) begun.snapshots.push(snapshot);
      begun.missing -= 1;
    }
    if (begun?.missing === 0) {
      const { whole, snapshots } = begun;
      begun = null;
      yield { ...whole, snapshots, rest: 0 };
    }
  }
}
