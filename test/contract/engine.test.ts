import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connect } from '../../shared/contract/connect.ts';
import { call, stream } from '../../shared/contract/definition.ts';
import { AppError } from '../../shared/contract/errors.ts';
import { streamWindow } from '../../shared/contract/frames.ts';
import { memoryPorts } from '../../shared/contract/memory-port.ts';
import { type Incident, serve } from '../../shared/contract/serve.ts';
import { asIs } from '../../shared/sentences/sentence.ts';

const contract = {
  add: call(z.object({ a: z.number(), b: z.number() }), z.number()),
  fail: call(z.object({ code: z.string() }), z.object({})),
  count: stream(z.object({ to: z.int() }), z.int()),
} as const;

function setUp() {
  const incidents: Incident[] = [];
  const pulled: number[] = [];
  const letGo = Promise.withResolvers<void>();
  const [server, client] = memoryPorts();
  serve(
    contract,
    {
      add: ({ a, b }) => a + b,
      fail: ({ code }) => {
        if (code === 'bug') throw new Error('secret text');
        if (code === 'details') throw new AppError('failed', asIs('It failed.'), { notPlain: () => 1 });
        throw new AppError('refused', asIs('It is refused.'), { findings: ['why'] });
      },
      async *count({ to }) {
        try {
          for (let n = 1; n <= to; n += 1) {
            pulled.push(n);
            yield n;
          }
        } finally {
          letGo.resolve();
        }
      },
    },
    server,
    { onError: (incident) => incidents.push(incident) },
  );
  return { api: connect(contract, client), client, server, incidents, pulled, letGo: letGo.promise };
}

describe('the engine', () => {
  it('answers calls', async () => {
    await expect(setUp().api.add({ a: 1, b: 2 })).resolves.toBe(3);
  });

  it('carries code, message and details of an error that was meant', async () => {
    await expect(setUp().api.fail({ code: 'x' })).rejects.toMatchObject({
      code: 'refused',
      message: 'It is refused.',
      details: { findings: ['why'] },
    });
  });

  it('tells nothing of the cause of a bug but its number, and tells the log all', async () => {
    const { api, incidents } = setUp();
    const error = await api.fail({ code: 'bug' }).catch((cause: unknown) => cause);
    if (!(error instanceof AppError)) throw new Error('expected an AppError');
    expect(error.code).toBe('internal');
    expect(JSON.stringify([error.message, error.details])).not.toContain('secret');
    expect(incidents).toMatchObject([{ id: error.details.incident, method: 'fail' }]);
    expect(incidents[0]?.cause).toMatchObject({ message: 'secret text' });
  });

  it('answers with an incident when the details of an error cannot be sent', async () => {
    await expect(setUp().api.fail({ code: 'details' })).rejects.toMatchObject({ code: 'internal' });
  });

  it('pulls a stream no further than its reader has room for', async () => {
    const { api, pulled, letGo } = setUp();
    const reader = api.count({ to: 10_000 })[Symbol.asyncIterator]();
    await expect(reader.next()).resolves.toEqual({ done: false, value: 1 });
    // The server answers in order of work: by the time this call is answered a source without limits would be far ahead.
    for (let n = 0; n < 2_000; n += 1) await api.add({ a: n, b: 0 });
    expect(pulled.length).toBeLessThanOrEqual(streamWindow + 1);
    await reader.return?.();
    await letGo;
  });

  it('delivers every item of a stream longer than the window, in order', async () => {
    const items: number[] = [];
    for await (const item of setUp().api.count({ to: 3 * streamWindow + 7 })) items.push(item);
    expect(items).toEqual(Array.from({ length: 3 * streamWindow + 7 }, (_, n) => n + 1));
  });

  it('refuses a reader that claims to have taken more than it was sent', async () => {
    const { client } = setUp();
    const closed = new Promise<void>((resolve) => client.onClose(resolve));
    client.send({ t: 'req', id: 1, method: 'count', input: { to: 5_000 } });
    client.send({ t: 'ok', id: 1, value: streamWindow });
    await closed;
  });

  it('does not look up names on prototypes', async () => {
    const { client } = setUp();
    const messages = new Promise((resolve) => client.onMessage(resolve));
    client.send({ t: 'req', id: 1, method: 'constructor', input: {} });
    await expect(messages).resolves.toMatchObject({ t: 'err', code: 'not_found' });
  });

  it('answers busy when more requests are open than it holds', async () => {
    const [server, client] = memoryPorts();
    const wait = { wait: call(z.object({}), z.object({})) } as const;
    serve(wait, { wait: () => new Promise(() => undefined) }, server, { onError: () => undefined });
    const api = connect(wait, client);
    const settled = Array.from({ length: 1025 }, () => api.wait({}).catch((cause: unknown) => cause));
    await expect(settled.at(-1)).resolves.toMatchObject({ code: 'busy' });
    client.close();
    await expect(Promise.all(settled)).resolves.toHaveLength(1025);
  });
});
