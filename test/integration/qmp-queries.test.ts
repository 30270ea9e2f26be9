import { describe, expect, it } from 'vitest';
import { queryBlock, queryNamedBlockNodes } from '../../electron/qmp/block-queries.ts';
import { connectQmp } from '../../electron/qmp/connect.ts';
import { filePathOf } from '../../electron/qmp/image-filename.ts';
import {
  qomList,
  queryCharacterDevices,
  queryCpus,
  queryMachineType,
  queryMemorySize,
  queryName,
  queryStatus,
  queryUuid,
  queryVersion,
} from '../../electron/qmp/queries.ts';
import { querySchema } from '../../electron/qmp/schema.ts';
import { startFlakyProxy } from '../helpers/flaky-proxy.ts';
import { createQcow2, createRaw, startQemu } from '../helpers/qemu.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const UUID = 'C2A9B1F0-6C2D-4B5E-9A53-0123456789AB';

describe('queries of a real QEMU', () => {
  it('read a machine with a name, an UUID, two processors and a socket', async () => {
    await using folder = await makeTemporaryFolder();
    const agent = folder.entry('agent.sock');
    await using qemu = await startQemu({
      name: 'Web-Server „eins“',
      uuid: UUID,
      memory: 48,
      args: [
        '-smp',
        '2',
        '-chardev',
        `socket,id=qga0,path=${agent},server=on,wait=off`,
        '-device',
        'virtio-serial-pci,id=serial',
      ],
    });
    await using session = await connectQmp({ type: 'unix', path: qemu.socketPath });
    expect(await queryName(session)).toBe('Web-Server „eins“');
    expect(await queryUuid(session)).toBe(UUID.toLowerCase());
    expect(await queryVersion(session)).toEqual(session.greeting.version);
    expect(await queryMemorySize(session)).toEqual({ baseBytes: 48 * 1024 * 1024, pluggedBytes: 0 });
    expect((await queryCpus(session)).map(({ index }) => index)).toEqual([0, 1]);
    expect(await queryMachineType(session)).toMatch(/^pc-i440fx-\d+\.\d+$/);
    expect(await queryCharacterDevices(session)).toContainEqual(
      expect.objectContaining({
        label: 'qga0',
        filename: expect.stringContaining(agent),
        frontendOpen: false,
      }),
    );
    expect(await qomList(session, '/machine/peripheral')).toContainEqual({
      name: 'serial',
      type: 'child<virtio-serial-pci>',
    });
  });

  it('read a machine without name and UUID, before it was started', async () => {
    await using qemu = await startQemu({ args: ['-S'] });
    await using session = await connectQmp({ type: 'unix', path: qemu.socketPath });
    expect(await queryName(session)).toBeNull();
    expect(await queryUuid(session)).toBeNull();
    expect(await queryStatus(session)).toEqual({ running: false, runState: 'prelaunch' });
  });

  it('read drives of all kinds: backing image, dirty bitmap, read-only, raw and empty', async () => {
    await using folder = await makeTemporaryFolder();
    const [base, top, raw] = [
      folder.entry('base.qcow2'),
      folder.entry('top.qcow2'),
      folder.entry('disk.raw'),
    ];
    await createQcow2(base);
    await createRaw(raw, 2);
    const blockdev = {
      driver: 'qcow2',
      'node-name': 'top',
      file: { driver: 'file', filename: top },
      backing: { driver: 'qcow2', 'node-name': 'base', file: { driver: 'file', filename: base } },
    };
    await createQcow2(top);
    await using qemu = await startQemu({
      drives: [{ nodeName: 'plain', path: raw, format: 'raw', readOnly: true }],
      args: [
        '-blockdev',
        JSON.stringify(blockdev),
        '-device',
        'virtio-blk-pci,drive=top,id=system',
        '-device',
        'ide-cd,id=cdrom',
      ],
    });
    await using session = await connectQmp({ type: 'unix', path: qemu.socketPath });
    await session.execute('block-dirty-bitmap-add', { node: 'top', name: 'nightly', persistent: true });
    const devices = await queryBlock(session);
    expect(devices).toHaveLength(3);
    expect(devices.find(({ qdev }) => qdev?.includes('cdrom'))).toMatchObject({
      inserted: null,
      removable: true,
    });
    const system = devices.find(({ inserted }) => inserted?.nodeName === 'top')?.inserted;
    expect(system).toMatchObject({
      driver: 'qcow2',
      readOnly: false,
      backingDepth: 1,
      active: true,
      dirtyBitmaps: [{ name: 'nightly', recording: true, persistent: true }],
      image: { format: 'qcow2', virtualSizeBytes: 16 * 1024 * 1024, dataFile: null },
    });
    // QEMU names it `json:{…}` because its backing image was given, not read from the image.
    expect(filePathOf(system?.file ?? '')).toBe(top);
    expect(system?.image.backingImage).toMatchObject({ filename: base, snapshots: [] });
    const nodes = await queryNamedBlockNodes(session);
    expect(nodes.find(({ nodeName }) => nodeName === 'top')?.image.backingImage).toBeNull();
    expect(nodes.find(({ nodeName }) => nodeName === 'plain')).toMatchObject({
      readOnly: true,
      driver: 'raw',
    });
    expect(nodes.map(({ nodeName }) => nodeName)).toEqual(expect.arrayContaining(['top', 'base', 'plain']));
  });
});

describe('querySchema with a real QEMU', () => {
  it('answers what it can do, asking once', async () => {
    await using qemu = await startQemu();
    await using session = await connectQmp({ type: 'unix', path: qemu.socketPath });
    const schema = await querySchema(session);
    expect(await querySchema(session)).toBe(schema);
    for (const command of ['snapshot-save', 'snapshot-load', 'snapshot-delete', 'query-yank', 'screendump']) {
      expect(schema.hasCommand(command)).toBe(true);
    }
    expect(schema.hasCommand('snapshot-explode')).toBe(false);
    expect(schema.commandHasArgument('query-named-block-nodes', 'flat')).toBe(true);
    expect(schema.commandHasArgument('query-status', 'flat')).toBe(false);
    expect(schema.commandArgumentValues('screendump', 'format')).toEqual(
      expect.arrayContaining(['ppm', 'png']),
    );
    expect(schema.hasEvent('JOB_STATUS_CHANGE')).toBe(true);
  });

  it('can be asked again after a failure', async () => {
    await using qemu = await startQemu();
    const listenPath = qemu.folder.entry('proxy.sock');
    await using proxy = await startFlakyProxy({ listenPath, targetPath: qemu.socketPath });
    await using session = await connectQmp({ type: 'unix', path: proxy.path }, { commandDeadlineMs: 1000 });
    proxy.hold();
    await expect(querySchema(session)).rejects.toMatchObject({ code: 'timeout' });
    proxy.release();
    expect((await querySchema(session)).hasEvent('STOP')).toBe(true);
  });
});
