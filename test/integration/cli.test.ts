import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { stopDemoMachine } from '../../electron/demo/demo-machine.ts';
import { failure, listed, machines, restorable } from '../helpers/command-line-json.ts';
import { CommandLineStage } from '../helpers/command-line-stage.ts';
import { createQcow2, startQemu } from '../helpers/qemu.ts';

/** Each run of the program is a process of its own, and a core's start. */
const TIMEOUT_MS = 180_000;

let stage: CommandLineStage;

beforeEach(async () => {
  stage = await CommandLineStage.open();
});

afterEach(async () => {
  await stage[Symbol.asyncDispose]();
});

describe('the command line over a real QEMU', () => {
  it('lets no name speak to the terminal', { timeout: TIMEOUT_MS }, async () => {
    const uuid = '6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a12';
    const disk = stage.disks.entry('a.qcow2');
    await createQcow2(disk);
    const drives = [{ nodeName: 'a', path: disk, format: 'qcow2' }] as const;
    const qemu = stage.keep(await startQemu({ name: 'web\u001b]0;pwned\u0007\u202e', uuid, drives }));
    const said = [
      await stage.cli.run('take', qemu.socketPath, 'first'),
      await stage.cli.run('describe', uuid, 'first', 'Kept.\u009b31m'),
      await stage.cli.run('list', uuid, '--tree'),
      await stage.cli.run('show', uuid, 'first'),
      await stage.cli.run('machines'),
      await stage.cli.run('take', uuid, 'first'),
      await stage.cli.run('delete', uuid, 'first'),
    ];
    const text = said.map(({ stdout, stderr }) => stdout + stderr).join('');
    expect(text).toContain('Changed the notes of “first” of web\\x1b]0;pwned\\x07\\x202e.');
    expect(text).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });

  it('takes, lists, shows, checks and restores', { timeout: TIMEOUT_MS }, async () => {
    const qemu = await stage.start('web-server', '6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a11');
    const first = listed.parse(
      await stage.cli.json([
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

    const taken = await stage.cli.run('take', 'web-server', 'disks', '--disk-only');
    expect(taken).toEqual({
      status: 0,
      stdout: 'Took “disks” of web-server, of its disks.\n',
      stderr: '',
    });
    expect(
      (await stage.list('6D1C2A0E-0F5B-4B54-9A3C-2F0D0A5C7A11')).map((each) => [
        each.name,
        each.parent,
        each.memory,
        each.current,
      ]),
    ).toEqual([
      ['clean install', null, true, false],
      ['disks', 'clean install', false, true],
    ]);
    expect(listed.parse(await stage.cli.json(['show', 'web-server', 'clean install']))).toEqual({
      ...first,
      current: false,
    });
    const shown = await stage.cli.run('show', 'web-server', 'clean install');
    expect(shown.stdout).toMatch(/^Parent: +none$/m);
    expect(shown.stdout).toMatch(/^Children: +disks$/m);

    await stage.cli.run('activate', 'web-server', 'clean install');
    const deactivated = await stage.cli.json(['deactivate', 'web-server']);
    expect(deactivated).toEqual({ machine: 'web-server', snapshot: 'clean install' });
    expect((await stage.refused('deactivate', 'web-server')).message).toBe(
      'No snapshot of web-server is activated. Nothing was changed.',
    );

    expect(restorable.parse(await stage.cli.json(['check', 'web-server', 'clean install'])).ok).toBe(true);
    const restored = await stage.cli.run('restore', 'web-server', 'clean install', '--paused');
    expect(restored.status).toBe(0);
    expect(restored.stdout).toMatch(
      /^Restored “clean install” of web-server\. The state before it is kept as “.+”\.\n$/,
    );
    expect(machines.parse(await stage.cli.json(['machines']))).toMatchObject([
      { name: 'web-server', state: 'paused', snapshots: 3, current: 'clean install' },
    ]);
    const tree = await stage.cli.run('list', 'web-server', '--tree');
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
    const qemu = await stage.start('vm');
    await stage.cli.run('take', qemu.socketPath, 'root', '--disk-only');
    await stage.cli.run('take', 'vm', 'middle', '--disk-only');
    await stage.cli.run('take', 'vm', 'leaf', '--disk-only');
    const described = listed.parse(
      await stage.cli.json([
        'describe',
        'vm',
        'middle',
        'No memory.',
        '--pin',
        '--label',
        'a',
        '--label',
        'b',
      ]),
    );
    expect(described).toMatchObject({ description: 'No memory.', labels: ['a', 'b'], pinned: true });
    expect((await stage.refused('delete', 'vm', 'middle')).message).toContain('“middle” of vm is pinned');
    expect((await stage.list('vm')).map((each) => each.name)).toContain('middle');
    expect(await stage.cli.json(['delete', 'vm', 'middle', '--pinned', 'middle'])).toMatchObject({
      deleted: ['middle'],
      moved: [{ name: 'leaf', parent: 'root' }],
    });
    expect(await stage.cli.json(['delete', 'vm', 'root', '--children-only'])).toMatchObject({
      deleted: ['leaf'],
      moved: [],
    });
    expect((await stage.list('vm')).map((each) => each.name)).toEqual(['root']);
    expect((await stage.cli.run('delete', 'vm', 'root', '--children')).stdout).toMatch(
      /^Deleted “root” of vm/,
    );
    expect(await stage.list('vm')).toEqual([]);
  });

  it('prints documents and writes pictures', async () => {
    const qemu = await stage.start('vm');
    await stage.cli.run('take', qemu.socketPath, 'a <&> "b"');
    const seed = await stage.cli.run('xml', 'vm', 'a <&> "b"');
    expect(seed.stdout).toContain('<creationdate>');
    expect((await stage.cli.run('xml', 'vm', 'a <&> "b"', '--libvirt')).stdout).toContain('<creationTime>');

    const now = stage.disks.entry('now.png');
    expect(await stage.cli.json(['screenshot', 'vm', '-o', now])).toMatchObject({ path: now });
    const then = stage.disks.entry('then.png');
    const { screenshot } = listed.parse(await stage.cli.json(['show', 'vm', 'a <&> "b"']));
    expect(await stage.cli.json(['screenshot', 'vm', '--snapshot', 'a <&> "b"', '-o', then])).toEqual({
      path: then,
      ...screenshot,
    });
    for (const path of [now, then]) expect((await readFile(path)).subarray(1, 4).toString()).toBe('PNG');
    const missing = await stage.cli.run('screenshot', 'vm', '-o', stage.disks.entry('no/such/folder.png'));
    expect(missing.status).toBe(1);
    expect(missing.stderr).toMatch(/^snapgrove: .*could not be written.*\n$/);
  });

  it('takes, finds and deletes names in every script, with quotes, markup and dashes', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const odd = ['日本語 🌳', `"it's"`, '<&>', '-leading', '--json'];
    const names = ['ü', ...odd, 'a/b', 'x'.repeat(255), 'ü'.repeat(127)];
    const qemu = await stage.start('vm');
    for (const name of names) {
      const taken = listed.parse(await stage.cli.json(['take', qemu.socketPath, '--disk-only', '--', name]));
      expect(taken.name).toBe(name);
    }
    expect((await stage.list('vm')).map((each) => each.name)).toEqual(names);
    for (const name of odd) {
      expect(await stage.cli.json(['delete', 'vm', '--', name])).toMatchObject({ deleted: [name] });
    }
    expect((await stage.list('vm')).map((each) => each.name)).toEqual(
      names.filter((name) => !odd.includes(name)),
    );
  });

  it('refuses what it must, with a sentence and status 1', { timeout: TIMEOUT_MS }, async () => {
    const qemu = await stage.start('vm');
    await stage.cli.run('take', qemu.socketPath, 'first', '--disk-only');
    expect(await stage.refused('take', 'vm', 'first')).toMatchObject({ code: 'refused' });
    expect(await stage.refused('take', 'vm', 'x'.repeat(256))).toMatchObject({ code: 'refused' });
    expect(await stage.refused('show', 'vm', 'nothing')).toMatchObject({ code: 'not_found' });
    expect(await stage.refused('list', 'nobody')).toMatchObject({ code: 'not_found' });
    expect(await stage.refused('add', stage.disks.entry('no.sock'))).toMatchObject({ code: 'not_found' });
    expect(await stage.refused('screenshot', 'vm', '--snapshot', 'nothing', '-o', 'x.png')).toMatchObject({
      code: 'not_found',
    });
    const plain = await stage.cli.run('show', 'vm', 'nothing');
    expect(plain).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'snapgrove: vm has no snapshot “nothing”. `snapgrove list` shows those that it has. Nothing was changed.\n',
    });
  });

  it('refuses a command line that it does not understand, with status 2', async () => {
    const plain = await stage.cli.run('list');
    expect(plain).toEqual({
      status: 2,
      stdout: '',
      stderr: 'snapgrove: MACHINE is missing: `snapgrove list MACHINE`.\n',
    });
    expect(failure.parse(await stage.cli.json(['list'], 2)).error.code).toBe('invalid_input');
    for (const args of [
      ['restore', 'vm', 'x', '--running', '--paused'],
      ['delete', 'vm', 'x', '--children', '--children-only'],
      ['describe', 'vm', 'x'],
      ['screenshot', 'vm'],
      ['serve', '--port', '70000'],
    ]) {
      expect((await stage.cli.run(...args)).status).toBe(2);
    }
  });

  it('adds machines, finds monitors, and refuses a name that two machines bear', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const one = await stage.start('twin', '6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a11');
    const two = await stage.start('twin', '6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a22');
    expect((await stage.cli.run('add', one.socketPath)).stdout).toBe('Added “twin”.\n');
    const found = z
      .array(z.looseObject({ address: z.string(), pid: z.number(), known: z.boolean(), inUse: z.boolean() }))
      .parse(await stage.cli.json(['machines', '--found']));
    expect(found.find((each) => each.address === one.socketPath)).toMatchObject({
      pid: one.pid,
      known: true,
    });
    expect(found.find((each) => each.address === two.socketPath)).toMatchObject({
      pid: two.pid,
      known: false,
      inUse: false,
    });
    await stage.cli.run('add', two.socketPath);
    const error = await stage.refused('list', 'twin');
    expect(error.code).toBe('conflict');
    expect(error.message).toContain('6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a11');
    expect(error.message).toContain('6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a22');
    expect(await stage.list('6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a22')).toEqual([]);
    expect(await stage.list(one.socketPath)).toEqual([]);
  });

  it('works on a machine that is off, by its image', async () => {
    const path = stage.disks.entry('off.qcow2');
    await createQcow2(path);
    expect((await stage.cli.run('add', path)).stdout).toBe('Added “off”.\n');
    expect(listed.parse(await stage.cli.json(['take', 'off', 'first']))).toMatchObject({ memory: false });
    expect((await stage.cli.run('take', path, 'second')).status).toBe(0);
    const activated = await stage.cli.run('activate', 'off', 'first', '--no-keep-current');
    expect(activated).toMatchObject({ status: 0, stdout: 'off starts from “first” next time.\n' });
    expect((await stage.list('off')).map((each) => [each.name, each.current])).toEqual([
      ['first', true],
      ['second', false],
    ]);
  });

  it('says no, and what would help, of a snapshot whose drive is gone', async () => {
    const path = stage.disks.entry('off.qcow2');
    await createQcow2(path);
    await stage.cli.run('add', path);
    await stage.cli.run('take', 'off', 'first');
    await writeFile(path, '');
    const { ok, findings } = restorable.parse(await stage.cli.json(['check', 'off', 'first'], 1));
    expect(ok).toBe(false);
    expect(findings.some((each) => each.severity === 'blocks')).toBe(true);
    expect((await stage.refused('restore', 'off', 'first', '--no-keep-current')).code).toBe('refused');
    const { stderr } = await stage.cli.run('restore', 'off', 'first', '--no-keep-current');
    const remedies = findings.flatMap(({ severity, remedy }) =>
      severity === 'blocks' && remedy !== null ? [remedy] : [],
    );
    expect(remedies).not.toEqual([]);
    for (const remedy of remedies) expect(stderr.split(remedy)).toHaveLength(2);
  });

  it('starts and stops the demo machine', async () => {
    try {
      const started = machines.element.parse(await stage.cli.json(['demo']));
      expect(started).toMatchObject({ state: 'running', demo: true });
      expect((await stage.cli.run('take', started.name, 'first')).status).toBe(0);
      expect((await stage.cli.run('demo', '--stop')).stdout).toBe('The demo machine is off.\n');
    } finally {
      await stopDemoMachine({ home: stage.cli.environment.SNAPGROVE_HOME ?? '' });
    }
  });
});
