import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connect } from '../../shared/contract/connect.ts';
import { call, type Handlers, stream } from '../../shared/contract/definition.ts';
import { AppError } from '../../shared/contract/errors.ts';
import type { Port } from '../../shared/contract/port.ts';
import { type Incident, serve } from '../../shared/contract/serve.ts';
import { asIs } from '../../shared/sentences/sentence.ts';

/** The two ends of one port, already connected, and what ends its carrier. */
export interface PortPair {
  readonly server: Port;
  readonly client: Port;
  readonly close: () => Promise<void>;
}

const contract = {
  echo: call(z.object({ text: z.string() }), z.object({ text: z.string() })),
  refuse: call(z.object({}), z.object({})),
  break: call(z.object({}), z.object({})),
  wait: call(z.object({}), z.object({})),
  count: stream(z.object({ to: z.int() }), z.int()),
  watch: stream(z.object({}), z.string()),
  lose: stream(z.object({}), z.string()),
} as const;

/** What happened inside the handlers, as promises that a test can wait for. */
function handlers() {
  const waiting = Promise.withResolvers<void>();
  const waitAborted = Promise.withResolvers<unknown>();
  const watchEnded = Promise.withResolvers<void>();
  const untilAborted = (signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const served: Handlers<typeof contract> = {
    echo: ({ text }) => ({ text }),
    refuse: () => {
      throw new AppError('refused', asIs('A drive is not there.'), { findings: [{ reason: 'drive vdb' }] });
    },
    break: () => {
      throw new Error('a secret');
    },
    wait: async (_input, { signal }) => {
      waiting.resolve();
      await untilAborted(signal);
      waitAborted.resolve(signal.reason);
      return {};
    },
    async *count({ to }) {
      for (let n = 1; n <= to; n += 1) yield n;
    },
    async *watch(_input, { signal }) {
      try {
        yield 'first';
        await untilAborted(signal);
      } finally {
        watchEnded.resolve();
      }
    },
    async *lose() {
      yield 'first';
      throw new AppError('unavailable', asIs('The machine is gone.'));
    },
  };
  return {
    served,
    waiting: waiting.promise,
    waitAborted: waitAborted.promise,
    watchEnded: watchEnded.promise,
  };
}

/** Runs the suite that every port must pass; `open` makes a connected pair for each test. */
export function describePort(name: string, open: () => Promise<PortPair>): void {
  const test = (title: string, run: (setUp: Awaited<ReturnType<typeof setUpOn>>) => Promise<void>) => {
    it(title, async () => {
      const pair = await open();
      try {
        await run(await setUpOn(pair));
      } finally {
        await pair.close();
      }
    });
  };

  describe(`a port over ${name}`, () => {
    test('answers a call', async ({ api }) => {
      await expect(api.echo({ text: 'ü 🌳 \n' })).resolves.toEqual({ text: 'ü 🌳 \n' });
    });

    test('carries an error with its code, message and details', async ({ api }) => {
      await expect(api.refuse({})).rejects.toMatchObject({
        code: 'refused',
        message: 'A drive is not there.',
        details: { findings: [{ reason: 'drive vdb' }] },
      });
    });

    test('keeps the cause of a mistake on the server', async ({ api, incidents }) => {
      await expect(api.break({})).rejects.toMatchObject({ code: 'internal' });
      expect(incidents).toMatchObject([{ method: 'break', cause: { message: 'a secret' } }]);
    });

    test('says which part of the input is not valid', async ({ pair }) => {
      const loose = connect({ echo: call(z.unknown(), z.unknown()) }, pair.client);
      const error = await loose.echo({ text: 7 }).catch((cause: unknown) => cause);
      expect(error).toMatchObject({ code: 'invalid_input' });
      expect(String(error)).toMatch(/"echo".*text: .*string/);
    });

    test('says that it does not know a request', async ({ pair }) => {
      const other = { nothing: call(z.object({}), z.object({})), toString: call(z.object({}), z.object({})) };
      const api = connect(other, pair.client);
      await expect(api.nothing({})).rejects.toMatchObject({ code: 'not_found' });
      await expect(api.toString({})).rejects.toMatchObject({ code: 'not_found' });
    });

    test('delivers a long stream whole and in order', async ({ api }) => {
      const items: number[] = [];
      for await (const item of api.count({ to: 2_000 })) items.push(item);
      expect(items).toEqual(Array.from({ length: 2_000 }, (_, n) => n + 1));
    });

    test('ends the source of a stream that its reader leaves', async ({ api, watchEnded }) => {
      for await (const item of api.watch({})) {
        expect(item).toBe('first');
        break;
      }
      await watchEnded;
    });

    test('ends a stream whose source fails with the error, after what came before it', async ({ api }) => {
      const items: string[] = [];
      const reading = (async () => {
        for await (const item of api.lose({})) items.push(item);
      })();
      await expect(reading).rejects.toMatchObject({ code: 'unavailable', message: 'The machine is gone.' });
      expect(items).toEqual(['first']);
    });

    test('cancels a call on both sides', async ({ api, waiting, waitAborted }) => {
      const abort = new AbortController();
      const call = api.wait({}, abort.signal);
      await waiting;
      abort.abort();
      await expect(call).rejects.toMatchObject({ code: 'cancelled' });
      await expect(waitAborted).resolves.toMatchObject({ code: 'cancelled' });
      await expect(api.echo({ text: 'still there' })).resolves.toEqual({ text: 'still there' });
    });

    test('cancels a stream on both sides', async ({ api, watchEnded }) => {
      const abort = new AbortController();
      const reader = api.watch({}, abort.signal)[Symbol.asyncIterator]();
      await expect(reader.next()).resolves.toMatchObject({ value: 'first' });
      const next = reader.next();
      abort.abort();
      await expect(next).rejects.toMatchObject({ code: 'cancelled' });
      await watchEnded;
    });

    test('does not send what is cancelled before it began', async ({ api }) => {
      await expect(api.wait({}, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    });

    for (const side of ['client', 'server'] as const) {
      test(`aborts and fails everything when the ${side} closes`, async (setUp) => {
        const { api, pair, waiting, waitAborted, watchEnded } = setUp;
        const call = api.wait({});
        const reader = api.watch({})[Symbol.asyncIterator]();
        await reader.next();
        const next = reader.next();
        await waiting;
        pair[side].close();
        await expect(call).rejects.toMatchObject({ code: 'disconnected' });
        await expect(next).rejects.toMatchObject({ code: 'disconnected' });
        await expect(waitAborted).resolves.toMatchObject({ code: 'disconnected' });
        await watchEnded;
        await expect(api.echo({ text: 'late' })).rejects.toMatchObject({ code: 'disconnected' });
      });
    }

    test('carries a message of one mebibyte both ways', async ({ api }) => {
      const text = 'é'.repeat(512 * 1024);
      const answer = await api.echo({ text });
      expect(answer.text === text).toBe(true);
    });

    test('tells many calls in flight apart', async ({ api }) => {
      const texts = Array.from({ length: 500 }, (_, n) => `call ${n}`);
      const answers = await Promise.all(texts.map((text) => api.echo({ text })));
      expect(answers.map(({ text }) => text)).toEqual(texts);
    });

    for (const [what, frame] of [
      ['no frame', 'hello'],
      ['an unknown frame', { t: 'batch', id: 1 }],
      ['a frame with a strange number', { t: 'req', id: -1, method: 'echo' }],
      ['a frame with more in it', { t: 'cancel', id: 1, force: true }],
    ] as const) {
      test(`closes when it gets ${what}`, async ({ pair, closedOn }) => {
        pair.client.send(frame);
        await Promise.all([closedOn.client, closedOn.server]);
      });
    }
  });
}

async function setUpOn(pair: PortPair) {
  const incidents: Incident[] = [];
  const { served, ...happened } = handlers();
  const closedOn = {
    client: new Promise<void>((resolve) => pair.client.onClose(resolve)),
    server: new Promise<void>((resolve) => pair.server.onClose(resolve)),
  };
  serve(contract, served, pair.server, { onError: (incident) => incidents.push(incident) });
  return { pair, api: connect(contract, pair.client), incidents, closedOn, ...happened };
}
