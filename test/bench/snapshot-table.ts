/** A qcow2 image with many snapshots, written straight into its table: taking them one by one would take an hour. */
import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';

const CLUSTER_BYTES = 65_536;
/** Offsets in the header (docs/interop/qcow2.txt). */
const REFCOUNT_TABLE_OFFSET = 48;
const SNAPSHOT_COUNT = 60;
const SNAPSHOTS_OFFSET = 64;
const FIRST_DATE_SEC = 1_700_000_000;

/** The snapshot that `writeImageOfSnapshots` makes at `index`: its name, and its id and date in the image. */
export function snapshotAt(index: number): {
  readonly name: string;
  readonly id: string;
  readonly dateSec: number;
} {
  return { name: `before change ${index}`, id: String(index + 1), dateSec: FIRST_DATE_SEC + 600 * index };
}

/** Makes a qcow2 image at `path` with `count` snapshots with memory. At most 30,000. */
export async function writeImageOfSnapshots(path: string, count: number): Promise<void> {
  await promisify(execFile)('qemu-img', ['create', '-q', '-f', 'qcow2', path, '1M']);
  await using file = await open(path, 'r+');
  const header = Buffer.alloc(104);
  await file.read(header, 0, header.length, 0);
  const refcountTable = Number(header.readBigUInt64BE(REFCOUNT_TABLE_OFFSET));
  const firstBlock = Buffer.alloc(8);
  await file.read(firstBlock, 0, 8, refcountTable);
  const refcounts = Number(firstBlock.readBigUInt64BE());

  const used = Math.ceil((await file.stat()).size / CLUSTER_BYTES);
  const entry = (index: number, l1Cluster: number) => tableEntry(index, l1Cluster * CLUSTER_BYTES);
  const tableClusters = Math.ceil((count * entry(count, 0).length) / CLUSTER_BYTES);
  const firstL1 = used + tableClusters;
  const table = Buffer.concat(Array.from({ length: count }, (_, index) => entry(index, firstL1 + index)));
  await file.write(table, 0, table.length, used * CLUSTER_BYTES);
  // The tables of an empty disk are zeros, which need not be written: one cluster for each snapshot.
  await file.truncate((firstL1 + count) * CLUSTER_BYTES);
  const ones = Buffer.alloc(2 * (tableClusters + count));
  for (let at = 0; at < ones.length; at += 2) ones.writeUInt16BE(1, at);
  await file.write(ones, 0, ones.length, refcounts + 2 * used);
  header.writeUInt32BE(count, SNAPSHOT_COUNT);
  header.writeBigUInt64BE(BigInt(used * CLUSTER_BYTES), SNAPSHOTS_OFFSET);
  await file.write(header, 0, header.length, 0);
}

function tableEntry(index: number, l1Offset: number): Buffer {
  const snapshot = snapshotAt(index);
  const id = Buffer.from(snapshot.id);
  const name = Buffer.from(snapshot.name);
  const extraBytes = 16;
  const fixedBytes = 40;
  const length = fixedBytes + extraBytes + id.length + name.length;
  const entry = Buffer.alloc(Math.ceil(length / 8) * 8);
  entry.writeBigUInt64BE(BigInt(l1Offset), 0);
  entry.writeUInt32BE(1, 8);
  entry.writeUInt16BE(id.length, 12);
  entry.writeUInt16BE(name.length, 14);
  entry.writeUInt32BE(snapshot.dateSec, 16);
  entry.writeUInt32BE(0, 20);
  entry.writeBigUInt64BE(60_000_000_000n, 24);
  entry.writeUInt32BE(0, 32);
  entry.writeUInt32BE(extraBytes, 36);
  entry.writeBigUInt64BE(100_000_000n, fixedBytes);
  entry.writeBigUInt64BE(1_048_576n, fixedBytes + 8);
  id.copy(entry, fixedBytes + extraBytes);
  name.copy(entry, fixedBytes + extraBytes + id.length);
  return entry;
}
