import { z } from 'zod';
import { type Finding, messageOf } from '../../shared/model/finding.ts';
import type { JobProgress } from '../../shared/model/job.ts';
import { SaidError } from '../../shared/sentences/said-error.ts';
import { say } from '../../shared/sentences/say.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';

/**
 * What an operation is about to do, written durably before it is done, so that the next start can tell how far
 * it came and finish what belongs together.
 */
export const intentSchema = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('take'),
      name: z.string(),
      description: z.string(),
      labels: z.array(z.string()).readonly(),
      safety: z.boolean(),
      parentName: z.string().nullable(),
      state: z.enum([
        'nostate',
        'running',
        'blocked',
        'paused',
        'shutdown',
        'shutoff',
        'crashed',
        'pmsuspended',
        'disk-snapshot',
      ]),
      ramBytes: z.number().nullable(),
      devices: z.array(z.string()).readonly().nullable(),
      drivesLeftOut: z.array(z.string()).readonly(),
      startedAt: z.number(),
    })
    .readonly(),
  z
    .object({
      kind: z.literal('restore'),
      key: z.string(),
      name: z.string(),
      /** Ms since the epoch. */
      startedAt: z.number().default(0),
    })
    .readonly(),
  z
    .object({
      kind: z.literal('delete'),
      snapshots: z.array(z.object({ key: z.string(), name: z.string() }).readonly()).readonly(),
    })
    .readonly(),
]);
export type Intent = z.infer<typeof intentSchema>;

/** How an operation tells what it does. */
export interface OperationJournal {
  /** Resolves when a power cut can't take the intent back. */
  readonly intend: (intent: Intent) => Promise<void>;
  readonly step: (step: Sentence) => void;
  readonly progress: (progress: JobProgress | null) => void;
}

/** An operation that its findings forbid; nothing was sent. */
export class RefusedError extends SaidError {
  readonly findings: readonly Finding[];

  constructor(what: Sentence, findings: readonly Finding[]) {
    const why = findings.filter((each) => each.severity === 'blocks').map(messageOf);
    super(why.length === 0 ? what : say('refused', { what, why }));
    this.name = 'RefusedError';
    this.findings = findings;
  }
}
