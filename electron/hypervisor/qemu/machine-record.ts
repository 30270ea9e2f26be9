import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { driveSchema, machineSourceSchema } from '../../../shared/model/machine.ts';
import { asIs } from '../../../shared/sentences/sentence.ts';
import { isMissing, readIfThere, removeDurably, writeDurably } from '../../files/durable-file.ts';

const activatedSchema = z
  .object({
    name: z.string(),
    identities: z.array(z.string()).readonly(),
    /** The machine at the moment of the snapshot, for comparing before it is loaded; null when not known. */
    ramBytes: z.number().nullable(),
    devices: z.array(z.string()).readonly().nullable(),
    /** What the images looked like when the machine was last known to be off; null while it runs on. */
    images: z.string().nullable(),
  })
  .readonly();
export type Activated = z.infer<typeof activatedSchema>;

const lastRestoreSchema = z
  .object({
    /** Ms since the epoch. */
    startedAt: z.number(),
    /** QEMU's job that loads the snapshot; null where qemu-img puts the disks of a machine that is off to it. */
    jobId: z.string().nullable(),
    /** The run of the process that has the job; null when not known. */
    run: z.string().nullable(),
    /** `begun`: QEMU's job tells how it ended, as long as the job is there. */
    outcome: z.enum(['begun', 'untouched', 'restored', 'half', 'unknown']),
    /** What was known of the guest before, and holds on where nothing was loaded. */
    before: z.object({ halfRestored: z.boolean(), wholeInRestoreVm: z.boolean() }).readonly(),
  })
  .readonly();
export type LastRestore = z.infer<typeof lastRestoreSchema>;

/** Older records hold the reason why snapshots leave a drive out as a plain text. */
const recordedDriveSchema = z.preprocess((value) => {
  const old = z.looseObject({ leftOut: z.string() }).safeParse(value);
  return old.success ? { ...old.data, leftOut: asIs(old.data.leftOut) } : value;
}, driveSchema);

/** What is kept of a machine for the time when its QEMU does not run. */
export const machineRecordSchema = z
  .object({
    uuid: z.guid(),
    name: z.string(),
    source: machineSourceSchema,
    memoryBytes: z.number().nullable().default(null),
    devices: z.array(z.string()).readonly().nullable().default(null),
    drives: z.array(recordedDriveSchema).readonly().default([]),
    /** Whether its QEMU was seen to run on this computer: only then are the drives' paths paths of ours. */
    local: z.boolean().default(false),
    /** The command line that starts it, as recorded or as the user changed it. */
    argv: z.array(z.string()).readonly().nullable().default(null),
    /** The command line of the process as last seen, for noticing that it was started in another way. */
    observed: z.array(z.string()).readonly().nullable().default(null),
    folder: z.string().nullable().default(null),
    /** The process as last seen: its id and when it started, so that another one is known for what it is. */
    run: z.string().nullable().default(null),
    /** True once the user saw the command line and agreed to its being run. */
    confirmed: z.boolean().default(false),
    /** The snapshot that the next start begins with. */
    activated: activatedSchema.nullable().default(null),
    /** True while QEMU says `restore-vm` although its last load succeeded, as it does for a machine that was stopped. */
    wholeInRestoreVm: z.boolean().default(false),
    /** True from before a load is sent until the guest is known to be whole: its run state tells nothing where it stood still. */
    halfRestored: z.boolean().default(false),
    /** The last restore: noted before anything is sent, and how it ended before that can be forgotten elsewhere. */
    lastRestore: lastRestoreSchema.nullable().default(null),
    /** True from before the guest's file systems are frozen until they are known to be thawed. */
    frozen: z.boolean().default(false),
    seenAt: z.number().nullable().default(null),
  })
  .readonly();
export type MachineRecord = z.infer<typeof machineRecordSchema>;

const FILE = 'machine.json';

/** The machines of the store: `machines/<uuid>/machine.json`, mode 0600 for the command line may hold secrets. */
export class MachineRecords {
  readonly #folder: string;

  /** `folder` is the store's `machines` folder. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async write(record: MachineRecord): Promise<void> {
    await writeDurably(this.#path(record.uuid), JSON.stringify(record, null, 2), { mode: 0o600 });
  }

  /** Forgets how to reach the machine; notes and pictures of its snapshots stay. */
  async remove(uuid: string): Promise<void> {
    await removeDurably(this.#path(uuid));
  }

  /** All records that can be read; `onBad` hears of each that can't, which stays where it is. */
  async readAll(onBad: (path: string, error: unknown) => void): Promise<readonly MachineRecord[]> {
    const records: MachineRecord[] = [];
    for (const uuid of await this.#uuids()) {
      const path = this.#path(uuid);
      try {
        const text = await readIfThere(path);
        if (text !== null) records.push(machineRecordSchema.parse(JSON.parse(text)));
      } catch (error) {
        onBad(path, error);
      }
    }
    return records;
  }

  async #uuids(): Promise<readonly string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => z.guid().safeParse(name).success);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  #path(uuid: string): string {
    return join(this.#folder, uuid, FILE);
  }
}
