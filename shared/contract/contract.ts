import { z } from 'zod';
import { findingSchema } from '../model/finding.ts';
import { powerActionSchema } from '../model/machine.ts';
import { pictureSchema } from '../model/picture.ts';
import { deleteChildrenSchema, deletePlanSchema, restorePlanSchema, takePlanSchema } from '../model/plan.ts';
import { settingsSchema } from '../model/settings.ts';
import { changeSchema } from '../model/world.ts';
import { call, stream } from './definition.ts';

const nothing = z.object({}).readonly();
const ofMachine = z.object({ machineId: z.string() }).readonly();
const ofSnapshot = z.object({ snapshotId: z.string() }).readonly();
const jobStarted = z.object({ jobId: z.string() }).readonly();

/** What a take asks for. */
export const takeRequestSchema = z
  .object({
    machineId: z.string(),
    name: z.string(),
    description: z
      .string()
      .max(64 * 1024)
      .default(''),
    labels: z.array(z.string().min(1).max(100)).max(100).readonly().default([]),
    /** Save the memory too; ignored for a machine that is off. */
    memory: z.boolean().default(true),
    /** Ids of the drives to include; null for every drive that can hold snapshots. */
    drives: z.array(z.string()).readonly().nullable().default(null),
    /** Ask the guest agent to make its file systems quiet first (disk only). */
    quiesce: z.boolean().default(false),
    /** Write new files instead of into the images, where the hypervisor can (libvirt). */
    external: z.object({ memoryFile: z.string().nullable() }).readonly().nullable().default(null),
  })
  .readonly();
export type TakeRequest = z.infer<typeof takeRequestSchema>;

export const wantedStateSchema = z.enum(['as-snapshot', 'running', 'paused']);
export type WantedState = z.infer<typeof wantedStateSchema>;

export const restoreRequestSchema = z
  .object({
    snapshotId: z.string(),
    state: wantedStateSchema.default('as-snapshot'),
    keepCurrent: z.boolean().default(true),
    /** Go on although the hypervisor calls it risky; only after the plan said so and the user agreed. */
    force: z.boolean().default(false),
  })
  .readonly();
export type RestoreRequest = z.infer<typeof restoreRequestSchema>;

export const deleteRequestSchema = z
  .object({
    snapshotId: z.string(),
    /** Ids of further snapshots of the same machine that go in the same way, as one job. */
    also: z.array(z.string()).readonly().default([]),
    children: deleteChildrenSchema.default('keep'),
    /** Ids of pinned snapshots that the user agreed to delete. */
    pinned: z.array(z.string()).readonly().default([]),
    /** Ids of the snapshots that the user was shown to go: with any other nothing is deleted. Not looked at when left out. */
    shown: z.array(z.string()).readonly().optional(),
    /** How long it can be taken back, in ms; the settings' value when left out. */
    undoMs: z.number().int().min(0).max(60_000).optional(),
  })
  .readonly();
export type DeleteRequest = z.infer<typeof deleteRequestSchema>;

/** A monitor found on this computer. */
export const foundMachineSchema = z
  .object({
    address: z.string(),
    pid: z.number().int(),
    name: z.string().nullable(),
    /** True when we know this machine already. */
    known: z.boolean(),
    /** True when another program is connected to it; it was not disturbed. */
    inUse: z.boolean(),
  })
  .readonly();
export type FoundMachine = z.infer<typeof foundMachineSchema>;

