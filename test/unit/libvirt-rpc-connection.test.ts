import { afterEach, describe, expect, it, vi } from 'vitest';
import { isUnknownProcedure } from '../../electron/libvirt-rpc/errors.ts';
import { encodePacket, packetType } from '../../electron/libvirt-rpc/packet.ts';
import { keepalive, procedures } from '../../electron/libvirt-rpc/procedures.ts';
import { encode } from '../../electron/libvirt-rpc/xdr.ts';
import { connectToPeer, errorPayload, networkGone, PING } from '../helpers/libvirt-peer.ts';

const machine = { name: 'test', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f', id: 1 };
const lookup = { name: 'test' };
const machineReply = encode(procedures.domainLookupByName.result, { domain: machine });
const screenshotArgs = { domain: machine, screen: 0, flags: 0 };

describe('calls', () => {
  it('get their own reply, in whatever order replies come', async () => {
    const { peer, connection } = connectToPeer();
    const states = [0, 1, 2, 3].map((id) =>
      connection.call(procedures.domainLookupById, { id }).then(({ domain }) => domain.id),
    );
    const calls = peer.sent.slice(0, 4);
    for (const [index, call] of Array.from(calls.entries()).reverse()) {
      peer.reply(call, encode(procedures.domainLookupById.result, { domain: { ...machine, id: index } }));
    }
    expect(await Promise.all(states)).toEqual([0, 1, 2, 3]);
  });

  it('that may take long are at most four on the wire, and never hold up the prompt ones', async () => {
    const { peer, connection } = connectToPeer();
    const long = Array.from({ length: 6 }, () =>
      connection.call(procedures.domainSuspend, { domain: machine }),
    );
    const prompt = Array.from({ length: 3 }, () => connection.call(procedures.domainLookupByName, lookup));
    expect(peer.sent.map(({ procedure }) => procedure)).toEqual([
      ...Array(4).fill(procedures.domainSuspend.number),
      ...Array(3).fill(procedures.domainLookupByName.number),
    ]);
    for (const call of peer.sent.slice(4)) {
      peer.reply(call, machineReply);
    }
    await Promise.all(prompt);
    expect(peer.sent.length).toBe(7);
    for (let index = 0; index < 4; index++) {
      peer.reply(peer.packet(index), Buffer.alloc(0));
    }
    expect(peer.sent.length).toBe(9);
    peer.reply(peer.packet(7), Buffer.alloc(0));
    peer.reply(peer.packet(8), Buffer.alloc(0));
    await Promise.all(long);
  });

  it('that are prompt wait once 128 are under way', async () => {
    const { peer, connection } = connectToPeer();
    const all = Array.from({ length: 500 }, () => connection.call(procedures.domainLookupByName, lookup));
    expect(peer.sent.length).toBe(128);
    for (let index = 0; index < 500; index++) {
      peer.reply(peer.packet(index), machineReply);
    }
    expect((await Promise.all(all)).length).toBe(500);
    expect(new Set(peer.sent.map(({ serial }) => serial)).size).toBe(500);
  });

  it('fail with libvirt’s code and words, and the connection goes on', async () => {
    const { peer, connection } = connectToPeer();
    const call = connection.call(procedures.domainLookupByName, lookup);
    peer.refuse(peer.packet(0), errorPayload(42, 'Domain not found'));
    await expect(call).rejects.toMatchObject({ code: 'no-domain', number: 42, message: 'Domain not found' });
    const next = connection.call(procedures.domainLookupByName, lookup);
    peer.reply(peer.packet(1), machineReply);
    expect((await next).domain).toEqual(machine);
  });

  it('keep the number of an error that has no name here', async () => {
    const { peer, connection } = connectToPeer();
    const call = connection.call(procedures.domainLookupByName, lookup);
    peer.refuse(peer.packet(0), errorPayload(9999, 'something new'));
    await expect(call).rejects.toMatchObject({ code: 'other', number: 9999, origin: 'rpc' });
  });

  it.each(['unknown procedure: 9999', 'Cannot find program 536903814 version 1'])(
    'tell an older server by “%s”',
    async (message) => {
      const { peer, connection } = connectToPeer();
      const call = connection.call(procedures.authList, undefined).catch((error: unknown) => error);
      peer.refuse(peer.packet(0), errorPayload(39, message));
      expect(isUnknownProcedure(await call)).toBe(true);
    },
  );

  it('fail alone when their answer cannot be read', async () => {
    const { peer, connection } = connectToPeer();
    const call = connection.call(procedures.domainLookupByName, lookup);
    const next = connection.call(procedures.domainLookupByName, lookup);
    peer.reply(peer.packet(0), machineReply.subarray(0, 10));
    await expect(call).rejects.toMatchObject({ name: 'ConnectionFailure', code: 'protocol' });
    peer.reply(peer.packet(1), machineReply);
    expect((await next).domain.name).toBe('test');
  });

  it('fail alone when their error cannot be read', async () => {
    const { peer, connection } = connectToPeer();
    const call = connection.call(procedures.domainLookupByName, lookup);
    peer.refuse(peer.packet(0), Buffer.from('nonsense'));
    await expect(call).rejects.toMatchObject({ code: 'protocol' });
    expect(peer.isClosed).toBe(false);
  });

  it('fail without being sent when their arguments do not fit', async () => {
    const { peer, connection } = connectToPeer();
    await expect(connection.call(procedures.domainLookupByName, { name: 'a\0b' })).rejects.toThrow('NUL');
    expect(peer.sent).toEqual([]);
  });

  it('all fail when the connection ends, those in the queue too', async () => {
    const { peer, connection } = connectToPeer();
    const calls = Array.from({ length: 9 }, () =>
      connection.call(procedures.domainSuspend, { domain: machine }),
    );
    const picture = connection.readStream(procedures.domainScreenshot, screenshotArgs);
    peer.end(networkGone());
    const results = await Promise.allSettled([...calls, picture]);
    expect(results.map((result) => result.status === 'rejected' && result.reason.message)).toEqual(
      Array(10).fill('The network is gone.'),
    );
    expect((await connection.ended).code).toBe('ended');
    await expect(connection.call(procedures.authList, undefined)).rejects.toThrow('The network is gone.');
  });
});

describe('giving up', () => {
  it('takes a queued call back', async () => {
    const { peer, connection } = connectToPeer();
    const abort = new AbortController();
    const first = Array.from({ length: 4 }, () =>
      connection.call(procedures.domainSuspend, { domain: machine }),
    );
    const queued = connection.call(procedures.domainSuspend, { domain: machine }, { signal: abort.signal });
    abort.abort(new Error('never mind'));
    await expect(queued).rejects.toThrow('never mind');
    for (let index = 0; index < 4; index++) {
      peer.reply(peer.packet(index), Buffer.alloc(0));
    }
    await Promise.all(first);
    expect(peer.sent.length).toBe(4);
  });

  it('does not free the place of a call that was sent until its answer is there', async () => {
    const { peer, connection } = connectToPeer();
    const abort = new AbortController();
    const sent = Array.from({ length: 4 }, () =>
      connection.call(procedures.domainSuspend, { domain: machine }, { signal: abort.signal }),
    );
    const next = connection.call(procedures.domainSuspend, { domain: machine });
    abort.abort(new Error('never mind'));
    await expect(Promise.all(sent)).rejects.toThrow('never mind');
    expect(peer.sent.length).toBe(4);
    peer.reply(peer.packet(2), Buffer.alloc(0));
    expect(peer.sent.length).toBe(5);
    peer.reply(peer.packet(4), Buffer.alloc(0));
    await next;
  });

  it('sends nothing for a signal that was aborted before', async () => {
    const { peer, connection } = connectToPeer();
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(connection.call(procedures.authList, undefined, { signal })).rejects.toThrow('too late');
    expect(peer.sent).toEqual([]);
  });
});

describe('a peer that is no libvirt server', () => {
  it.each([
    [
      'a reply to nothing',
      encodePacket({ ...PING, program: 0x20008086, type: 1, serial: 77 }, Buffer.alloc(0)),
    ],
    ['a call', encodePacket({ ...PING, program: 0x20008086, type: 0 }, Buffer.alloc(0))],
    ['file descriptors', encodePacket({ ...PING, program: 0x20008086, type: 5 }, Buffer.alloc(0))],
    ['an unknown type', encodePacket({ ...PING, program: 0x20008086, type: 99 }, Buffer.alloc(0))],
    ['text', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('ends the connection with the reason: %s', async (_what, bytes) => {
    const { peer, connection } = connectToPeer();
    const call = connection.call(procedures.domainSuspend, { domain: machine });
    peer.deliver(bytes);
    await expect(call).rejects.toMatchObject({ code: 'protocol' });
    expect(peer.isClosed).toBe(true);
  });

  it('ends the connection with an answer to another procedure', async () => {
    const { peer, connection } = connectToPeer();
    const call = connection.call(procedures.domainLookupByName, lookup);
    peer.send(peer.packet(0), { type: packetType.reply, procedure: 24 }, machineReply);
    await expect(call).rejects.toMatchObject({ code: 'protocol' });
  });
});

describe('keepalive', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('answers pings at once', () => {
    const { peer } = connectToPeer();
    peer.send(PING, {});
    expect(peer.sent).toEqual([{ ...PING, procedure: keepalive.pong, payload: Buffer.alloc(0) }]);
  });

  it('pings a silent peer and gives it up after the last ping stays unanswered', async () => {
    vi.useFakeTimers();
    const { peer, connection } = connectToPeer({ keepalive: { intervalMs: 1000, count: 2 } });
    connection.startKeepalive();
    const call = connection.call(procedures.domainSuspend, { domain: machine });
    vi.advanceTimersByTime(2000);
    expect(peer.sent.slice(1)).toEqual([{ ...PING, payload: Buffer.alloc(0) }]);
    vi.advanceTimersByTime(1000);
    expect(peer.isClosed).toBe(false);
    vi.advanceTimersByTime(1000);
    await expect(call).rejects.toMatchObject({ code: 'unresponsive' });
  });

  it('is content with any answer, for as long as it likes', () => {
    vi.useFakeTimers();
    const { peer, connection } = connectToPeer({ keepalive: { intervalMs: 1000, count: 2 } });
    connection.startKeepalive();
    for (let round = 0; round < 50; round++) {
      vi.advanceTimersByTime(1000);
      if (peer.sent.length > 0) {
        peer.send(PING, { procedure: keepalive.pong });
        peer.sent.length = 0;
      }
    }
    expect(peer.isClosed).toBe(false);
    connection.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
