import { once } from 'node:events';
import { rename } from 'node:fs/promises';
import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { type FakeAgent, startFakeAgent } from '../helpers/fake-agent.ts';
import { startFlakyProxy } from '../helpers/flaky-proxy.ts';
import { MACHINE, QemuStage } from '../helpers/qemu-stage.ts';
import { startStallableDisk } from '../helpers/stallable-disk.ts';

function agentArguments(path: string): readonly string[] {
  return [
    '-chardev',
    `socket,id=any,path=${path},server=on,wait=off`,
    '-device',
    'virtio-serial-pci',
    '-device',
    'virtserialport,chardev=any,name=org.qemu.guest_agent.0',
  ];
}

describe('making the guest’s file systems quiet', () => {
  async function withAgent(): Promise<{ stage: QemuStage; agent: FakeAgent }> {
    const stage = await QemuStage.open();
    const path = stage.disks.entry('agent.sock');
    await stage.qemu({
      drives: [await stage.drive('a'), await stage.drive('b')],
      args: agentArguments(path),
    });
    const agent = stage.use(await startFakeAgent(path));
    await stage.add();
    return { stage, agent };
  }
  const quiet = (stage: QemuStage) =>
    stage.job(
      stage.core.api['snapshot.take']({ machineId: MACHINE, name: 'quiet', memory: false, quiesce: true }),
    );

  it('freezes, takes, and thaws', async () => {
    const { stage: open, agent } = await withAgent();
    await using stage = open;
    expect(stage.machine.capabilities.quiesce).toEqual({ available: true });
    expect(await quiet(stage)).toMatchObject({ state: 'done', error: null, findings: [] });
    expect(agent.asked).toEqual(['guest-fsfreeze-freeze', 'guest-fsfreeze-thaw']);
    expect(await stage.tags('b')).toEqual(['quiet']);
  });

  it.each(['refuse', 'cut'] as const)(
    'thaws when the freeze ends in “%s”, and takes nothing',
    async (what) => {
      const { stage: open, agent } = await withAgent();
      await using stage = open;
      agent.instead('guest-fsfreeze-freeze', what);
      const job = await quiet(stage);
      expect(job).toMatchObject({ state: 'failed' });
      expect(job.error?.message).toMatch(
        /^The guest agent of web-server could not make its file systems quiet: .+ No snapshot was taken\.$/,
      );
      expect(agent.asked.at(-1)).toBe('guest-fsfreeze-thaw');
      expect(agent.isFrozen).toBe(false);
      expect(await stage.tags('a')).toEqual([]);
    },
  );

  it('thaws over a new connection when the first is cut', async () => {
    const { stage: open, agent } = await withAgent();
    await using stage = open;
    agent.instead('guest-fsfreeze-thaw', 'cut');
    expect(await quiet(stage)).toMatchObject({ state: 'done', findings: [] });
    expect(agent.asked).toEqual(['guest-fsfreeze-freeze', 'guest-fsfreeze-thaw', 'guest-fsfreeze-thaw']);
    expect(agent.isFrozen).toBe(false);
  });

  it('thaws when the snapshot itself fails', async () => {
    const { stage: open, agent } = await withAgent();
    await using stage = open;
    const qmp = await stage.other();
    // A backup job makes QEMU refuse the transaction.
    await qmp.execute('blockdev-add', {
      driver: 'null-co',
      'node-name': 'target',
      size: 16 * 1024 * 1024,
      'read-zeroes': true,
    });
    await qmp.execute('blockdev-mirror', {
      'job-id': 'mirror',
      device: 'b',
      target: 'target',
      sync: 'full',
      speed: 1,
    });
    const job = await quiet(stage);
    expect(job.error?.message).toMatch(/^The snapshot “quiet” of web-server was not taken: QEMU says: /);
    expect(job.error?.message).toContain('web-server runs on and is unharmed.');
    expect(agent.asked).toEqual(['guest-fsfreeze-freeze', 'guest-fsfreeze-thaw']);
    expect(await stage.tags('a')).toEqual([]);
  });

  it('thaws at once when the connection to QEMU is cut, not when it comes back', async () => {
    await using stage = await QemuStage.open();
    const disk = stage.use(await startStallableDisk(stage.disks));
    const path = stage.disks.entry('agent.sock');
    await stage.qemu({ drives: [await stage.drive('a')], args: [...disk.args, ...agentArguments(path)] });
    const agent = stage.use(await startFakeAgent(path));
    // QEMU's own socket gives its place to the proxy, so that its process is still found by it.
    const kept = stage.disks.entry('kept.sock');
    await rename(stage.socketPath, kept);
    const proxy = stage.use(await startFlakyProxy({ listenPath: stage.socketPath, targetPath: kept }));
    await stage.add();
    disk.holdFromWrite();
    const job = quiet(stage);
    await disk.proxy.held();
    expect(agent.isFrozen).toBe(true);
    proxy.cut();
    // QEMU answers nobody yet: its disk is held.
    await vi.waitFor(() => expect(agent.isFrozen).toBe(false), { timeout: 10_000, interval: 20 });
    disk.proxy.release();
    expect(await job).toMatchObject({ state: 'done', error: null });
    expect(agent.asked).toEqual(['guest-fsfreeze-freeze', 'guest-fsfreeze-thaw']);
    expect(await stage.tags('a')).toEqual(['quiet']);
  });

  it('thaws at the next connection what was left frozen', async () => {
    const { stage: open, agent } = await withAgent();
    await using stage = open;
    agent.instead('guest-fsfreeze-thaw', 'refuse', 3);
    const job = await quiet(stage);
    expect(job).toMatchObject({ state: 'done', findings: [{ severity: 'warns', code: 'not-thawed' }] });
    expect(agent.isFrozen).toBe(true);
    await stage.restartCore();
    await vi.waitFor(() => expect(agent.isFrozen).toBe(false), { timeout: 10_000, interval: 20 });
    expect(await stage.tags('a')).toEqual(['quiet']);
  });

  it('says that there is no way to an agent', async () => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a')] });
    await stage.add();
    expect(stage.machine.capabilities.quiesce).toMatchObject({
      available: false,
      reason: expect.stringContaining('web-server has no channel to a guest agent.'),
    });
    const job = await quiet(stage);
    expect(job.error).toMatchObject({ code: 'refused', findings: [{ code: 'no-agent' }] });
    expect(await stage.tags('a')).toEqual([]);
  });

  it('leaves an agent alone that another program is connected to', async () => {
    await using stage = await QemuStage.open();
    const path = stage.disks.entry('agent.sock');
    await stage.qemu({
      drives: [await stage.drive('a')],
      args: agentArguments(path),
    });
    const other = connect(path);
    await once(other, 'connect');
    await stage.add();
    expect(stage.machine.capabilities.quiesce).toEqual({
      available: false,
      reason: 'Another program is connected to the guest agent of web-server.',
      said: { code: 'agent/in-use', values: { machine: 'web-server' } },
    });
    other.destroy();
    await once(other, 'close');
  });
});
