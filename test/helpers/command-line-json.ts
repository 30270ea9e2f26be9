import { z } from 'zod';
import { findingSchema } from '../../shared/model/finding.ts';

/** What `check --json` prints. */
export const restorable = z.strictObject({ ok: z.boolean(), findings: z.array(findingSchema) });
/** One snapshot, as `list --json` prints an array of. */
export const listed = z.strictObject({
  name: z.string(),
  parent: z.string().nullable(),
  created: z.iso.datetime(),
  state: z.string(),
  kind: z.enum(['internal', 'external', 'mixed']),
  memory: z.boolean(),
  description: z.string(),
  labels: z.array(z.string()),
  pinned: z.boolean(),
  current: z.boolean(),
  sizeBytes: z.number().nullable(),
  screenshot: z
    .strictObject({ sha256: z.string().length(64), width: z.number(), height: z.number() })
    .nullable(),
  drives: z.array(z.strictObject({ path: z.string(), status: z.string() })),
  restorable,
});
/** What --json prints of a failure. */
export const failure = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string(), findings: z.array(findingSchema) }),
});
/** What `machines --json` prints, as far as the tests read it. */
export const machines = z.array(
  z.looseObject({ name: z.string(), uuid: z.string(), state: z.string(), snapshots: z.number() }),
);
