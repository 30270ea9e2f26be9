import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MACHINE, QemuStage, qemuImg, UUID } from '../helpers/qemu-stage.ts';

describe('a machine that is off', () => {
  /** A machine with two drives that was seen once, and whose QEMU has ended; `prepare` runs while it is on. */
  async function seenOnce(prepare: (stage: QemuStage) => Promise<void>): Promise<QemuStage> {
    const stage = await QemuStage.open();
    const qemu = await stage.qemu({ drives: [await stage.drive('a'), await stage.drive('b')], memory: 16 });
    await stage.add();
    await prepare(stage);
    qemu.kill();
    await qemu.exited;
    await stage.until(({ state }) => state === 'off', 'the machine off');
    return stage;
  }

  it('stays in the list, and its snapshots are read from its images, taken and deleted with qemu-img', async () => {
    await using stage = await seenOnce(async (each) => {
      await each.take('with memory');
      await each.take('disks', { memory: false });
    });
    expect(stage.machine).toMatchObject({
      link: { status: 'none' },
      capabilities: {
        take: { available: true },
        memory: { available: false, reason: 'web-server is off and has no memory to save.' },
        delete: { available: true },
        powerOff: { available: false, reason: 'web-server is off.' },
      },
    });
    const off = await stage.take('while off', { description: 'Taken off.' });
    expect(off).toMatchObject({
      memory: false,
      state: 'shutoff',
      parentId: stage.snapshot('disks').id,
      pictureProblem: { text: 'The machine was off.' },
    });
    expect(await stage.tags('a')).toEqual(['with memory', 'disks', 'while off']);
    const { id } = stage.snapshot('with memory');
    const deleting = stage.core.api['snapshot.delete']({ snapshotId: id, undoMs: 0 });
    expect(await stage.job(deleting)).toMatchObject({ state: 'done', error: null });
    expect(await stage.tags('a')).toEqual(['disks', 'while off']);
    expect(await stage.tags('b')).toEqual(['disks', 'while off']);
    const before = stage.core.snapshotsOf(MACHINE);
    await stage.restartCore('off');
    expect(stage.core.snapshotsOf(MACHINE)).toEqual(before);
    expect(stage.core.errors).toEqual([]);
  });

  it('is seen to be off as soon as its QEMU ends, and on as soon as it is back', async () => {
    await using stage = await QemuStage.open();
    const drive = await stage.drive('a');
    const core = await stage.startCore();
    for (const end of ['killed', 'quits', 'killed'] as const) {
      await using qemu = await stage.qemu({ drives: [drive], memory: 16 });
      if (!core.world.machines.has(MACHINE)) await stage.add();
      await stage.until(({ state }) => state === 'running', 'the machine on');
      // Sessions that were short must not make it slow.
      const other = await stage.other();
      if (end === 'killed') qemu.kill();
      else await other.execute('quit');
      await qemu.exited;
      const endedAt = performance.now();
      await stage.until(({ state }) => state === 'off', 'the machine off');
      expect(performance.now() - endedAt).toBeLessThan(1000);
    }
    const before = performance.now();
    await stage.qemu({ drives: [drive], memory: 16 });
    const startedAt = performance.now();
    await stage.until(({ state }) => state === 'running', 'the machine back');
    expect(performance.now() - startedAt).toBeLessThan(2000 + startedAt - before);
  });

  it('is started with the recorded command line once somebody agreed to it, and not before', async () => {
    await using stage = await seenOnce((each) => each.take('base').then(() => undefined));
    const refused = await stage.power('start');
    expect(refused.error?.message).toBe(
      'Snapgrove can’t start web-server: nobody has looked at the command line that starts it yet, and agreed to it. Nothing was done; look at the command line and agree to it first.',
    );
    const argv = await stage.agree();
    expect(argv).toContain('-nodefaults');
    expect(argv[0]).toBe('qemu-system-x86_64');
    const record = join(stage.store.path, 'machines', UUID, 'machine.json');
    expect((await stat(record)).mode & 0o777).toBe(0o600);

    expect(await stage.power('start')).toMatchObject({ state: 'done', error: null });
    expect(stage.machine).toMatchObject({ state: 'running', link: { status: 'connected' } });
    // A start of our own is no reason to ask again.
    expect(await stage.core.api['machine.commandLine']({ machineId: MACHINE })).toEqual({
      argv,
      confirmed: true,
    });
    expect(await stage.power('powerOff')).toMatchObject({ state: 'done', error: null });
    expect(stage.machine.state).toBe('off');
    expect(JSON.parse(await readFile(record, 'utf8'))).toMatchObject({ argv, confirmed: true });
  });

  it('says in QEMU’s own words why it was not started', async () => {
    await using stage = await seenOnce(async () => undefined);
    const argv = [...(await stage.agree()), '-device', 'no-such-device'];
    await stage.core.api['machine.setCommandLine']({ machineId: MACHINE, argv });
    const job = await stage.power('start');
    expect(job.error?.message).toMatch(
      /^web-server was not started: QEMU says: .*'no-such-device' is not a valid device model name\. Its disks and snapshots are unharmed\.$/,
    );
    expect(stage.machine.state).toBe('off');
    await stage.core.api['machine.setCommandLine']({
      machineId: MACHINE,
      argv: ['/nowhere/qemu', ...argv.slice(1)],
    });
    const missing = await stage.power('start');
    expect(missing.error?.message).toContain('/nowhere/qemu can’t be run');
  });

  it('starts from an activated snapshot with memory, loaded before the guest runs', async () => {
    await using stage = await seenOnce((each) => each.take('base').then(() => undefined));
    const { id } = stage.snapshot('base');
    const activating = stage.core.api['snapshot.activate']({ snapshotId: id });
    expect(await stage.job(activating)).toMatchObject({ state: 'done', error: null });
    expect(stage.machine.activatedSnapshotId).toBe(id);
    await stage.restartCore('off');
    expect(stage.machine.activatedSnapshotId).toBe(id);
    // Our own change of the images is no reason to distrust the activation.
    await stage.take('later');
    await stage.agree();
    const started = await stage.power('start');
    expect(started).toMatchObject({ state: 'done', error: null });
    expect(started.events.map((each) => each.text)).toEqual(['Starting web-server.', 'Loading “base”.']);
    expect(stage.machine).toMatchObject({
      state: 'running',
      currentSnapshotId: id,
      activatedSnapshotId: null,
    });
    const qmp = await stage.other();
    expect(await qmp.execute('query-status')).toMatchObject({ status: 'running' });
  });

  it('starts from its disks once its activation is taken back, by itself or as the undo of one', async () => {
    await using stage = await seenOnce(async (each) => {
      await each.take('first');
      await each.take('second');
    });
    await stage.agree();
    const { api } = stage.core;
    const activate = async (name: string) => {
      const job = await stage.job(api['snapshot.activate']({ snapshotId: stage.snapshot(name).id }));
      expect(job).toMatchObject({ state: 'done', error: null, undoable: true });
      return job.id;
    };
    const activated = (name: string | null) =>
      stage.until(
        ({ activatedSnapshotId }) => activatedSnapshotId === (name === null ? null : stage.snapshot(name).id),
        `${name} activated`,
      );
    const firstJob = await activate('first');
    const secondJob = await activate('second');
    await activated('second');
    // What was activated before is so again, and the undo of that one has had its time.
    const undone = await stage.job(api['job.undo']({ jobId: secondJob }));
    expect(undone).toMatchObject({ kind: 'activate', snapshotName: 'first', state: 'done' });
    await activated('first');
    expect(await api['job.undo']({ jobId: firstJob })).toEqual({ jobId: firstJob });
    await activated(null);
    await expect(api['job.undo']({ jobId: firstJob })).rejects.toMatchObject({ code: 'conflict' });
    await expect(api['machine.deactivate']({ machineId: MACHINE })).rejects.toThrow(
      'No snapshot of web-server is activated. Nothing was changed.',
    );
    await activate('second');
    const current = stage.machine.currentSnapshotId;
    await activate('first');
    await api['machine.deactivate']({ machineId: MACHINE });
    await activated(null);
    await stage.restartCore('off');
    await activated(null);
    expect(await stage.power('start')).toMatchObject({ state: 'done', error: null });
    expect(stage.machine).toMatchObject({ state: 'running', currentSnapshotId: current });
  });

  it('starts from what was activated while it ran', async () => {
    await using stage = await seenOnce(async (each) => {
      const { id } = await each.take('base');
      await each.take('later');
      expect(await each.job(each.core.api['snapshot.activate']({ snapshotId: id }))).toMatchObject({
        state: 'done',
        error: null,
      });
      expect(each.machine).toMatchObject({ state: 'running', activatedSnapshotId: id });
    });
    await stage.agree();
    expect(await stage.power('start')).toMatchObject({ state: 'done', error: null });
    expect(stage.machine).toMatchObject({
      state: 'running',
      currentSnapshotId: stage.snapshot('base').id,
      activatedSnapshotId: null,
    });
  });

  it('does not load an activated snapshot into a machine that it does not fit, nor touch its disks', async () => {
    await using stage = await seenOnce((each) => each.take('base').then(() => undefined));
    await stage.job(stage.core.api['snapshot.activate']({ snapshotId: stage.snapshot('base').id }));
    const argv = await stage.agree();
    const more = argv.map((each) => (each === '16' ? '24' : each));
    await stage.core.api['machine.setCommandLine']({ machineId: MACHINE, argv: more });
    const job = await stage.power('start');
    expect(job.error?.message).toBe(
      '“base” was not loaded, and web-server is off again: web-server has 24 MiB of memory and had 16 MiB when “base” was taken. Its disks were not changed.',
    );
    expect(stage.machine.state).toBe('off');
  });

  it('does not load an activated snapshot once another program wrote to the disks', async () => {
    await using stage = await seenOnce((each) => each.take('base').then(() => undefined));
    await stage.job(stage.core.api['snapshot.activate']({ snapshotId: stage.snapshot('base').id }));
    await qemuImg('snapshot', '-c', 'foreign', stage.disks.entry('a.qcow2'));
    await stage.agree();
    const job = await stage.power('start');
    expect(job.error?.message).toContain('its disks were written since by another program');
    expect(stage.machine.state).toBe('off');
  });

  it('forgets an activation when somebody else starts the machine from its disks', async () => {
    await using stage = await seenOnce((each) => each.take('base').then(() => undefined));
    await stage.job(stage.core.api['snapshot.activate']({ snapshotId: stage.snapshot('base').id }));
    expect(stage.machine.activatedSnapshotId).not.toBeNull();
    const drives = ['a', 'b'].map(
      (name) => ({ nodeName: name, path: stage.disks.entry(`${name}.qcow2`), format: 'qcow2' }) as const,
    );
    await stage.qemu({ drives, memory: 16 });
    await stage.back();
    expect(stage.machine.activatedSnapshotId).toBeNull();
  });

  it('has its disks put back at once by a disk-only snapshot', async () => {
    await using stage = await seenOnce((each) => each.take('disks', { memory: false }).then(() => undefined));
    const { id } = stage.snapshot('disks');
    const job = await stage.job(stage.core.api['snapshot.activate']({ snapshotId: id }));
    expect(job).toMatchObject({ state: 'done', error: null, undoable: true });
    expect(stage.machine).toMatchObject({ currentSnapshotId: id, activatedSnapshotId: null });
    expect(stage.snapshot('Before restoring disks')).toMatchObject({ safety: true, memory: false });
    expect(job.events.map((each) => each.text)).toContain(`Putting ${stage.disks.entry('b.qcow2')} back.`);
  });

  it('restores a snapshot with memory by starting from it, in the state asked for', async () => {
    await using stage = await seenOnce((each) => each.take('base').then(() => undefined));
    const { id } = stage.snapshot('base');
    const plan = await stage.core.api['snapshot.planRestore']({ snapshotId: id });
    expect(plan.findings.map((each) => each.code)).toEqual(['no-start']);
    await stage.agree();
    const restoring = stage.core.api['snapshot.restore']({
      snapshotId: id,
      state: 'paused',
      keepCurrent: false,
    });
    expect(await stage.job(restoring)).toMatchObject({ state: 'done', error: null });
    expect(stage.machine).toMatchObject({ state: 'paused', currentSnapshotId: id });
  });

  it('is not written to while another program has one of its images open', async () => {
    await using stage = await seenOnce((each) => each.take('disks', { memory: false }).then(() => undefined));
    const path = stage.disks.entry('b.qcow2');
    // Another machine, at another socket, on the same image.
    const folder = { ...stage.store, entry: (name: string) => stage.disks.entry(`x-${name}`) };
    await stage.qemu({
      folder: { ...folder, [Symbol.asyncDispose]: async () => undefined },
      name: 'stranger',
      drives: [{ nodeName: 'b', path, format: 'qcow2' }],
      args: [],
    });
    const { id } = stage.snapshot('disks');
    await stage.core.api['world.refresh']({ machineId: MACHINE });
    const before = await readFile(stage.disks.entry('a.qcow2'));
    const jobs = [
      stage.core.api['snapshot.take']({ machineId: MACHINE, name: 'x' }),
      stage.core.api['snapshot.restore']({ snapshotId: id, keepCurrent: false }),
      stage.core.api['snapshot.activate']({ snapshotId: id, keepCurrent: false }),
    ];
    for (const start of jobs) {
      const job = await stage.job(start);
      expect(job).toMatchObject({ state: 'failed' });
      expect(job.error?.message).toContain(`${path} of web-server is open in another program`);
    }
    await stage.agree();
    await expect(stage.power('start')).rejects.toThrow('open in another program');
    await expect(stage.core.api['snapshot.delete']({ snapshotId: id, undoMs: 0 })).rejects.toThrow(
      'open in another program',
    );
    expect(await stage.tags('a')).toEqual(['disks']);
    expect((await readFile(stage.disks.entry('a.qcow2'))).equals(before)).toBe(true);
    expect(stage.machine.state).toBe('unknown');
  });

  it('can be an image alone, and another one is refused with the reason', async () => {
    await using stage = await QemuStage.open();
    const { path } = await stage.drive('alone');
    await qemuImg('snapshot', '-c', 'elsewhere', path);
    const machine = await stage.add(path);
    expect(machine).toMatchObject({ name: 'alone', source: { kind: 'image', path }, state: 'off' });
    expect(machine.capabilities.start).toEqual({
      available: false,
      reason:
        'alone can’t be started from here: Snapgrove knows its image only, not the command line that starts it.',
      said: expect.objectContaining({ code: 'machine/no-start' }),
    });
    const take = stage.core.api['snapshot.take']({ machineId: machine.id, name: 'ours' });
    expect(await stage.job(take)).toMatchObject({ state: 'done', error: null });
    expect(stage.core.snapshotsOf(machine.id).map((each) => [each.name, each.origin])).toEqual([
      ['elsewhere', 'elsewhere'],
      ['ours', 'snapgrove'],
    ]);
    expect(await stage.add(path)).toMatchObject({ id: machine.id });
    const raw = await stage.drive('raw', 'raw');
    await expect(stage.add(raw.path)).rejects.toThrow('only qcow2 images hold snapshots');
  });

  it('is given a command line by hand, and found where that says', async () => {
    await using stage = await QemuStage.open();
    const { path } = await stage.drive('alone');
    const machine = await stage.add(path);
    const blockdev = { driver: 'qcow2', 'node-name': 'x', file: { driver: 'file', filename: path } };
    const argv = [
      'qemu-system-x86_64',
      '-nodefaults',
      '-display',
      'none',
      '-m',
      '16',
      '-blockdev',
      JSON.stringify(blockdev),
      '-device',
      'virtio-blk-pci,drive=x',
    ];
    const set = (more: readonly string[]) =>
      stage.core.api['machine.setCommandLine']({ machineId: machine.id, argv: [...argv, ...more] });
    const start = () =>
      stage.job(stage.core.api['machine.power']({ machineId: machine.id, action: 'start' }));
    await expect(set(['-netdev', 'tap,id=n,fd=3'])).rejects.toThrow('handed it open files');
    await set([]);
    expect((await start()).error?.message).toMatch(/^The command line of alone has no QMP monitor/);
    await set(['-qmp', `unix:${stage.disks.entry('second.sock')},server=on,wait=off`]);
    expect(await start()).toMatchObject({ state: 'done', error: null });
    expect(stage.core.world.machines.get(machine.id)).toMatchObject({
      state: 'running',
      source: { kind: 'qmp', address: stage.disks.entry('second.sock') },
    });
    const off = stage.core.api['machine.power']({ machineId: machine.id, action: 'powerOff' });
    expect(await stage.job(off)).toMatchObject({ state: 'done', error: null });
  });
});

