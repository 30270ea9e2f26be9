import { describe, expect, it } from 'vitest';
import { connectQmp } from '../../electron/qmp/connect.ts';
import {
  type KeepConnectedOptions,
  keepConnected,
  type QmpConnection,
  type QmpConnectionState,
} from '../../electron/qmp/connection.ts';
import { queryStatus } from '../../electron/qmp/queries.ts';
import { startFlakyProxy } from '../helpers/flaky-proxy.ts';
import { startQemu } from '../helpers/qemu.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

type Status = QmpConnectionState['status'];
type StateOf<S extends Status> = Extract<QmpConnectionState, { readonly status: S }>;

/** Keeps a connection and waits for its states. */
function watch(path: string, options: Omit<KeepConnectedOptions, 'onState'> = {}) {
  const states: QmpConnectionState[] = [];
  let told = Promise.withResolvers<void>();
  const connection = keepConnected(
    { type: 'unix', path },
    {
      ...options,
      onState: (state) => {
        states.push(state);
        told.resolve();
        told = Promise.withResolvers();
      },
    },
  );
  const isStatus = <S extends Status>(state: QmpConnectionState, status: S): state is StateOf<S> =>
    state.status === status;
  let seen = 0;
  return {
    connection,
    states,
    /** The next state of that status which was not waited for yet. */
    next: async <S extends Status>(status: S): Promise<StateOf<S>> => {
      for (;;) {
        const state = states[seen];
        if (state === undefined) await told.promise;
        else {
          seen += 1;
          if (isStatus(state, status)) return state;
        }
      }
    },
    [Symbol.asyncDispose]: () => connection.close(),
  };
}

const statusesOf = (states: readonly QmpConnectionState[]) => states.map(({ status }) => status);

const current = (connection: QmpConnection): Status => connection.state.status;

describe('keepConnected with a real QEMU', () => {
  it('is there as soon as QEMU is, however seldom it tried before', async () => {
    await using folder = await makeTemporaryFolder();
    const path = folder.entry('late.sock');
    await using kept = watch(path);
    let lost = await kept.next('lost');
    // By then it tries every few seconds only.
    while (lost.retryAtMs - Date.now() < 3500) lost = await kept.next('lost');
    expect(lost.error.code).toBe('socket-missing');
    await using _qemu = await startQemu({ args: ['-qmp', `unix:${path},server=on,wait=off`] });
    const { session } = await kept.next('connected');
    expect(Date.now()).toBeLessThan(lost.retryAtMs);
    expect(await queryStatus(session)).toMatchObject({ running: true });
  });

  it('comes back by itself after QEMU was killed and started again on the same socket', async () => {
    await using folder = await makeTemporaryFolder();
    const first = await startQemu({ folder });
    await using kept = watch(first.socketPath);
    expect(current(kept.connection)).toBe('connecting');
    const { session } = await kept.next('connected');
    expect(await queryStatus(session)).toMatchObject({ running: true });
    first.kill();
    const lost = await kept.next('lost');
    expect(lost.error.code).toBe('closed');
    expect(lost.retryAtMs).toBeGreaterThan(lost.sinceMs);
    expect((await kept.next('lost')).error.code).toBe('refused');
    await first.exited;
    await using second = await startQemu({
      folder: { ...folder, [Symbol.asyncDispose]: async () => undefined },
    });
    const back = await kept.next('connected');
    expect(back.session).not.toBe(session);
    expect(await queryStatus(back.session)).toMatchObject({ running: true });
    expect(second.pid).not.toBe(first.pid);
    await kept.connection.close();
    expect(kept.states[0]).toEqual({ status: 'connecting', error: null });
    expect(current(kept.connection)).toBe('closed');
  });

  it('waits for a socket that is not there yet, and tries at once when told to', async () => {
    await using folder = await makeTemporaryFolder();
    await using kept = watch(folder.entry('qmp.sock'));
    let lost = await kept.next('lost');
    expect(lost.error.code).toBe('socket-missing');
    const { sinceMs } = lost;
    // Told each time, five attempts do not take the 4 to 8 s that they would of themselves.
    const startedMs = performance.now();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      kept.connection.retryNow();
      lost = await kept.next('lost');
      expect(lost.sinceMs).toBe(sinceMs);
    }
    expect(performance.now() - startedMs).toBeLessThan(3000);
    await using qemu = await startQemu({
      folder: { ...folder, [Symbol.asyncDispose]: async () => undefined },
    });
    kept.connection.retryNow();
    expect((await kept.next('connected')).session.address).toEqual({ type: 'unix', path: qemu.socketPath });
  });

  it('comes back when the connection is cut', async () => {
    await using qemu = await startQemu();
    const listenPath = qemu.folder.entry('proxy.sock');
    await using proxy = await startFlakyProxy({ listenPath, targetPath: qemu.socketPath });
    await using kept = watch(proxy.path);
    for (let cuts = 0; cuts < 3; cuts += 1) {
      const { session } = await kept.next('connected');
      expect(await queryStatus(session)).toMatchObject({ running: true });
      proxy.cut();
      expect(await session.closed).toMatchObject({ by: 'server', error: { code: 'closed' } });
      await kept.next('lost');
      kept.connection.retryNow();
    }
    const { session } = await kept.next('connected');
    expect(await queryStatus(session)).toMatchObject({ running: true });
  });

  it('retries a busy monitor slowly, without staying in its queue', async () => {
    await using qemu = await startQemu();
    const holder = await connectQmp({ type: 'unix', path: qemu.socketPath });
    await using kept = watch(qemu.socketPath, { greetingDeadlineMs: 200 });
    const lost = await kept.next('lost');
    expect(lost.error.code).toBe('busy');
    expect(lost.retryAtMs - Date.now()).toBeGreaterThan(10_000);
    await holder.close();
    // Were one of ours still queued, it would be greeted now, and this one would not.
    await using next = await connectQmp({ type: 'unix', path: qemu.socketPath });
    expect(await queryStatus(next)).toMatchObject({ running: true });
    await next.close();
    kept.connection.retryNow();
    await kept.next('connected');
  });

  it('closes in every state, and says so last', async () => {
    await using qemu = await startQemu();
    await using connecting = watch(qemu.socketPath);
    await connecting.connection.close();
    expect(statusesOf(connecting.states)).toEqual(['connecting', 'closed']);
    await using connected = watch(qemu.socketPath);
    const { session } = await connected.next('connected');
    await connected.connection.close();
    expect(await session.closed).toMatchObject({ by: 'client' });
    expect(statusesOf(connected.states)).toEqual(['connecting', 'connected', 'closed']);
    await using lost = watch(qemu.folder.entry('absent'));
    await lost.next('lost');
    await Promise.all([lost.connection.close(), lost.connection.close()]);
    expect(statusesOf(lost.states)).toEqual(['connecting', 'lost', 'closed']);
  });

  it('hears the events of every session', async () => {
    await using qemu = await startQemu();
    const names: string[] = [];
    await using kept = watch(qemu.socketPath, { onEvent: ({ name }) => names.push(name) });
    for (const count of [1, 2]) {
      const { session } = await kept.next('connected');
      const stopped = session.waitForEvent(({ name }) => name === 'RESUME');
      await session.execute('stop');
      await session.execute('cont');
      await stopped;
      expect(names.filter((name) => name === 'STOP')).toHaveLength(count);
      await session.close();
      await kept.next('lost');
      kept.connection.retryNow();
    }
  });
});
