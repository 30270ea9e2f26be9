import { z } from 'zod';
import { saidSchema, sentenceSchema } from '../sentences/sentence.ts';
import { findingSchema } from './finding.ts';
import { driveSchema } from './machine.ts';
import { pictureSchema } from './picture.ts';

/** What taking a snapshot would do. */
export const takePlanSchema = z
  .object({
    findings: z.array(findingSchema).readonly(),
    defaultName: z.string(),
    /** Drives that would be in the snapshot, and those left out with the reason. */
    drives: z.array(driveSchema).readonly(),
    /** Memory that would be saved, at most, in bytes; null for a machine that is off or a disk-only snapshot. */
    memoryBytes: z.number().nullable(),
    /** How long the guest will probably stand still, in ms, from earlier saves. */
    estimateMs: z.number().nullable(),
    /** Room left where the snapshot would be written, in bytes. */
    freeBytes: z.number().nullable(),
    /** Default place of the memory file of an external snapshot, or null. */
    memoryFile: z.string().nullable(),
  })
  .readonly();
export type TakePlan = z.infer<typeof takePlanSchema>;

/** What restoring (or activating) a snapshot would do. */
export const restorePlanSchema = z
  .object({
    findings: z.array(findingSchema).readonly(),
    /** The machine's screen now and the snapshot's. */
    from: pictureSchema.nullable(),
    to: pictureSchema.nullable(),
    /** Sentences on what would be gone afterwards if the current state is not kept. */
    loses: z.array(sentenceSchema).readonly(),
    /** Whether the current state can be kept as a snapshot first, and if not why. */
    keepCurrent: z.discriminatedUnion('available', [
      z.object({ available: z.literal(true), name: z.string() }).readonly(),
      z.object({ available: z.literal(false), reason: z.string(), said: saidSchema.optional() }).readonly(),
    ]),
    /** Whether the hypervisor asks for force, with its reason; null when it does not. */
    force: sentenceSchema.nullable(),
    /** Older safety snapshots that would be removed to keep the newest three. */
    removesSafety: z.array(z.string()).readonly(),
  })
  .readonly();
export type RestorePlan = z.infer<typeof restorePlanSchema>;

export const deleteChildrenSchema = z.enum(['keep', 'delete', 'only']);
export type DeleteChildren = z.infer<typeof deleteChildrenSchema>;

/** What deleting would do, in the order in which it would be done. */
export const deletePlanSchema = z
  .object({
    findings: z.array(findingSchema).readonly(),
    /** Leaf first. */
    deletes: z.array(z.object({ snapshotId: z.string(), name: z.string() }).readonly()).readonly(),
    moves: z
      .array(
        z.object({ snapshotId: z.string(), name: z.string(), newParentId: z.string().nullable() }).readonly(),
      )
      .readonly(),
    /** Pinned snapshots that the plan would delete; each must be named in the call. */
    pinned: z.array(z.object({ snapshotId: z.string(), name: z.string() }).readonly()).readonly(),
    /** About how much it frees, in bytes; null when that can't be known. */
    freesBytes: z.number().nullable(),
  })
  .readonly();
export type DeletePlan = z.infer<typeof deletePlanSchema>;
