import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { stopDemoMachine } from '../../electron/demo/demo-machine.ts';
import { claimCoreSocket } from '../../electron/shell/socket-server.ts';
import { connect } from '../../shared/contract/connect.ts';
import { contract } from '../../shared/contract/contract.ts';
import { findingSchema } from '../../shared/model/finding.ts';
import { type CommandLine, makeCommandLine } from '../helpers/command-line.ts';
import { startLibvirtd, type TestLibvirtd } from '../helpers/libvirtd.ts';
import { createQcow2, startQemu, type TestQemu } from '../helpers/qemu.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../helpers/temporary-folder.ts';

/** Each run of the program is a process of its own, and a core's start. */
const TIMEOUT_MS = 180_000;

const restorable = z.strictObject({ ok: z.boolean(), findings: z.array(findingSchema) });
const listed = z.strictObject({
  name: z.string(),
  parent: z.string().nullable(),
  created: z.iso.datetime(),
  state: z.string(),
  kind: z.enum(['internal', 'external', 'mixed']),
  memory: z.boolean(),
  description: z.string(),
  labels: z.array(z.string()),
  pinned: z.boolean(),
  current: z.boolean(),
  sizeBytes: z.number().nullable(),
  screenshot: z
    .strictObject({ sha256: z.string().length(64), width: z.number(), height: z.number() })
    .nullable(),
  drives: z.array(z.strictObject({ path: z.string(), status: z.string() })),
  restorable,
});
const failure = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string(), findings: z.array(findingSchema) }),
});
const machines = z.array(
  z.looseObject({ name: z.string(), uuid: z.string(), state: z.string(), snapshots: z.number() }),
);

let opened: AsyncDisposable[];
let disks: TemporaryFolder;
let cli: CommandLine;

beforeEach(async () => {
  opened = [];
  disks = await makeTemporaryFolder();
  opened.push(disks);
  cli = await makeCommandLine();
  opened.push(cli);
});

afterEach(async () => {
  for (const each of opened.reverse()) await each[Symbol.asyncDispose]();
});

async function start(name: string, uuid?: string): Promise<TestQemu> {
  const drives = ['a', 'b'].map((letter) => ({
    nodeName: `disk-${letter}`,
    path: disks.entry(`${name}-${letter}-${opened.length}.qcow2`),
    format: 'qcow2' as const,
  }));
  for (const { path } of drives) await createQcow2(path);
  const qemu = await startQemu({ name, drives, ...(uuid === undefined ? {} : { uuid }) });
  opened.push({ [Symbol.asyncDispose]: () => qemu.stop() });
  return qemu;
}

async function list(machine: string): Promise<readonly z.infer<typeof listed>[]> {
  return z.array(listed).parse(await cli.json(['list', machine]));
}

async function refused(...args: readonly string[]): Promise<z.infer<typeof failure>['error']> {
  return failure.parse(await cli.json(args, 1)).error;
}

