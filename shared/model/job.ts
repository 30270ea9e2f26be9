import { z } from 'zod';
import { type Sentence, saidSchema, sentenceOf } from '../sentences/sentence.ts';
import { type Finding, findingSchema } from './finding.ts';

export const jobKindSchema = z.enum([
  'take',
  'restore',
  'activate',
  'delete',
  'start',
  'pause',
  'resume',
  'shutdown',
  'powerOff',
  'reset',
]);
export type JobKind = z.infer<typeof jobKindSchema>;

/**
 * `waiting`: can still be undone before anything is sent; `queued`: behind another job of its machine;
 * `interrupted`: the program ended while it ran.
 */
export const jobStateSchema = z.enum([
  'waiting',
  'queued',
  'running',
  'done',
  'failed',
  'cancelled',
  'interrupted',
]);
export type JobState = z.infer<typeof jobStateSchema>;

export const jobProgressSchema = z
  .object({
    /** What is counted: bytes written or steps of a plan. */
    unit: z.enum(['bytes', 'steps']),
    done: z.number(),
    /** Null when the end can't be known. */
    total: z.number().nullable(),
    /** How long it will probably take in all, from earlier saves, in ms; null without experience. */
    estimateMs: z.number().nullable(),
  })
  .readonly();
export type JobProgress = z.infer<typeof jobProgressSchema>;

export const jobErrorSchema = z
  .object({
    code: z.string(),
    /** In English. */
    message: z.string(),
    said: saidSchema.optional(),
    findings: z.array(findingSchema).readonly(),
  })
  .readonly();
export type JobError = z.infer<typeof jobErrorSchema>;

/** Makes the error of a job. */
export function jobError(code: string, said: Sentence, findings: readonly Finding[]): JobError {
  return { code, message: said.text, said: { code: said.code, values: said.values }, findings };
}

/** Why a job failed, as a sentence. */
export function reasonOfFailure({ message, said }: JobError): Sentence {
  return sentenceOf(message, said);
}

/** One line of what happened when; `text` is English. */
export const jobEventSchema = z
  .object({ at: z.number(), text: z.string(), said: saidSchema.optional() })
  .readonly();
export type JobEvent = z.infer<typeof jobEventSchema>;

/** Makes a line of a job's history; `at` in ms since the epoch. */
export function jobEvent(at: number, { text, code, values }: Sentence): JobEvent {
  return { at, text, said: { code, values } };
}

export const jobSchema = z
  .object({
    id: z.string(),
    kind: jobKindSchema,
    machineId: z.string(),
    machineName: z.string(),
    snapshotId: z.string().nullable(),
    snapshotName: z.string().nullable(),
    /** Of a delete: the ids of the snapshots that go, which need not be the one that it was asked for. */
    deletes: z.array(z.string()).readonly().optional(),
    state: jobStateSchema,
    progress: jobProgressSchema.nullable(),
    events: z.array(jobEventSchema).readonly(),
    createdAt: z.number(),
    startedAt: z.number().nullable(),
    finishedAt: z.number().nullable(),
    /** Until when `job.undo` takes a waiting job back, ms since the epoch. */
    undoUntil: z.number().nullable(),
    error: jobErrorSchema.nullable(),
    /** Things worth knowing of a job that succeeded, such as a missing picture. */
    findings: z.array(findingSchema).readonly(),
    /** For a restore: the snapshot that keeps the replaced state; `job.undo` goes back to it. */
    safetySnapshotId: z.string().nullable(),
    /** Whether `job.undo` does something now. */
    undoable: z.boolean(),
  })
  .readonly();
export type Job = z.infer<typeof jobSchema>;

/** How many snapshots a job deletes; 0 for any other kind. */
export function deleteCount(job: Job): number {
  return job.kind === 'delete' ? (job.deletes?.length ?? 1) : 0;
}

/** Whether a delete takes this snapshot. */
export function deletesSnapshot(job: Job, snapshotId: string): boolean {
  if (job.kind !== 'delete') return false;
  return job.deletes === undefined ? job.snapshotId === snapshotId : job.deletes.includes(snapshotId);
}

/** True while the job may still change something. */
export function isActive(job: Job): boolean {
  return job.state === 'waiting' || job.state === 'queued' || job.state === 'running';
}
