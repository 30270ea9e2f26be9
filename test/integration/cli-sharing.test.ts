import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimCoreSocket } from '../../electron/shell/socket-server.ts';
import { connect } from '../../shared/contract/connect.ts';
import { contract } from '../../shared/contract/contract.ts';
import { makeCommandLine } from '../helpers/command-line.ts';
import { listed, machines } from '../helpers/command-line-json.ts';
import { CommandLineStage } from '../helpers/command-line-stage.ts';
import { startLibvirtd, type TestLibvirtd } from '../helpers/libvirtd.ts';

/** Each run of the program is a process of its own, and a core's start. */
const TIMEOUT_MS = 180_000;

let stage: CommandLineStage;

beforeEach(async () => {
  stage = await CommandLineStage.open();
});

afterEach(async () => {
  await stage[Symbol.asyncDispose]();
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
    stage.keep(daemon);
    stage.keep(await holdOpen(daemon));
    const connect = ['--connect', daemon.testUri];
    expect(listed.parse(await stage.cli.json([...connect, 'take', 'test', 'first']))).toMatchObject({
      name: 'first',
      parent: null,
      current: true,
    });
    expect(await daemon.virshAt(daemon.testUri, 'snapshot-list', 'test', '--name')).toBe('first');
    expect(machines.parse(await stage.cli.json([...connect, 'machines']))).toMatchObject([
      { name: 'test', snapshots: 1 },
    ]);
    // The connection is known from now on.
    expect((await stage.list('test')).map((each) => each.name)).toEqual(['first']);
    expect((await stage.cli.run('xml', 'test', 'first', '--libvirt')).stdout).toContain('<creationTime>');
    expect((await stage.refused(...connect, 'list', 'nobody')).message).toContain('on this connection');

    await using other = await makeCommandLine({ LIBVIRT_DEFAULT_URI: daemon.testUri });
    expect(await other.json(['list', 'test'])).toMatchObject([{ name: 'first' }]);
    expect(await other.json(['delete', 'test', 'first'])).toMatchObject({ deleted: ['first'] });
    expect(await daemon.virshAt(daemon.testUri, 'snapshot-list', 'test', '--name')).toBe('');
  });

  it('does not let a default that can’t be reached stand in the way of other machines', async () => {
    const qemu = await stage.start('vm');
    const socket = stage.disks.entry('no-libvirt.sock');
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
    const qemu = await stage.start('vm');
    const program = join(import.meta.dirname, '../../electron/cli.ts');
    const served = spawn(process.execPath, [program, 'serve', '--json'], {
      env: stage.cli.environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(served, 'exit');
    stage.keep({
      async [Symbol.asyncDispose]() {
        served.kill('SIGTERM');
        await ended;
      },
    });
    const [line] = await once(createInterface({ input: served.stdout }), 'line');
    expect(JSON.parse(String(line))).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#token=/),
    });

    const claim = await claimCoreSocket(stage.cli.environment);
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
    expect((await stage.cli.run('take', qemu.socketPath, 'seen')).status).toBe(0);
    const witness = await seen;
    expect(witness?.name).toBe('seen');
    expect(witness?.states).toContain('running');
    watching.abort();
    claim.port.close();

    served.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect((await stage.list('vm')).map((each) => each.name)).toEqual(['seen']);
  });
});
