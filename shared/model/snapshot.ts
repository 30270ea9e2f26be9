import { z } from 'zod';
import { sentenceSchema } from '../sentences/sentence.ts';
import { findingSchema } from './finding.ts';
import { pictureSchema } from './picture.ts';

/** What the machine did at the moment of the snapshot (libvirt's own words). */
export const snapshotStateSchema = z.enum([
  'nostate',
  'running',
  'blocked',
  'paused',
  'shutdown',
  'shutoff',
  'crashed',
  'pmsuspended',
  'disk-snapshot',
]);
export type SnapshotState = z.infer<typeof snapshotStateSchema>;

export const snapshotKindSchema = z.enum(['internal', 'external', 'mixed']);
export type SnapshotKind = z.infer<typeof snapshotKindSchema>;

/** How a drive that the snapshot lives on looks today. */
export const snapshotDriveStatusSchema = z.enum([
  'present',
  'missing',
  'moved',
  'replaced',
  'changed',
  'snapshot-gone',
  'unknown',
]);
export type SnapshotDriveStatus = z.infer<typeof snapshotDriveStatusSchema>;

/** One drive that the snapshot lives on: the proposal's `<blockdev>`. */
export const snapshotDriveSchema = z
  .object({
    path: z.string(),
    device: z.string().nullable(),
    node: z.string().nullable(),
    format: z.string().nullable(),
    virtualSizeBytes: z.number().nullable(),
    /** The snapshot's id in that image (qcow2). */
    imageSnapshotId: z.string().nullable(),
    status: snapshotDriveStatusSchema,
  })
  .readonly();
export type SnapshotDrive = z.infer<typeof snapshotDriveSchema>;

export const restorableSchema = z
  .object({ ok: z.boolean(), findings: z.array(findingSchema).readonly() })
  .readonly();
export type Restorable = z.infer<typeof restorableSchema>;

export const snapshotSchema = z
  .object({
    /** `<machine id>/<key>`, unique in the world, never used again for another snapshot. */
    id: z.string(),
    machineId: z.string(),
    name: z.string(),
    description: z.string(),
    labels: z.array(z.string()).readonly(),
    pinned: z.boolean(),
    /** True for one taken by a restore to keep the state that it replaced. */
    safety: z.boolean(),
    origin: z.enum(['snapgrove', 'elsewhere']),
    parentId: z.string().nullable(),
    /** Moment of the snapshot, ms since the epoch. */
    createdAt: z.number(),
    state: snapshotStateSchema,
    kind: snapshotKindSchema,
    memory: z.boolean(),
    /** What deleting it frees, about, in bytes; null when that can't be known. */
    sizeBytes: z.number().nullable(),
    picture: pictureSchema.nullable(),
    /** Why there is no picture, or null. */
    pictureProblem: sentenceSchema.nullable(),
    drives: z.array(snapshotDriveSchema).readonly(),
    /** Drives of the machine that the snapshot does not cover. */
    drivesLeftOut: z.array(z.string()).readonly(),
    restorable: restorableSchema,
    /** True when we have notes of it but the snapshot itself is gone. */
    lost: z.boolean(),
    /** Set when its metadata can't be read; the sentence says what is wrong. */
    unreadable: sentenceSchema.nullable(),
  })
  .readonly();
export type Snapshot = z.infer<typeof snapshotSchema>;

/** The world's id of a snapshot. */
export function snapshotId(machine: string, key: string): string {
  return `${machine}/${key}`;
}

/** Splits a snapshot's id into the machine's id and the key within that machine. */
export function splitSnapshotId(id: string): { readonly machineId: string; readonly key: string } {
  const slash = id.lastIndexOf('/');
  return { machineId: id.slice(0, slash), key: id.slice(slash + 1) };
}

/** Longest snapshot name in UTF-8 bytes: QEMU cuts longer tags silently (`char name[256]`, block/snapshot.h). */
export const MAX_NAME_BYTES = 255;
