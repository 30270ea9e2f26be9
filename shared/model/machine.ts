import { z } from 'zod';
import { type Sentence, saidSchema, sentenceOf, sentenceSchema } from '../sentences/sentence.ts';
import { linkSchema } from './connection.ts';
import { findingSchema } from './finding.ts';
import { pictureSchema } from './picture.ts';

/**
 * What the machine does now. `broken` is a machine whose last restore failed half way: it stays stopped and
 * must never be resumed. `unknown` is one that we can't see at present.
 */
export const machineStateSchema = z.enum([
  'running',
  'paused',
  'suspended',
  'off',
  'crashed',
  'broken',
  'unknown',
]);
export type MachineState = z.infer<typeof machineStateSchema>;

/** Something a machine can or can't do now, with the reason in English where it can't. */
export const capabilitySchema = z.discriminatedUnion('available', [
  z.object({ available: z.literal(true) }).readonly(),
  z.object({ available: z.literal(false), reason: z.string(), said: saidSchema.optional() }).readonly(),
]);
export type Capability = z.infer<typeof capabilitySchema>;
export type Unavailable = Extract<Capability, { readonly available: false }>;

export const AVAILABLE: Capability = { available: true };

/** Says that something can't be done, and why. */
export function unavailable({ text, code, values }: Sentence): Unavailable {
  return { available: false, reason: text, said: { code, values } };
}

/** Why something can't be done, as a sentence that can stand in another. */
export function reasonOf({ reason, said }: Pick<Unavailable, 'reason' | 'said'>): Sentence {
  return sentenceOf(reason, said);
}

/** Snapshot features of a machine at this moment. */
export const capabilitiesSchema = z
  .object({
    take: capabilitySchema,
    memory: capabilitySchema,
    diskOnly: capabilitySchema,
    external: capabilitySchema,
    quiesce: capabilitySchema,
    chooseDrives: capabilitySchema,
    restore: capabilitySchema,
    activate: capabilitySchema,
    delete: capabilitySchema,
    screenshot: capabilitySchema,
    start: capabilitySchema,
    pause: capabilitySchema,
    resume: capabilitySchema,
    shutdown: capabilitySchema,
    powerOff: capabilitySchema,
    reset: capabilitySchema,
  })
  .readonly();
export type Capabilities = z.infer<typeof capabilitiesSchema>;

export const powerActionSchema = z.enum(['start', 'pause', 'resume', 'shutdown', 'powerOff', 'reset']);
export type PowerAction = z.infer<typeof powerActionSchema>;

/** A block device of the machine. Sizes in bytes. */
export const driveSchema = z
  .object({
    /** What a take request names it by: the node name (QMP) or the target (libvirt), unique in the machine. */
    id: z.string(),
    /** The guest device: a qdev path or id, or libvirt's target such as `vda`. */
    device: z.string().nullable(),
    path: z.string().nullable(),
    format: z.string().nullable(),
    virtualSizeBytes: z.number().nullable(),
    actualSizeBytes: z.number().nullable(),
    readOnly: z.boolean(),
    /** Null when the drive can hold snapshots, else why it is not rolled back by a restore, as a clause. */
    leftOut: sentenceSchema.nullable(),
  })
  .readonly();
export type Drive = z.infer<typeof driveSchema>;

/** How we reach a machine. */
export const machineSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('qmp'), address: z.string() }).readonly(),
  z.object({ kind: z.literal('image'), path: z.string() }).readonly(),
  z.object({ kind: z.literal('libvirt') }).readonly(),
]);
export type MachineSource = z.infer<typeof machineSourceSchema>;

export const machineSchema = z
  .object({
    /** `<connection id>:<uuid>`. */
    id: z.string(),
    connectionId: z.string(),
    uuid: z.string(),
    name: z.string(),
    state: machineStateSchema,
    source: machineSourceSchema,
    link: linkSchema,
    /** True for the demo machine that Snapgrove started itself. */
    demo: z.boolean(),
    memoryBytes: z.number().nullable(),
    drives: z.array(driveSchema).readonly(),
    capabilities: capabilitiesSchema,
    /** Things worth knowing about the whole machine, such as a drive that is not rolled back. */
    findings: z.array(findingSchema).readonly(),
    /** The snapshot that the present state grew from. */
    currentSnapshotId: z.string().nullable(),
    /** The snapshot that the next start begins with. */
    activatedSnapshotId: z.string().nullable(),
    /** Whether the machine may differ from the current snapshot: true once it ran since. */
    changedSince: z.boolean(),
    snapshotCount: z.number().int(),
    /** The machine's screen as last seen, also when it is off now. */
    picture: pictureSchema.nullable(),
    pictureAt: z.number().nullable(),
    /** Number of displays that a screenshot can be taken of. */
    heads: z.number().int(),
    /** When the shown tree was last true, ms since the epoch. */
    seenAt: z.number().nullable(),
    /** False where the user turned pictures off for this machine. */
    screenshots: z.boolean(),
  })
  .readonly();
export type Machine = z.infer<typeof machineSchema>;

/** The world's id of a machine. */
export function machineId(connectionId: string, uuid: string): string {
  return `${connectionId}:${uuid}`;
}
