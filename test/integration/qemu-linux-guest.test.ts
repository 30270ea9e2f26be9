import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { GuestAgent } from '../../electron/qmp/guest-agent.ts';
import { createExt4, linuxGuest, linuxGuestArguments, needsRecovery } from '../helpers/linux-guest.ts';
import { MACHINE, QemuStage } from '../helpers/qemu-stage.ts';

/** In September 2001. */
const LONG_AGO = 1_000_000_000_000;
/** How far the guest's clock may be from ours, in ms, on a computer that is busy. */
const NEAR = 20_000;

/** A stage whose machine is a Linux with its agent, and the agent's socket. */
async function bootLinux(): Promise<{ stage: QemuStage; socket: string; disk: string }> {
  const stage = await QemuStage.open();
  const socket = stage.disks.entry('agent.sock');
  const disk = stage.disks.entry('a.qcow2');
  await createExt4(disk);
  await stage.qemu({
    drives: [{ nodeName: 'a', path: disk, format: 'qcow2' }],
    memory: linuxGuest.memory,
    accel: 'tcg',
    args: linuxGuestArguments(socket),
  });
  // The agent answers once the guest is up.
  await vi.waitFor(async () => await (await GuestAgent.connect(socket)).close(), {
    timeout: 120_000,
    interval: 100,
  });
  await stage.add();
  return { stage, socket, disk };
}

/** Runs a program in the guest; resolves when the agent started it. */
async function execute(socket: string, program: string, ...args: readonly string[]): Promise<void> {
  const connection = connect(socket);
  const request = { execute: 'guest-exec', arguments: { path: program, arg: args } };
  const answered = Promise.withResolvers<string>();
  connection.setEncoding('utf8').on('data', answered.resolve).on('error', answered.reject);
  connection.write(`${JSON.stringify(request)}\n`);
  expect(await answered.promise).toContain('"pid"');
  connection.destroy();
}

describe('a Linux guest with its agent, in QEMU', () => {
  it('is made quiet for a snapshot of its disks, and is restored where its agent ended', async () => {
    const { stage: open, socket, disk } = await bootLinux();
    await using stage = open;
    expect(stage.machine.capabilities.quiesce).toEqual({ available: true });
    await stage.take('like-a-power-cut', { memory: false });
    await stage.take('quiet', { memory: false, quiesce: true });
    expect(await needsRecovery(disk, 'like-a-power-cut')).toBe(true);
    expect(await needsRecovery(disk, 'quiet')).toBe(false);
    const agent = await GuestAgent.connect(socket);
    expect(await agent.freezeStatus()).toBe('thawed');
    await agent.close();
    await execute(socket, '/bin/killall', 'qemu-ga');
    const qmp = await stage.other();
    await vi.waitFor(async () => {
      const devices = await qmp.execute('query-chardev');
      expect(devices).toContainEqual(expect.objectContaining({ label: 'agent', 'frontend-open': false }));
    });
    await stage.take('silent');
    const job = await stage.job(
      stage.core.api['snapshot.restore']({ snapshotId: stage.snapshot('silent').id, keepCurrent: false }),
    );
    expect(job).toMatchObject({ state: 'done', error: null, findings: [] });
    expect(stage.core.world.machines.get(MACHINE)?.state).toBe('running');
  });

  it('has the time of today after a restore, also where it has no hardware clock to set', async () => {
    const { stage: open, socket } = await bootLinux();
    await using stage = open;
    const restored = async (name: string) => {
      const job = await stage.job(
        stage.core.api['snapshot.restore']({ snapshotId: stage.snapshot(name).id, keepCurrent: false }),
      );
      expect(job).toMatchObject({ state: 'done', error: null, findings: [] });
      await using agent = await GuestAgent.connect(socket);
      return await agent.time();
    };
    const past = async () => {
      await using agent = await GuestAgent.connect(socket);
      // Without the program for the hardware clock the agent says that it failed, after it did it.
      await agent.setTime(LONG_AGO).catch(() => undefined);
      expect(Math.abs((await agent.time()) - LONG_AGO)).toBeLessThan(NEAR);
    };
    await past();
    await stage.take('long-ago');
    expect(Math.abs((await restored('long-ago')) - Date.now())).toBeLessThan(NEAR);

    await execute(socket, '/bin/rm', '/sbin/hwclock');
    await past();
    await stage.take('without-hwclock');
    expect(Math.abs((await restored('without-hwclock')) - Date.now())).toBeLessThan(NEAR);

    await stage.agree();
    await stage.power('powerOff');
    await stage.job(stage.core.api['snapshot.activate']({ snapshotId: stage.snapshot('long-ago').id }));
    expect(await stage.power('start')).toMatchObject({ state: 'done', findings: [] });
    await using agent = await GuestAgent.connect(socket);
    expect(Math.abs((await agent.time()) - Date.now())).toBeLessThan(NEAR);
  });
});
