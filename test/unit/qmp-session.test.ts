import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ConnectQmpOptions, connectQmp } from '../../electron/qmp/connect.ts';
import { QmpCommandError, QmpError, QmpNoReplyError } from '../../electron/qmp/errors.ts';
import { adoptJob, runJob } from '../../electron/qmp/jobs.ts';
import type { QmpSession } from '../../electron/qmp/session.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const GREETING = {
  QMP: { version: { qemu: { major: 7, minor: 2, micro: 0 }, package: '' }, capabilities: ['oob'] },
};

const commandSchema = z.object({
  execute: z.string().optional(),
  'exec-oob': z.string().optional(),
  arguments: z.record(z.string(), z.unknown()).optional(),
  id: z.string(),
});

type Command = z.infer<typeof commandSchema>;

/** The server's end of one connection, worked by the test: for what real QEMU does too rarely to be tested with. */
class Peer {
  readonly #socket: Socket;
  readonly #lines: AsyncIterator<string>;
  readonly gone: Promise<void>;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#lines = createInterface({ input: socket })[Symbol.asyncIterator]();
    const gone = Promise.withResolvers<void>();
    this.gone = gone.promise;
    socket.on('error', () => undefined).on('close', () => gone.resolve());
  }

  async next(): Promise<Command> {
    const { value } = await this.#lines.next();
    return commandSchema.parse(JSON.parse(value));
  }

  send(...objects: readonly unknown[]): void {
    this.write(objects.map((object) => `${JSON.stringify(object)}\r\n`).join(''));
  }

  write(text: string): void {
    this.#socket.write(text);
  }

  end(text = ''): void {
    if (text !== '') this.#socket.write(text);
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  async answer(value: unknown = {}): Promise<Command> {
    const command = await this.next();
    this.send({ return: value, id: command.id });
    return command;
  }
}

