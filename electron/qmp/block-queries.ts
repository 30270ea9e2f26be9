import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { QmpCommandError } from './errors.ts';
import { type DirtyBitmapInfo, dirtyBitmapSchema, type ImageInfo, imageInfoSchema } from './image-info.ts';
import { parseReply, type QmpSession } from './session.ts';

/** A node of QEMU's block graph (QAPI BlockDeviceInfo). */
export type BlockNode = {
  /** Names that begin with `#` are QEMU's own and change at every start. */
  readonly nodeName: string;
  readonly driver: string;
  /** The file, or QEMU's description of what is not one. */
  readonly file: string;
  readonly readOnly: boolean;
  readonly encrypted: boolean;
  readonly backingFile: string | null;
  readonly backingDepth: number;
  /** False while the node is not in use because of a migration (QEMU 10.0 and later). */
  readonly active: boolean;
  readonly image: ImageInfo;
  readonly dirtyBitmaps: readonly DirtyBitmapInfo[];
};

/** A guest device that can hold a medium (QAPI BlockInfo). */
export type BlockDevice = {
  /** `-drive` id; empty for `-blockdev`. */
  readonly device: string;
  /** Id or QOM path of the guest device; null without one. */
  readonly qdev: string | null;
  readonly removable: boolean;
  readonly locked: boolean;
  readonly trayOpen: boolean;
  readonly ioStatus: 'ok' | 'failed' | 'nospace' | 'unknown';
  /** Null for an empty drive. */
  readonly inserted: BlockNode | null;
};

const blockNodeSchema = z
  .object({
    'node-name': z.string().default(''),
    drv: z.string(),
    file: z.string(),
    ro: z.boolean(),
    encrypted: z.boolean().default(false),
    backing_file: z.string().nullable().default(null),
    backing_file_depth: z.number().default(0),
    active: z.boolean().default(true),
    image: imageInfoSchema,
    'dirty-bitmaps': z.array(dirtyBitmapSchema).default([]),
  })
  .transform(
    (node): BlockNode => ({
      nodeName: node['node-name'],
      driver: node.drv,
      file: node.file,
      readOnly: node.ro,
      encrypted: node.encrypted,
      backingFile: node.backing_file,
      backingDepth: node.backing_file_depth,
      active: node.active,
      image: node.image,
      dirtyBitmaps: node['dirty-bitmaps'],
    }),
  );

const blockDeviceSchema = z
  .object({
    device: z.string().default(''),
    qdev: z.string().nullable().default(null),
    removable: z.boolean().default(false),
    locked: z.boolean().default(false),
    tray_open: z.boolean().default(false),
    'io-status': z.enum(['ok', 'failed', 'nospace', 'unknown']).catch('unknown'),
    inserted: blockNodeSchema.nullable().default(null),
  })
  .transform(
    (device): BlockDevice => ({
      device: device.device,
      qdev: device.qdev,
      removable: device.removable,
      locked: device.locked,
      trayOpen: device.tray_open,
      ioStatus: device['io-status'],
      inserted: device.inserted,
    }),
  );

const blockDevicesSchema = z.array(blockDeviceSchema);

/** Lists the guest's drives, empty ones too, with the node behind each. Throws as `session.execute`. */
export async function queryBlock(session: QmpSession): Promise<readonly BlockDevice[]> {
  const reply = await session.execute('query-block');
  // Ten thousand snapshots are megabytes: others get the thread between reading them as JSON and looking into them.
  await setImmediate();
  return parseReply('query-block', reply, blockDevicesSchema);
}

/**
 * Lists all nodes with their images' snapshots; `image.backingImage` is null where QEMU can leave it out
 * (`flat`, QEMU 5.0 and later). Throws as `session.execute`.
 */
export async function queryNamedBlockNodes(session: QmpSession): Promise<readonly BlockNode[]> {
  const parse = z.array(blockNodeSchema);
  try {
    return await session.execute('query-named-block-nodes', { flat: true }, { parse });
  } catch (error) {
    if (!(error instanceof QmpCommandError)) throw error;
    // QEMU before 5.0 refuses the argument.
    return session.execute('query-named-block-nodes', undefined, { parse });
  }
}
