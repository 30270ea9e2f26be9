import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { GuestAgent, GuestAgentError } from '../../electron/qmp/guest-agent.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const failure = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    return await work;
  } catch (error) {
    return error;
  }
};

describe('GuestAgent with a real qemu-ga', () => {
  it('pings, reads its version, and stays in step after a refusal', async () => {
    await using folder = await makeTemporaryFolder();
    const path = folder.entry('agent.sock');
    // Freezing would freeze the file systems of the computer that runs this test.
    const blocked = [
      'guest-fsfreeze-freeze',
      'guest-fsfreeze-freeze-list',
      'guest-set-time',
      'guest-shutdown',
    ];
    const state = ['-t', folder.path, '-f', folder.entry('pid')];
    const args = ['-m', 'unix-listen', '-p', path, ...state, '-b', blocked.join(',')];
    const child = spawn('qemu-ga', args, { stdio: 'ignore' });
    const ended = once(child, 'exit');
    try {
      const agent = await vi.waitFor(() => GuestAgent.connect(path), { timeout: 10_000, interval: 20 });
      await agent.ping();
      const info = await agent.info();
      expect(info.version).toMatch(/^\d+\.\d+/);
      expect(info.commands).toContain('guest-fsfreeze-status');
      expect(info.commands).not.toContain('guest-fsfreeze-freeze');
      expect(await failure(agent.setTime(0))).toMatchObject({ code: 'refused' });
      expect(await agent.freezeStatus()).toBe('thawed');
      await agent.close();
      expect(await failure(agent.ping())).toMatchObject({ code: 'closed' });
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
  });
});

const requestSchema = z.object({
  execute: z.string(),
  arguments: z.object({ id: z.number().optional(), time: z.number().optional() }).default({}),
});

type Request = z.infer<typeof requestSchema>;

/** A guest agent that freezes nothing: what it answers is the test's to say; null is silence. */
async function startStandIn(answer: (request: Request, sockets: Socket) => unknown) {
  const folder = await makeTemporaryFolder();
  const path = folder.entry('agent.sock');
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let rest = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      // As the real one does: what came before the sentinel is forgotten.
      rest = (rest + text).replace(/^.*\xff/s, '');
      for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
        const request = requestSchema.parse(JSON.parse(rest.slice(0, end)));
        rest = rest.slice(end + 1);
        requests.push(request.execute);
        const value = answer(request, socket);
        if (request.execute === 'guest-sync-delimited' && value !== null) socket.write(Buffer.of(0xff));
        if (value !== null) socket.write(`${JSON.stringify(value)}\n`);
      }
    });
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    path,
    requests,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const usual = ({ execute, arguments: args }: Request): unknown =>
  execute === 'guest-sync-delimited' ? { return: args.id } : { return: {} };

describe('GuestAgent with a stand-in', () => {
  it('freezes, tells, and thaws', async () => {
    let frozen = 0;
    await using standIn = await startStandIn((request) => {
      switch (request.execute) {
        case 'guest-fsfreeze-freeze':
          frozen = 3;
          return { return: frozen };
        case 'guest-fsfreeze-thaw':
          frozen = 0;
          return { return: 3 };
        case 'guest-fsfreeze-status':
          return { return: frozen > 0 ? 'frozen' : 'thawed' };
        default:
          return usual(request);
      }
    });
    await using agent = await GuestAgent.connect(standIn.path);
    expect(await agent.freeze()).toBe(3);
    expect(await agent.freezeStatus()).toBe('frozen');
    expect(await agent.thaw()).toBe(3);
    expect(await agent.freezeStatus()).toBe('thawed');
    expect(standIn.requests.filter((name) => name === 'guest-sync-delimited')).toHaveLength(1);
  });

  it('gives up on silence, and thaws after it in step, whatever comes late', async () => {
    await using standIn = await startStandIn((request, socket) => {
      if (request.execute === 'guest-fsfreeze-freeze') return null;
      // The late answer to the freeze comes just before the answer to the new synchronisation.
      if (request.execute === 'guest-sync-delimited') socket.write('{"return": 99}\n');
      if (request.execute === 'guest-fsfreeze-thaw') return { return: 2 };
      return usual(request);
    });
    await using agent = await GuestAgent.connect(standIn.path);
    expect(await failure(agent.freeze(50))).toMatchObject({ code: 'silent' });
    expect(await agent.thaw()).toBe(2);
    expect(standIn.requests).toEqual([
      'guest-sync-delimited',
      'guest-ping',
      'guest-fsfreeze-freeze',
      'guest-sync-delimited',
      'guest-fsfreeze-thaw',
    ]);
  });

  it('says that nobody answers, or answers sense', async () => {
    await using silent = await startStandIn(() => null);
    expect(await failure(GuestAgent.connect(silent.path, { deadlineMs: 50 }))).toMatchObject({
      code: 'silent',
    });
    await using foreign = await startStandIn(() => ({ return: -1 }));
    expect(await failure(GuestAgent.connect(foreign.path))).toMatchObject({ code: 'garbage' });
    await using odd = await startStandIn((request) =>
      request.execute === 'guest-fsfreeze-status' ? { return: 'lukewarm' } : usual(request),
    );
    await using agent = await GuestAgent.connect(odd.path);
    expect(await failure(agent.freezeStatus())).toMatchObject({ code: 'garbage' });
    await agent.ping();
  });

  it('passes on what the agent refuses', async () => {
    await using standIn = await startStandIn((request) =>
      request.execute === 'guest-set-time'
        ? { error: { class: 'GenericError', desc: `no clock at ${request.arguments.time}` } }
        : usual(request),
    );
    await using agent = await GuestAgent.connect(standIn.path);
    const error = await failure(agent.setTime(1500));
    expect(error).toBeInstanceOf(GuestAgentError);
    expect(error).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('no clock at 1500000000'),
    });
  });

  it('cannot reach a socket that is not there, and ends with its connection', async () => {
    await using standIn = await startStandIn((request, socket) => {
      if (request.execute === 'guest-info') socket.destroy();
      return usual(request);
    });
    expect(await failure(GuestAgent.connect(`${standIn.path}.absent`))).toMatchObject({
      code: 'unreachable',
    });
    await using agent = await GuestAgent.connect(standIn.path);
    expect(await failure(agent.info())).toMatchObject({ code: 'closed' });
    const signal = AbortSignal.abort(new Error('enough'));
    expect(await failure(GuestAgent.connect(standIn.path, { signal }))).toBe(signal.reason);
  });
});
