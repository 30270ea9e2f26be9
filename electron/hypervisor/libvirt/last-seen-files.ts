import { join } from 'node:path';
import { z } from 'zod';
import { findingSchema } from '../../../shared/model/finding.ts';
import { driveSchema } from '../../../shared/model/machine.ts';
import {
  snapshotDriveSchema,
  snapshotKindSchema,
  snapshotStateSchema,
} from '../../../shared/model/snapshot.ts';
import { namesIn, removeDurably } from '../../files/durable-file.ts';
import { jsonLines, type LineLimits, readJsonLines, writeJsonLines } from '../../files/json-lines.ts';
import { listMaximum } from '../../libvirt-rpc/procedures.ts';
import type { SnapshotFacts } from '../hypervisor.ts';

/** A machine as it was when its host was last there. */
export const seenMachineSchema = z
  .object({
    uuid: z.guid(),
    name: z.string(),
    memoryBytes: z.number().nullable(),
    drives: z.array(driveSchema).readonly(),
    findings: z.array(findingSchema).readonly(),
    heads: z.number().int().nonnegative(),
    activity: z.string().nullable(),
    seenAt: z.number().nullable(),
  })
  .readonly();
export type SeenMachine = z.infer<typeof seenMachineSchema>;

const factsSchema = z
  .object({
    name: z.string(),
    identities: z.array(z.string()).readonly(),
    createdAt: z.number(),
    state: snapshotStateSchema.nullable(),
    kind: snapshotKindSchema,
    memory: z.boolean(),
    parentName: z.string().nullable(),
    description: z.string(),
    current: z.boolean(),
    sizeBytes: z.number().nullable(),
    drives: z.array(snapshotDriveSchema).readonly(),
    /** libvirt names disks, not the internal snapshots in them. */
    instances: z.array(z.never()).readonly(),
    findings: z.array(findingSchema).readonly(),
  })
  .readonly();

/** libvirt's own limit of a list; a snapshot takes about half a kilobyte. */
const LIMITS: LineLimits = { maxBytes: 32 * 1024 * 1024, maxLines: listMaximum };
const MACHINES = 'machines.jsonl';
const TREE = /^([0-9a-f-]{36})\.jsonl$/;

/** What one host's machines and trees were when they were last seen: `hosts/<connection>/seen/`. */
export class LastSeenFiles {
  readonly #folder: string;

  /** `folder` is made with the first write. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Null where nothing is kept. Throws system errors, and Error for what can't be understood. */
  async readMachines(): Promise<readonly SeenMachine[] | null> {
    return await readJsonLines(join(this.#folder, MACHINES), seenMachineSchema, LIMITS);
  }

  /** Null where nothing is kept. Throws system errors, and Error for what can't be understood. */
  async readTree(uuid: string): Promise<readonly SnapshotFacts[] | null> {
    return await readJsonLines(this.#treePath(uuid), factsSchema, LIMITS);
  }

  /** Keeps the list of machines, and drops the trees of those that are not in it. Throws system errors. */
  async writeMachines(machines: readonly SeenMachine[]): Promise<void> {
    await this.#write(join(this.#folder, MACHINES), machines);
    const present = new Set(machines.map(({ uuid }) => uuid));
    for (const name of await namesIn(this.#folder)) {
      const uuid = TREE.exec(name)?.[1];
      if (uuid !== undefined && !present.has(uuid)) await removeDurably(join(this.#folder, name));
    }
  }

  /** Throws system errors. */
  async writeTree(uuid: string, facts: readonly SnapshotFacts[]): Promise<void> {
    await this.#write(this.#treePath(uuid), facts);
  }

  /** Throws system errors. */
  async removeAll(): Promise<void> {
    await removeDurably(this.#folder);
  }

  /** What is too large to be read again is not kept. */
  async #write(path: string, values: readonly unknown[]): Promise<void> {
    const text = await jsonLines(values);
    if (values.length > LIMITS.maxLines || Buffer.byteLength(text) > LIMITS.maxBytes)
      await removeDurably(path);
    else await writeJsonLines(path, text);
  }

  #treePath(uuid: string): string {
    return join(this.#folder, `${uuid}.jsonl`);
  }
}