describe('the command line over a real QEMU', () => {
  it('takes, lists, shows, checks and restores', { timeout: TIMEOUT_MS }, async () => {
    const qemu = await start('web-server', '6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a11');
    const first = listed.parse(
      await cli.json([
        'take',
        qemu.socketPath,
        'clean install',
        '--description',
        'Fresh.',
        '--label',
        'base',
      ]),
    );
    expect(first).toMatchObject({
      name: 'clean install',
      parent: null,
      state: 'running',
      kind: 'internal',
      memory: true,
      description: 'Fresh.',
      labels: ['base'],
      pinned: false,
      current: true,
      drives: [{ status: 'present' }, { status: 'present' }],
      restorable: { ok: true, findings: [] },
    });
    expect(first.screenshot?.width).toBeGreaterThan(300);

    const taken = await cli.run('take', 'web-server', 'disks', '--disk-only');
    expect(taken).toEqual({ status: 0, stdout: 'Took “disks” of web-server, of its disks.\n', stderr: '' });
    expect(
      (await list('6D1C2A0E-0F5B-4B54-9A3C-2F0D0A5C7A11')).map((each) => [
        each.name,
        each.parent,
        each.memory,
        each.current,
      ]),
    ).toEqual([
      ['clean install', null, true, false],
      ['disks', 'clean install', false, true],
    ]);
    expect(listed.parse(await cli.json(['show', 'web-server', 'clean install']))).toEqual({
      ...first,
      current: false,
    });
    const shown = await cli.run('show', 'web-server', 'clean install');
    expect(shown.stdout).toMatch(/^Parent: +none$/m);
    expect(shown.stdout).toMatch(/^Children: +disks$/m);

    expect(restorable.parse(await cli.json(['check', 'web-server', 'clean install'])).ok).toBe(true);
    const restored = await cli.run('restore', 'web-server', 'clean install', '--paused');
    expect(restored.status).toBe(0);
    expect(restored.stdout).toMatch(
      /^Restored “clean install” of web-server\. The state before it is kept as “.+”\.\n$/,
    );
    expect(machines.parse(await cli.json(['machines']))).toMatchObject([
      { name: 'web-server', state: 'paused', snapshots: 3, current: 'clean install' },
    ]);
    const tree = await cli.run('list', 'web-server', '--tree');
    expect(tree.stdout.split('\n').map((line) => line.replace(/ {2}\d{4}-.*/, ''))).toEqual([
      'web-server',
      '└─ clean install',
      '   ├─ disks',
      expect.stringMatching(/^ {3}│ {2}└─ \S/),
      expect.stringMatching(/^ {3}└─ You are here/),
      '',
    ]);
  });

  it('describes, pins and deletes', { timeout: TIMEOUT_MS }, async () => {
    const qemu = await start('vm');
    await cli.run('take', qemu.socketPath, 'root', '--disk-only');
    await cli.run('take', 'vm', 'middle', '--disk-only');
    await cli.run('take', 'vm', 'leaf', '--disk-only');
    const described = listed.parse(
      await cli.json(['describe', 'vm', 'middle', 'No memory.', '--pin', '--label', 'a', '--label', 'b']),
    );
    expect(described).toMatchObject({ description: 'No memory.', labels: ['a', 'b'], pinned: true });
    expect((await refused('delete', 'vm', 'middle')).message).toContain('“middle” of vm is pinned');
    expect((await list('vm')).map((each) => each.name)).toContain('middle');
    expect(await cli.json(['delete', 'vm', 'middle', '--pinned', 'middle'])).toMatchObject({
      deleted: ['middle'],
      moved: [{ name: 'leaf', parent: 'root' }],
    });
    expect(await cli.json(['delete', 'vm', 'root', '--children-only'])).toMatchObject({
      deleted: ['leaf'],
      moved: [],
    });
    expect((await list('vm')).map((each) => each.name)).toEqual(['root']);
    expect((await cli.run('delete', 'vm', 'root', '--children')).stdout).toMatch(/^Deleted “root” of vm/);
    expect(await list('vm')).toEqual([]);
  });

  it('prints documents and writes pictures', async () => {
    const qemu = await start('vm');
    await cli.run('take', qemu.socketPath, 'a <&> "b"');
    const seed = await cli.run('xml', 'vm', 'a <&> "b"');
    expect(seed.stdout).toContain('<creationdate>');
    expect((await cli.run('xml', 'vm', 'a <&> "b"', '--libvirt')).stdout).toContain('<creationTime>');

    const now = disks.entry('now.png');
    expect(await cli.json(['screenshot', 'vm', '-o', now])).toMatchObject({ path: now });
    const then = disks.entry('then.png');
    const { screenshot } = listed.parse(await cli.json(['show', 'vm', 'a <&> "b"']));
    expect(await cli.json(['screenshot', 'vm', '--snapshot', 'a <&> "b"', '-o', then])).toEqual({
      path: then,
      ...screenshot,
    });
    for (const path of [now, then]) expect((await readFile(path)).subarray(1, 4).toString()).toBe('PNG');
    const missing = await cli.run('screenshot', 'vm', '-o', disks.entry('no/such/folder.png'));
    expect(missing.status).toBe(1);
    expect(missing.stderr).toMatch(/^snapgrove: .*could not be written.*\n$/);
  });

  it('takes, finds and deletes names in every script, with quotes, markup and dashes', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const odd = ['日本語 🌳', `"it's"`, '<&>', '-leading', '--json'];
    const names = ['ü', ...odd, 'a/b', 'x'.repeat(255), 'ü'.repeat(127)];
    const qemu = await start('vm');
    for (const name of names) {
      const taken = listed.parse(await cli.json(['take', qemu.socketPath, '--disk-only', '--', name]));
      expect(taken.name).toBe(name);
    }
    expect((await list('vm')).map((each) => each.name)).toEqual(names);
    for (const name of odd) {
      expect(await cli.json(['delete', 'vm', '--', name])).toMatchObject({ deleted: [name] });
    }
    expect((await list('vm')).map((each) => each.name)).toEqual(names.filter((name) => !odd.includes(name)));
  });

  it('refuses what it must, with a sentence and status 1', { timeout: TIMEOUT_MS }, async () => {
    const qemu = await start('vm');
    await cli.run('take', qemu.socketPath, 'first', '--disk-only');
    expect(await refused('take', 'vm', 'first')).toMatchObject({ code: 'refused' });
    expect(await refused('take', 'vm', 'x'.repeat(256))).toMatchObject({ code: 'refused' });
    expect(await refused('show', 'vm', 'nothing')).toMatchObject({ code: 'not_found' });
    expect(await refused('list', 'nobody')).toMatchObject({ code: 'not_found' });
    expect(await refused('add', disks.entry('no.sock'))).toMatchObject({ code: 'not_found' });
    expect(await refused('screenshot', 'vm', '--snapshot', 'nothing', '-o', 'x.png')).toMatchObject({
      code: 'not_found',
    });
    const plain = await cli.run('show', 'vm', 'nothing');
    expect(plain).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'snapgrove: vm has no snapshot “nothing”. `snapgrove list` shows those that it has. Nothing was changed.\n',
    });
  });

  it('refuses a command line that it does not understand, with status 2', async () => {
    const plain = await cli.run('list');
    expect(plain).toEqual({
      status: 2,
      stdout: '',
      stderr: 'snapgrove: MACHINE is missing: `snapgrove list MACHINE`.\n',
    });
    expect(failure.parse(await cli.json(['list'], 2)).error.code).toBe('invalid_input');
    for (const args of [
      ['restore', 'vm', 'x', '--running', '--paused'],
      ['delete', 'vm', 'x', '--children', '--children-only'],
      ['describe', 'vm', 'x'],
      ['screenshot', 'vm'],
      ['serve', '--port', '70000'],
    ]) {
      expect((await cli.run(...args)).status).toBe(2);
    }
  });

  it('adds machines, finds monitors, and refuses a name that two machines bear', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const one = await start('twin', '6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a11');
    const two = await start('twin', '6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a22');
    expect((await cli.run('add', one.socketPath)).stdout).toBe('Added “twin”.\n');
    const found = z
      .array(z.looseObject({ address: z.string(), pid: z.number(), known: z.boolean(), inUse: z.boolean() }))
      .parse(await cli.json(['machines', '--found']));
    expect(found.find((each) => each.address === one.socketPath)).toMatchObject({
      pid: one.pid,
      known: true,
    });
    expect(found.find((each) => each.address === two.socketPath)).toMatchObject({
      pid: two.pid,
      known: false,
      inUse: false,
    });
    await cli.run('add', two.socketPath);
    const error = await refused('list', 'twin');
    expect(error.code).toBe('conflict');
    expect(error.message).toContain('6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a11');
    expect(error.message).toContain('6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a22');
    expect(await list('6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a22')).toEqual([]);
    expect(await list(one.socketPath)).toEqual([]);
  });

  it('works on a machine that is off, by its image', async () => {
    const path = disks.entry('off.qcow2');
    await createQcow2(path);
    expect((await cli.run('add', path)).stdout).toBe('Added “off”.\n');
    expect(listed.parse(await cli.json(['take', 'off', 'first']))).toMatchObject({ memory: false });
    expect((await cli.run('take', path, 'second')).status).toBe(0);
    const activated = await cli.run('activate', 'off', 'first', '--no-keep-current');
    expect(activated).toMatchObject({ status: 0, stdout: 'off starts from “first” next time.\n' });
    expect((await list('off')).map((each) => [each.name, each.current])).toEqual([
      ['first', true],
      ['second', false],
    ]);
  });

  it('says no, and what would help, of a snapshot whose drive is gone', async () => {
    const path = disks.entry('off.qcow2');
    await createQcow2(path);
    await cli.run('add', path);
    await cli.run('take', 'off', 'first');
    await writeFile(path, '');
    const { ok, findings } = restorable.parse(await cli.json(['check', 'off', 'first'], 1));
    expect(ok).toBe(false);
    expect(findings.some((each) => each.severity === 'blocks')).toBe(true);
    expect((await refused('restore', 'off', 'first', '--no-keep-current')).code).toBe('refused');
  });

  it('starts and stops the demo machine', async () => {
    try {
      const started = machines.element.parse(await cli.json(['demo']));
      expect(started).toMatchObject({ state: 'running', demo: true });
      expect((await cli.run('take', started.name, 'first')).status).toBe(0);
      expect((await cli.run('demo', '--stop')).stdout).toBe('The demo machine is off.\n');
    } finally {
      await stopDemoMachine({ home: cli.environment.SNAPGROVE_HOME ?? '' });
    }
  });
});