/** Everything a face can ask the core: the source of types, of the core's checks and of the client. */
export const contract = {
  'world.watch': stream(nothing, changeSchema),
  'world.refresh': call(z.object({ machineId: z.string().optional() }).readonly(), nothing),

  'settings.set': call(
    z
      .object({
        theme: settingsSchema.unwrap().shape.theme.optional(),
        language: settingsSchema.unwrap().shape.language.optional(),
        screenshots: z.boolean().optional(),
        refreshSeconds: settingsSchema.unwrap().shape.refreshSeconds.optional(),
        undoMs: settingsSchema.unwrap().shape.undoMs.optional(),
      })
      .readonly(),
    nothing,
  ),

  /** Adds a QMP socket, host:port, a libvirt URI or a qcow2 image. */
  'machine.add': call(
    z.object({ address: z.string().min(1).max(4096) }).readonly(),
    z.object({ machineIds: z.array(z.string()).readonly(), connectionId: z.string() }).readonly(),
  ),
  'machine.found': call(nothing, z.object({ found: z.array(foundMachineSchema).readonly() }).readonly()),
  /** Takes the machine off the list; its snapshots stay in its images. */
  'machine.remove': call(ofMachine, nothing),
  'machine.power': call(
    z.object({ machineId: z.string(), action: powerActionSchema }).readonly(),
    jobStarted,
  ),
  /** Takes back what the next start begins with: it begins with the disks as they are, which are not touched. */
  'machine.deactivate': call(ofMachine, nothing),
  /** The command line that `start` runs: recorded while the machine ran, null when none is. */
  'machine.commandLine': call(
    ofMachine,
    z.object({ argv: z.array(z.string()).readonly().nullable(), confirmed: z.boolean() }).readonly(),
  ),
  /** Confirms (and perhaps changes) the command line before its first use. */
  'machine.setCommandLine': call(
    z.object({ machineId: z.string(), argv: z.array(z.string()).min(1).readonly() }).readonly(),
    nothing,
  ),
  /** Takes a picture of the screen now; `picture` is null with the finding that says why. */
  'machine.screenshot': call(
    z.object({ machineId: z.string(), head: z.number().int().min(0).default(0) }).readonly(),
    z.object({ picture: pictureSchema.nullable(), finding: findingSchema.nullable() }).readonly(),
  ),
  'machine.setScreenshots': call(
    z.object({ machineId: z.string(), screenshots: z.boolean() }).readonly(),
    nothing,
  ),
  /** The machine's present definition as XML, for comparing; null when the hypervisor has none. */
  'machine.xml': call(ofMachine, z.object({ xml: z.string().nullable() }).readonly()),
  /** Deletes the pictures kept so far, of one machine or of all. */
  'pictures.delete': call(
    z.object({ machineId: z.string().nullable() }).readonly(),
    z.object({ deleted: z.number().int(), bytes: z.number() }).readonly(),
  ),

  /** Tries a lost connection again now. */
  'connection.retry': call(z.object({ connectionId: z.string() }).readonly(), nothing),
  'connection.remove': call(z.object({ connectionId: z.string() }).readonly(), nothing),

  /** Starts the demo machine, or finds it running. */
  'demo.start': call(nothing, z.object({ machineId: z.string() }).readonly()),
  'demo.stop': call(nothing, nothing),

  'snapshot.planTake': call(
    z
      .object({
        machineId: z.string(),
        memory: z.boolean().default(true),
        drives: z.array(z.string()).readonly().nullable().default(null),
        quiesce: z.boolean().default(false),
        external: z.object({ memoryFile: z.string().nullable() }).readonly().nullable().default(null),
      })
      .readonly(),
    takePlanSchema,
  ),
  'snapshot.take': call(takeRequestSchema, jobStarted),
  'snapshot.planRestore': call(
    z.object({ snapshotId: z.string(), state: wantedStateSchema.default('as-snapshot') }).readonly(),
    restorePlanSchema,
  ),
  'snapshot.restore': call(restoreRequestSchema, jobStarted),
  'snapshot.planActivate': call(ofSnapshot, restorePlanSchema),
  'snapshot.activate': call(
    z.object({ snapshotId: z.string(), keepCurrent: z.boolean().default(true) }).readonly(),
    jobStarted,
  ),
  'snapshot.planDelete': call(
    deleteRequestSchema.unwrap().pick({ snapshotId: true, also: true, children: true }).readonly(),
    deletePlanSchema,
  ),
  'snapshot.delete': call(deleteRequestSchema, jobStarted),
  /** Changes notes: what is left out stays as it is. */
  'snapshot.describe': call(
    z
      .object({
        snapshotId: z.string(),
        description: z
          .string()
          .max(64 * 1024)
          .optional(),
        labels: z.array(z.string().min(1).max(100)).max(100).readonly().optional(),
        pinned: z.boolean().optional(),
      })
      .readonly(),
    nothing,
  ),
  /** Removes our notes of a snapshot that is gone. */
  'snapshot.forget': call(ofSnapshot, nothing),
  'snapshot.xml': call(
    z.object({ snapshotId: z.string(), form: z.enum(['seed', 'libvirt']).default('seed') }).readonly(),
    z.object({ xml: z.string() }).readonly(),
  ),

  /** Takes back: a delete that waits, or a restore that kept the state before it. */
  'job.undo': call(z.object({ jobId: z.string() }).readonly(), z.object({ jobId: z.string() }).readonly()),
  /** Sends a waiting delete now. */
  'job.hurry': call(z.object({ jobId: z.string() }).readonly(), nothing),
  /** Empties the history of ended jobs. */
  'job.clear': call(nothing, nothing),
} as const;

export type SnapgroveContract = typeof contract;
