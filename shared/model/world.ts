import { z } from 'zod';
import { connectionSchema } from './connection.ts';
import { jobSchema } from './job.ts';
import { machineSchema } from './machine.ts';
import { settingsSchema } from './settings.ts';
import { snapshotSchema } from './snapshot.ts';

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
 * one plus one means that something was missed: watch again.
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
    })
    .readonly(),
  z.object({ t: z.literal('patch'), rev: z.number().int(), ops: z.array(opSchema).readonly() }).readonly(),
]);
export type Change = z.infer<typeof changeSchema>;