describe('a running machine and a snapshot of its disks only', () => {
  it('is powered off, put back and started again, once somebody agreed to its command line', async () => {
    await using stage = await QemuStage.open();
    await stage.qemu({ drives: [await stage.drive('a'), await stage.drive('b')], memory: 16 });
    await stage.add();
    const { id } = await stage.take('disks', { memory: false });
    const restore = () => stage.job(stage.core.api['snapshot.restore']({ snapshotId: id }));
    const refused = await restore();
    expect(refused.error?.message).toBe(
      '“disks” of web-server was not restored, and nothing was changed. “disks” holds disks only, so web-server must be powered off and started again, and Snapgrove can’t start it: nobody has looked at the command line that starts it yet, and agreed to it.',
    );
    expect(stage.machine.state).toBe('running');
    await stage.agree();
    const plan = await stage.core.api['snapshot.planRestore']({ snapshotId: id });
    expect(plan.findings.map((each) => [each.severity, each.code])).toEqual([['warns', 'restarts']]);
    const restored = await restore();
    expect(restored).toMatchObject({ state: 'done', error: null, undoable: true });
    expect(restored.events.map((each) => each.text)).toEqual([
      'Keeping the current state as “Before restoring disks”.',
      'Saving memory and 2 drives.',
      'Powering web-server off.',
      `Putting ${stage.disks.entry('a.qcow2')} back.`,
      `Putting ${stage.disks.entry('b.qcow2')} back.`,
      'Starting web-server.',
    ]);
    expect(stage.machine).toMatchObject({ state: 'running', currentSnapshotId: id });
    // The state before was kept with its memory, so it comes back as it was.
    const undone = await stage.job(stage.core.api['job.undo']({ jobId: restored.id }));
    expect(undone).toMatchObject({ state: 'done', error: null });
    expect(stage.machine).toMatchObject({
      state: 'running',
      currentSnapshotId: stage.snapshot('Before restoring disks').id,
    });
  });
});