async function listen() {
  const folder = await makeTemporaryFolder();
  const server = createServer();
  const path = folder.entry('qmp.sock');
  server.listen(path);
  await once(server, 'listening');
  return {
    address: { type: 'unix', path } as const,
    accept: async (): Promise<Peer> => {
      const [socket]: Socket[] = await once(server, 'connection');
      if (socket === undefined) throw new Error('No connection');
      return new Peer(socket);
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function connectPair(options: ConnectQmpOptions = {}) {
  const server = await listen();
  const connecting = connectQmp(server.address, options);
  const peer = await server.accept();
  peer.send(GREETING);
  await peer.answer();
  const session = await connecting;
  return {
    session,
    peer,
    [Symbol.asyncDispose]: async () => {
      await session.close();
      peer.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

const failure = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    return await work;
  } catch (error) {
    return error;
  }
};

describe('connectQmp', () => {
  it('enables out-of-band execution where it is offered', async () => {
    await using server = await listen();
    const connecting = connectQmp(server.address);
    const peer = await server.accept();
    peer.send(GREETING);
    expect(await peer.answer()).toMatchObject({
      execute: 'qmp_capabilities',
      arguments: { enable: ['oob'] },
    });
    await using session = await connecting;
    expect(session.outOfBand).toBe(true);
  });

  it('does without where it is not', async () => {
    await using server = await listen();
    const connecting = connectQmp(server.address);
    const peer = await server.accept();
    peer.send({ QMP: { ...GREETING.QMP, capabilities: [] } });
    const command = await peer.answer();
    expect(command.arguments).toBeUndefined();
    await using session = await connecting;
    expect(session.outOfBand).toBe(false);
    await expect(session.executeOutOfBand('query-yank')).rejects.toThrow('out-of-band');
  });

  it('passes over what was meant for the client before', async () => {
    await using server = await listen();
    const connecting = connectQmp(server.address);
    const peer = await server.accept();
    peer.send({ return: { old: true }, id: 'another-1' }, GREETING, { event: 'STOP' });
    await peer.answer();
    await using session = await connecting;
    expect(session.greeting.version.major).toBe(7);
  });

  it('hears an event that comes with the reply to the negotiation', async () => {
    await using server = await listen();
    const heard: string[] = [];
    const connecting = connectQmp(server.address, { onEvent: ({ name }) => heard.push(name) });
    const peer = await server.accept();
    peer.send(GREETING);
    const { id } = await peer.next();
    peer.send({ event: 'RESUME' }, { return: {}, id }, { event: 'STOP' });
    await using session = await connecting;
    expect(session.liveness).toBe('responsive');
    expect(heard).toEqual(['RESUME', 'STOP']);
  });

  it('cuts a connection without greeting at its deadline: busy', async () => {
    await using server = await listen();
    const connecting = failure(connectQmp(server.address, { greetingDeadlineMs: 50 }));
    const peer = await server.accept();
    await peer.gone;
    expect(await connecting).toMatchObject({
      code: 'busy',
      message: expect.stringContaining('Another program'),
    });
  });

  it('tells a monitor that greets but is too busy to negotiate', async () => {
    await using server = await listen();
    const connecting = failure(connectQmp(server.address, { commandDeadlineMs: 50 }));
    const peer = await server.accept();
    peer.send(GREETING);
    await peer.gone;
    expect(await connecting).toMatchObject({ code: 'unresponsive' });
  });

  it.each([
    ['SSH-2.0-OpenSSH_9.2\r\n', 'not-qmp'],
    ['{"jsonrpc": "2.0"}\n', 'not-qmp'],
    ["QEMU 7.2.0 monitor - type 'help' for more information\r\n(qemu) ", 'hmp'],
  ])('knows a foreign protocol by its first words: %j', async (words, code) => {
    await using server = await listen();
    const connecting = failure(connectQmp(server.address));
    const peer = await server.accept();
    peer.write(words);
    expect(await connecting).toMatchObject({ code });
    await peer.gone;
  });

  it('says so when the server goes before or within its greeting', async () => {
    await using server = await listen();
    for (const text of ['', '{"QMP": {"ver']) {
      const connecting = failure(connectQmp(server.address));
      (await server.accept()).end(text);
      expect(await connecting).toMatchObject({ code: 'closed' });
    }
  });

  it('gives up with the signal, and cuts', async () => {
    await using server = await listen();
    const abort = new AbortController();
    const connecting = failure(connectQmp(server.address, { signal: abort.signal }));
    const peer = await server.accept();
    const reason = new Error('enough');
    abort.abort(reason);
    expect(await connecting).toBe(reason);
    await peer.gone;
    expect(await failure(connectQmp(server.address, { signal: abort.signal }))).toBe(reason);
  });
});

describe('QmpSession', () => {
  it('sends one in-band command at a time and lets out-of-band ones overtake', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const first = session.execute('first');
    const second = session.execute('second');
    const probe = session.executeOutOfBand('query-yank');
    const firstCommand = await peer.next();
    const probeCommand = await peer.next();
    expect([firstCommand.execute, probeCommand['exec-oob']]).toEqual(['first', 'query-yank']);
    peer.send({ return: ['probe'], id: probeCommand.id }, { return: 1, id: firstCommand.id });
    expect(await probe).toEqual(['probe']);
    expect(await first).toBe(1);
    expect(await peer.answer(2)).toMatchObject({ execute: 'second' });
    expect(await second).toBe(2);
  });

  it('drops replies with an id that is not its own', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const reply = session.execute('query-name');
    const { id } = await peer.next();
    peer.send(
      { return: 'stranger', id: 'x' },
      { error: { class: 'A', desc: 'b' }, id: 7 },
      { return: 'no id' },
    );
    peer.send({ return: { name: 'mine' }, id }, { return: 'again', id });
    expect(await reply).toEqual({ name: 'mine' });
    const next = session.execute('query-uuid');
    await peer.answer('fine');
    expect(await next).toBe('fine');
  });

  it('uses ids that no other session uses', async () => {
    await using one = await connectPair();
    await using other = await connectPair();
    const replies = [one.session.execute('a'), other.session.execute('a')];
    const commands = [await one.peer.answer(), await other.peer.answer()];
    await Promise.all(replies);
    expect(commands[0]?.id).not.toBe(commands[1]?.id);
  });

  it('gives the error that QEMU gives', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const reply = failure(session.execute('nonsense', { a: undefined, b: 1 }));
    const { id, arguments: args } = await peer.next();
    expect(args).toEqual({ b: 1 });
    peer.send({ error: { class: 'CommandNotFound', desc: 'The command nonsense has not been found' }, id });
    const error = await reply;
    expect(error).toBeInstanceOf(QmpCommandError);
    expect(error).toMatchObject({ code: 'command', errorClass: 'CommandNotFound', command: 'nonsense' });
  });

  it('gives an error without id to the only command that can have caused it', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const heard = session.waitForEvent(() => true);
    peer.send({ error: { class: 'GenericError', desc: 'JSON parse error, for nobody' } }, { event: 'STOP' });
    await heard;
    const reply = failure(session.execute('query-block'));
    await peer.next();
    peer.send({ error: { class: 'GenericError', desc: 'JSON parse error' } });
    expect(await reply).toMatchObject({ code: 'command', desc: 'JSON parse error' });
  });

  it('ends the session when it cannot know whose error it is', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const replies = [failure(session.execute('query-block')), failure(session.executeOutOfBand('yank'))];
    await peer.next();
    await peer.next();
    peer.send({ error: { class: 'GenericError', desc: 'JSON parse error' } });
    for (const reply of replies) expect(await reply).toMatchObject({ code: 'closed', sent: true });
    expect(await session.closed).toMatchObject({ by: 'server' });
  });

  it('refuses a reply that does not fit, and stays usable', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const parse = z.object({ running: z.boolean() });
    const bad = failure(session.execute('query-status', undefined, { parse }));
    await peer.answer({ running: 'yes' });
    expect(await bad).toMatchObject({ code: 'unexpected-reply' });
    const good = session.execute('query-status', undefined, { parse: (value) => parse.parse(value).running });
    await peer.answer({ running: true });
    expect(await good).toBe(true);
  });

  it('fails a late command, keeps its turn, and drops the late reply', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const late = session.execute('slow', undefined, { deadlineMs: 30 });
    const unsent = session.execute('behind', undefined, { deadlineMs: 30 });
    const patient = session.execute('patient');
    const { id } = await peer.next();
    expect(await failure(late)).toMatchObject({ code: 'timeout', command: 'slow', sent: true });
    expect(await failure(unsent)).toMatchObject({ code: 'timeout', command: 'behind', sent: false });
    peer.send({ return: 'too late', id });
    expect(await peer.answer('in time')).toMatchObject({ execute: 'patient' });
    expect(await patient).toBe('in time');
  });

  it('never sends a command that was given up before its turn', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const abort = new AbortController();
    const first = session.execute('first');
    const given = failure(session.execute('never', undefined, { signal: abort.signal }));
    const last = session.execute('last');
    abort.abort(new Error('changed my mind'));
    expect(await given).toBe(abort.signal.reason);
    await peer.answer();
    expect(await peer.answer()).toMatchObject({ execute: 'last' });
    await Promise.all([first, last]);
  });

  it('lets no deadline pass while a job blocks the monitor', async () => {
    await using pair = await connectPair({ livenessIntervalMs: 20 });
    const { session, peer } = pair;
    const before = session.execute('before', undefined, { deadlineMs: 40 });
    const late: Promise<unknown>[] = [];
    await session.withoutDeadlines(async () => {
      late.push(session.execute('inside', undefined, { deadlineMs: 40 }));
      const blocked = await peer.next();
      // Each probe is 20 ms after the one before: five of them are beyond both deadlines.
      for (let probes = 0; probes < 5; probes += 1)
        expect((await peer.answer())['exec-oob']).toBe('query-yank');
      peer.send({ return: 'kept', id: blocked.id });
      expect(await before).toBe('kept');
    });
    await peer.next();
    expect(await failure(Promise.all(late))).toMatchObject({ code: 'timeout', command: 'inside' });
  });

  it('reports silence and its end during a job, and cuts nothing', async () => {
    await using pair = await connectPair({ livenessIntervalMs: 20 });
    const { session, peer } = pair;
    const seen: string[] = [];
    const changes = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    session.onLiveness((liveness) => {
      seen.push(liveness);
      changes[seen.length - 1]?.resolve();
    });
    await session.withoutDeadlines(async () => {
      const probe = await peer.next();
      await changes[0]?.promise;
      peer.send({ return: [], id: probe.id });
      await changes[1]?.promise;
    });
    expect(seen).toEqual(['unresponsive', 'responsive']);
    const reply = session.execute('query-name');
    await peer.answer({});
    expect(await reply).toEqual({});
  });

  it('stops probing a QEMU that has no query-yank', async () => {
    await using pair = await connectPair({ livenessIntervalMs: 10 });
    const { session, peer } = pair;
    await session.withoutDeadlines(async () => {
      const probe = await peer.next();
      peer.send({ error: { class: 'CommandNotFound', desc: 'no' }, id: probe.id });
      const late = session.execute('after', undefined, { deadlineMs: null });
      expect(await peer.answer()).toMatchObject({ execute: 'after' });
      await late;
    });
    expect(session.liveness).toBe('responsive');
  });

  it('fails everything that waits when the server goes in the middle of a reply', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const sent = failure(session.execute('snapshot-save', {}, { deadlineMs: null }));
    const unsent = failure(session.execute('query-jobs'));
    const event = failure(session.waitForEvent(() => true));
    await peer.next();
    peer.end('{"return": {"a');
    expect(await sent).toMatchObject({ code: 'closed', sent: true, command: 'snapshot-save' });
    expect(await unsent).toMatchObject({ code: 'closed', sent: false, command: 'query-jobs' });
    expect(await event).toMatchObject({
      code: 'closed',
      message: expect.stringContaining('middle of a message'),
    });
    expect(await session.closed).toMatchObject({ by: 'server' });
    expect(await failure(session.execute('later'))).toMatchObject({ code: 'closed', sent: false });
    const told = Promise.withResolvers<string>();
    session.onClosed(({ by }) => told.resolve(by));
    expect(await told.promise).toBe('server');
  });

  it('ends when the server stops making sense', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const waiting = failure(session.execute('query-jobs'));
    await peer.next();
    peer.write('{"return": oops}\n');
    const error = await waiting;
    expect(error).toBeInstanceOf(QmpNoReplyError);
    expect(error).toMatchObject({ code: 'not-qmp' });
    await peer.gone;
  });

  it('closes once, for good', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const waiting = failure(session.execute('query-jobs'));
    await Promise.all([session.close(), session.close()]);
    expect(await waiting).toMatchObject({ code: 'closed' });
    expect(await session.closed).toMatchObject({ by: 'client' });
    await peer.gone;
  });

  it('hands each event to whoever listens at that moment', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const heard: string[] = [];
    const off = session.on(({ name }) => heard.push(name));
    const wake = session.waitForEvent(({ name }) => name === 'WAKEUP');
    peer.send({ event: 'STOP' }, { event: 'LATER_QEMU', data: { x: 1 } }, { event: 'WAKEUP' });
    expect((await wake).name).toBe('WAKEUP');
    off();
    const stop = session.waitForEvent(({ name }) => name === 'STOP');
    peer.send({ event: 'STOP' });
    await stop;
    expect(heard).toEqual(['STOP', 'LATER_QEMU', 'WAKEUP']);
    const abort = AbortSignal.abort(new Error('no'));
    expect(await failure(session.waitForEvent(() => true, abort))).toBe(abort.reason);
  });
});