/** Keeps a connection to the test driver, which forgets everything when the last one ends. */
async function holdOpen({ testUri, environment }: TestLibvirtd): Promise<AsyncDisposable> {
  const virsh = spawn('virsh', ['--quiet', '--connect', testUri], {
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(virsh, 'exit');
  virsh.stdin.write('list --all --name\n');
  await once(virsh.stdout, 'data');
  return {
    async [Symbol.asyncDispose]() {
      virsh.stdin.end();
      await ended;
    },
  };
}

describe('the command line over libvirt', () => {
  it('works on the connection that --connect names, or LIBVIRT_DEFAULT_URI', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const daemon = await startLibvirtd();
    opened.push(daemon);
    opened.push(await holdOpen(daemon));
    const connect = ['--connect', daemon.testUri];
    expect(listed.parse(await cli.json([...connect, 'take', 'test', 'first']))).toMatchObject({
      name: 'first',
      parent: null,
      current: true,
    });
    expect(await daemon.virshAt(daemon.testUri, 'snapshot-list', 'test', '--name')).toBe('first');
    expect(machines.parse(await cli.json([...connect, 'machines']))).toMatchObject([
      { name: 'test', snapshots: 1 },
    ]);
    // The connection is known from now on.
    expect((await list('test')).map((each) => each.name)).toEqual(['first']);
    expect((await cli.run('xml', 'test', 'first', '--libvirt')).stdout).toContain('<creationTime>');
    expect((await refused(...connect, 'list', 'nobody')).message).toContain('on this connection');

    await using other = await makeCommandLine({ LIBVIRT_DEFAULT_URI: daemon.testUri });
    expect(await other.json(['list', 'test'])).toMatchObject([{ name: 'first' }]);
    expect(await other.json(['delete', 'test', 'first'])).toMatchObject({ deleted: ['first'] });
    expect(await daemon.virshAt(daemon.testUri, 'snapshot-list', 'test', '--name')).toBe('');
  });

  it('does not let a default that can’t be reached stand in the way of other machines', async () => {
    const qemu = await start('vm');
    const socket = disks.entry('no-libvirt.sock');
    await using other = await makeCommandLine({
      LIBVIRT_DEFAULT_URI: `qemu+unix:///session?socket=${socket}`,
    });
    expect(await other.json(['list', qemu.socketPath])).toEqual([]);
    const plain = await other.run('machines');
    expect(plain.status).toBe(0);
    expect(plain.stdout).toContain('vm');
    expect(plain.stderr).toMatch(/^snapgrove: .*no-libvirt\.sock/);
  });
});

describe('one core per user', () => {
  it('works through the core that runs, where a watcher sees it', async () => {
    const qemu = await start('vm');
    const program = join(import.meta.dirname, '../../electron/cli.ts');
    const served = spawn(process.execPath, [program, 'serve', '--json'], {
      env: cli.environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(served, 'exit');
    opened.push({
      async [Symbol.asyncDispose]() {
        served.kill('SIGTERM');
        await ended;
      },
    });
    const [line] = await once(createInterface({ input: served.stdout }), 'line');
    expect(JSON.parse(String(line))).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#token=/),
    });

    const claim = await claimCoreSocket(cli.environment);
    if (claim.role !== 'client') throw new Error('nobody serves');
    const api = connect(contract, claim.port);
    const watching = new AbortController();
    const seen = (async () => {
      const states: string[] = [];
      for await (const change of api['world.watch']({}, watching.signal)) {
        if (change.t !== 'patch') continue;
        for (const op of change.ops) {
          if (op.op !== 'put' || op.kind !== 'job' || op.value.kind !== 'take') continue;
          states.push(op.value.state);
          if (op.value.state === 'done') return { states, name: op.value.snapshotName };
        }
      }
      return null;
    })();
    expect((await cli.run('take', qemu.socketPath, 'seen')).status).toBe(0);
    const witness = await seen;
    expect(witness?.name).toBe('seen');
    expect(witness?.states).toContain('running');
    watching.abort();
    claim.port.close();

    served.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect((await list('vm')).map((each) => each.name)).toEqual(['seen']);
  });
});
