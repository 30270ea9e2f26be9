import { z } from 'zod';

/** One internal snapshot as an image records it (QAPI SnapshotInfo). Names may repeat within an image. */
export type SnapshotInfo = {
  readonly id: string;
  /** The tag; may be empty. */
  readonly name: string;
  /** Bytes of saved memory and device state; 0 for a disk-only snapshot, and on all drives but one. */
  readonly vmStateSizeBytes: number;
  /** Whole seconds since 1970 and the nanoseconds beyond them: with id and name, a snapshot's identity. */
  readonly dateSec: number;
  readonly dateNsec: number;
  /** When it was made, in ms since 1970. */
  readonly createdMs: number;
  /** How long the guest had run, in ms. */
  readonly vmClockMs: number;
  /** Instruction count under record/replay (since QEMU 5.2); else null. */
  readonly icount: number | null;
};

export type DirtyBitmapInfo = {
  /** Null for a bitmap of a job's own. */
  readonly name: string | null;
  readonly recording: boolean;
  readonly persistent: boolean;
};

/** What QEMU and qemu-img say of an image (QAPI ImageInfo). Sizes are bytes. */
export type ImageInfo = {
  readonly filename: string;
  readonly format: string;
  readonly virtualSizeBytes: number;
  /** Space taken on the host; null where it is not known, such as over a network. */
  readonly actualSizeBytes: number | null;
  readonly clusterSizeBytes: number | null;
  readonly encrypted: boolean;
  readonly dirty: boolean;
  /** Marked corrupt, or with a snapshot table that is not all there: QEMU opens it read-only or not at all. */
  readonly corrupt: boolean;
  readonly backingFilename: string | null;
  readonly fullBackingFilename: string | null;
  readonly backingFormat: string | null;
  /** The backing image's own info, where it was asked for. */
  readonly backingImage: ImageInfo | null;
  /** qcow2 with its data in a file beside it: no internal snapshots are possible. */
  readonly dataFile: string | null;
  readonly snapshots: readonly SnapshotInfo[];
  /** Bitmaps stored in a qcow2 image. */
  readonly bitmapNames: readonly string[];
};

/** A {@link SnapshotInfo} as we write it ourselves. */
export const plainSnapshotInfoSchema: z.ZodType<SnapshotInfo> = z.object({
  id: z.string(),
  name: z.string(),
  vmStateSizeBytes: z.number(),
  dateSec: z.number(),
  dateNsec: z.number(),
  createdMs: z.number(),
  vmClockMs: z.number(),
  icount: z.number().nullable(),
});

/** A {@link SnapshotInfo} as QEMU and qemu-img write it. */
export const snapshotInfoSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    'vm-state-size': z.number().default(0),
    'date-sec': z.number(),
    'date-nsec': z.number().default(0),
    'vm-clock-sec': z.number().default(0),
    'vm-clock-nsec': z.number().default(0),
    icount: z.number().nullable().default(null),
  })
  .transform(
    (info): SnapshotInfo => ({
      id: info.id,
      name: info.name,
      vmStateSizeBytes: info['vm-state-size'],
      dateSec: info['date-sec'],
      dateNsec: info['date-nsec'],
      createdMs: info['date-sec'] * 1000 + Math.floor(info['date-nsec'] / 1e6),
      vmClockMs: info['vm-clock-sec'] * 1000 + info['vm-clock-nsec'] / 1e6,
      icount: info.icount,
    }),
  );

const formatSpecificSchema = z
  .object({
    data: z
      .object({
        corrupt: z.boolean().default(false),
        'data-file': z.string().optional(),
        bitmaps: z.array(z.object({ name: z.string() })).default([]),
      })
      .catch({ corrupt: false, bitmaps: [] }),
  })
  .default({ data: { corrupt: false, bitmaps: [] } });

/** Reads QAPI ImageInfo, from `query-block`, `query-named-block-nodes` or `qemu-img info --output=json`. */
export const imageInfoSchema: z.ZodType<ImageInfo> = z.lazy(() => imageInfoObject);

const imageInfoObject = z
  .object({
    filename: z.string(),
    format: z.string(),
    'virtual-size': z.number(),
    'actual-size': z.number().nullable().default(null),
    'cluster-size': z.number().nullable().default(null),
    encrypted: z.boolean().default(false),
    'dirty-flag': z.boolean().default(false),
    'backing-filename': z.string().nullable().default(null),
    'full-backing-filename': z.string().nullable().default(null),
    'backing-filename-format': z.string().nullable().default(null),
    'backing-image': imageInfoSchema.nullable().default(null),
    snapshots: z.array(snapshotInfoSchema).default([]),
    'format-specific': formatSpecificSchema,
  })
  .transform(
    (info): ImageInfo => ({
      filename: info.filename,
      format: info.format,
      virtualSizeBytes: info['virtual-size'],
      actualSizeBytes: info['actual-size'],
      clusterSizeBytes: info['cluster-size'],
      encrypted: info.encrypted,
      dirty: info['dirty-flag'],
      corrupt: info['format-specific'].data.corrupt || info.snapshots.some(isTornOff),
      backingFilename: info['backing-filename'],
      fullBackingFilename: info['full-backing-filename'],
      backingFormat: info['backing-filename-format'],
      backingImage: info['backing-image'],
      dataFile: info['format-specific'].data['data-file'] ?? null,
      snapshots: info.snapshots.filter((snapshot) => !isTornOff(snapshot)),
      bitmapNames: info['format-specific'].data.bitmaps.map(({ name }) => name),
    }),
  );

/** qemu-img fills in for what is missing of a truncated image's snapshot table with empty entries, and calls it success. */
const isTornOff = ({ id }: SnapshotInfo): boolean => id === '';

export const dirtyBitmapSchema = z
  .object({
    name: z.string().nullable().default(null),
    recording: z.boolean().default(false),
    persistent: z.boolean().default(false),
  })
  .transform((bitmap): DirtyBitmapInfo => bitmap);
