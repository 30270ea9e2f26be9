import { fork } from 'node:child_process';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CoreOwner, claimCoreSocket } from '../../electron/shell/socket-server.ts';
import { connect } from '../../shared/contract/connect.ts';
import { call } from '../../shared/contract/definition.ts';
import { serve } from '../../shared/contract/serve.ts';

const contract = { add: call(z.object({ a: z.number(), b: z.number() }), z.number()) } as const;
const greeting = { snapgrove: '1.2.3', picturesFolder: '/pictures' };
let folder: string;
let environment: NodeJS.ProcessEnv;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapgrove-core-'));
  environment = { SNAPGROVE_RUNTIME_DIR: folder };
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function claimAsOwner(): Promise<CoreOwner> {
  const claim = await claimCoreSocket(environment);
  if (claim.role !== 'owner') throw new Error('another core is running');
  return claim;
}

async function listenAndAdd(owner: CoreOwner): Promise<void> {
  await owner.listen(greeting, (port) => {
    serve(contract, { add: ({ a, b }) => a + b }, port, {
      onError: ({ cause }) => expect.unreachable(String(cause)),
    });
  });
}

describe('the core socket', () => {
  it('makes the first the owner, and leads the second to it', async () => {
    const owner = await claimAsOwner();
    await listenAndAdd(owner);
    const client = await claimCoreSocket(environment);
    if (client.role !== 'client') throw new Error('two owners');
    expect(client.greeting).toEqual(greeting);
    await expect(connect(contract, client.port).add({ a: 2, b: 3 })).resolves.toBe(5);
    const closed = new Promise<void>((resolve) => client.port.onClose(resolve));
    await owner.release();
    await closed;
  });

  it('is closed to other users', async () => {
    const owner = await claimAsOwner();
    await listenAndAdd(owner);
    expect((await stat(join(folder, 'core.sock'))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await owner.release();
  });

  it('refuses a folder that others can reach', async () => {
    await chmod(folder, 0o755);
    await expect(claimCoreSocket(environment)).rejects.toMatchObject({ code: 'permission_denied' });
  });

  it('waits for an owner that is not listening yet', async () => {
    const owner = await claimAsOwner();
    const second = claimCoreSocket(environment);
    await listenAndAdd(owner);
    await expect(second).resolves.toMatchObject({ role: 'client' });
    await owner.release();
  });

  it('makes a waiting one the owner when the owner ends without having listened', async () => {
    const owner = await claimAsOwner();
    const second = claimCoreSocket(environment);
    await owner.release();
    const claim = await second;
    if (claim.role !== 'owner') throw new Error('led to nobody');
    await claim.release();
  });

  it('has one owner however many start at once after the last was killed', async () => {
    const first = startOwner();
    expect(await first.role).toBe('owner');
    first.process.kill('SIGKILL');
    await first.exited;
    // The socket is still there, and nobody behind it.
    await expect(connectTo(join(folder, 'core.sock'))).resolves.toBe('ECONNREFUSED');

    const next = Array.from({ length: 6 }, startOwner);
    const roles = await Promise.all(next.map(({ role }) => role));
    expect(roles.filter((role) => role === 'owner')).toHaveLength(1);
    expect(roles.filter((role) => role === 'client')).toHaveLength(5);
    for (const { process: child } of next) child.kill('SIGKILL');
    await Promise.all(next.map(({ exited }) => exited));
  });

  it('closes a connection that sends something else', async () => {
    const owner = await claimAsOwner();
    await listenAndAdd(owner);
    const socket = createConnection(join(folder, 'core.sock'));
    socket.resume();
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await closed;
    await owner.release();
  });
});

/** Runs another process that claims the core and stays until it is killed. */
function startOwner() {
  const child = fork(join(import.meta.dirname, '../helpers/core-owner.ts'), {
    env: { ...process.env, ...environment },
    execArgv: [],
  });
  const role = new Promise<unknown>((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', () => reject(new Error('the process ended before it had a role')));
  });
  // A process that is killed before anyone asked for its role has not failed.
  role.catch(() => undefined);
  return { process: child, role, exited: new Promise((resolve) => child.once('exit', resolve)) };
}

function connectTo(path: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection(path, () => resolve('connected'));
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}