const statusChange = (id: string, status: string) => ({ event: 'JOB_STATUS_CHANGE', data: { id, status } });

const job = (id: string, status: string) => ({
  id,
  type: 'snapshot-save',
  status,
  'current-progress': 0,
  'total-progress': 1,
});

const save = (session: QmpSession, statuses: string[] = []) =>
  runJob(session, {
    command: 'snapshot-save',
    args: { tag: 't' },
    jobId: 'mine',
    onStatus: (status) => statuses.push(status),
  });

describe('runJob', () => {
  it('reads the outcome before it dismisses, when the reply comes after the conclusion', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const statuses: string[] = [];
    const outcome = save(session, statuses);
    const { id, arguments: args } = await peer.next();
    expect(args).toEqual({ tag: 't', 'job-id': 'mine' });
    peer.send(statusChange('other', 'concluded'), statusChange('mine', 'created'));
    peer.send(statusChange('mine', 'concluded'), { return: {}, id });
    expect(await peer.answer([job('other', 'running'), job('mine', 'concluded')])).toMatchObject({
      execute: 'query-jobs',
    });
    expect(await peer.answer()).toMatchObject({ execute: 'job-dismiss', arguments: { id: 'mine' } });
    expect(await outcome).toEqual({ ok: true });
    expect(statuses).toEqual(['created', 'concluded']);
  });

  it('gives the error of the job, when the reply comes first', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const outcome = save(session);
    await peer.answer();
    peer.send(statusChange('mine', 'aborting'), statusChange('mine', 'concluded'));
    await peer.answer([{ ...job('mine', 'concluded'), error: 'No space left on device' }]);
    await peer.answer();
    expect(await outcome).toEqual({ ok: false, started: true, error: 'No space left on device' });
  });

  it('tells a refused command from a failed job', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const outcome = save(session);
    const { id } = await peer.next();
    peer.send({ error: { class: 'GenericError', desc: "Job ID 'mine' already in use" }, id });
    expect(await outcome).toEqual({ ok: false, started: false, error: "Job ID 'mine' already in use" });
  });

  it('does not wait for a job that another program dismissed', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const outcome = save(session);
    await peer.answer();
    peer.send(statusChange('mine', 'null'));
    await peer.answer([]);
    expect(await outcome).toMatchObject({
      ok: false,
      started: true,
      error: expect.stringContaining('dismissed'),
    });
  });

  it('throws when the session is lost before or after the reply', async () => {
    for (const answered of [false, true]) {
      await using pair = await connectPair();
      const outcome = failure(save(pair.session));
      if (answered) await pair.peer.answer();
      else await pair.peer.next();
      pair.peer.end();
      const error = await outcome;
      expect(error).toBeInstanceOf(QmpError);
      expect(error).toMatchObject({ code: 'closed' });
    }
  });
});

describe('adoptJob', () => {
  it('waits for a job that still runs', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const statuses: string[] = [];
    const outcome = adoptJob(session, 'mine', { onStatus: (status) => statuses.push(status) });
    await peer.answer([job('mine', 'running')]);
    peer.send(statusChange('mine', 'concluded'));
    await peer.answer([job('mine', 'concluded')]);
    await peer.answer();
    expect(await outcome).toEqual({ ok: true });
    expect(statuses.at(-1)).toBe('concluded');
  });

  it('takes the outcome of one that has concluded, and knows when there is none', async () => {
    await using pair = await connectPair();
    const { session, peer } = pair;
    const outcome = adoptJob(session, 'mine');
    const concluded = [{ ...job('mine', 'concluded'), error: 'bad' }];
    await peer.answer(concluded);
    await peer.answer(concluded);
    await peer.answer();
    expect(await outcome).toEqual({ ok: false, started: true, error: 'bad' });
    const none = adoptJob(session, 'mine');
    await peer.answer([]);
    expect(await none).toBeNull();
  });
});
