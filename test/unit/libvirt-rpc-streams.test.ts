import { describe, expect, it } from 'vitest';
import type { Connection } from '../../electron/libvirt-rpc/connection.ts';
import { DomainEvents, type ReceivedEvent } from '../../electron/libvirt-rpc/events.ts';
import { packetStatus, packetType } from '../../electron/libvirt-rpc/packet.ts';
import { procedures, programs } from '../../electron/libvirt-rpc/procedures.ts';
import { encode } from '../../electron/libvirt-rpc/xdr.ts';
import { connectToPeer, errorPayload, networkGone, PING } from '../helpers/libvirt-peer.ts';

const machine = { name: 'test', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f', id: 1 };
const machineReply = encode(procedures.domainLookupByName.result, { domain: machine });
const screenshotReply = encode(procedures.domainScreenshot.result, { mime: 'image/png' });
const screenshotArgs = { domain: machine, screen: 0, flags: 0 };

describe('read streams', () => {
  function screenshot(options?: Parameters<Connection['readStream']>[2]) {
    const { peer, connection } = connectToPeer();
    const picture = connection.readStream(procedures.domainScreenshot, screenshotArgs, options);
    const call = peer.packet(0);
    return {
      peer,
      picture,
      call,
      reply: () => peer.reply(call, screenshotReply),
      data: (bytes: string) =>
        peer.send(call, { type: packetType.stream, status: packetStatus.continue }, Buffer.from(bytes)),
      end: (status: number, payload?: Buffer) =>
        peer.send(call, { type: packetType.stream, status }, payload),
      answers: () =>
        peer.sent.slice(1).map(({ type, status, serial }) => [type, status, serial === call.serial]),
    };
  }
  const finish = [packetType.stream, packetStatus.ok, true];
  const abort = [packetType.stream, packetStatus.error, true];

  it('are read to the end and finished', async () => {
    const { picture, reply, data, end, answers } = screenshot();
    reply();
    data('one ');
    data('two');
    expect(answers()).toEqual([]);
    data('');
    expect(answers()).toEqual([finish]);
    end(packetStatus.ok);
    expect(await picture).toEqual({ result: { mime: 'image/png' }, data: Buffer.from('one two') });
  });

  it('fail with the server’s error', async () => {
    const { picture, reply, data, end, answers } = screenshot();
    reply();
    data('one');
    end(packetStatus.error, errorPayload(1, 'the display went away'));
    await expect(picture).rejects.toMatchObject({ code: 'internal-error', message: 'the display went away' });
    expect(answers()).toEqual([]);
  });

  it('fail with the call, and what still comes is thrown away', async () => {
    const { peer, picture, call, data } = screenshot();
    peer.refuse(call, errorPayload(55, 'domain is not running'));
    data('stray');
    await expect(picture).rejects.toMatchObject({ code: 'operation-invalid' });
    expect(peer.isClosed).toBe(false);
  });

  it('are broken off above the limit', async () => {
    const { picture, reply, data, end, answers } = screenshot({ byteLimit: 10 });
    reply();
    data('0123456789');
    data('x');
    data('y');
    await expect(picture).rejects.toThrow('more than 10 bytes');
    expect(answers()).toEqual([abort]);
    data('');
    end(packetStatus.error, errorPayload(1, 'aborted'));
    expect(answers()).toEqual([abort]);
  });

  it('are broken off on request', async () => {
    const controller = new AbortController();
    const { picture, reply, data, answers } = screenshot({ signal: controller.signal });
    reply();
    data('one');
    controller.abort(new Error('window closed'));
    await expect(picture).rejects.toThrow('window closed');
    expect(answers()).toEqual([abort]);
  });

  it('that are given up before the reply are broken off after it', async () => {
    const controller = new AbortController();
    const { picture, reply, answers } = screenshot({ signal: controller.signal });
    controller.abort(new Error('window closed'));
    await expect(picture).rejects.toThrow('window closed');
    expect(answers()).toEqual([]);
    reply();
    expect(answers()).toEqual([abort]);
  });

  it('end with the connection', async () => {
    const { peer, picture, reply, data } = screenshot();
    reply();
    data('half');
    peer.end(networkGone());
    await expect(picture).rejects.toThrow('The network is gone.');
  });
});

describe('events', () => {
  const lifecyclePayload = Buffer.concat([
    Buffer.from('00000001', 'hex'),
    machineReply,
    Buffer.from('0000000200000003', 'hex'),
  ]);
  const message = { ...PING, program: programs.remote.number, procedure: 318 };

  it('reach the listener, unknown ones do not, unreadable ones are told', async () => {
    const { peer, connection } = connectToPeer();
    const events = new DomainEvents(connection);
    const received: ReceivedEvent[] = [];
    const listening = events.listen((event) => received.push(event));
    for (const call of peer.sent) {
      peer.reply(call, Buffer.from('00000001', 'hex'));
    }
    const stop = await listening;
    peer.send(message, {}, lifecyclePayload);
    peer.send(message, { procedure: 4711 }, lifecyclePayload);
    peer.send(message, {}, lifecyclePayload.subarray(4));
    stop();
    peer.send(message, {}, lifecyclePayload);
    expect(received).toEqual([
      { kind: 'lifecycle', domain: machine, change: 'started', detail: 'from-snapshot' },
      { kind: 'unreadable' },
    ]);
  });

  it('that a server does not have are done without', async () => {
    const { peer, connection } = connectToPeer();
    const listening = new DomainEvents(connection).listen(() => undefined);
    for (const call of peer.sent) {
      peer.refuse(call, errorPayload(8, 'eventID must be less than 5'));
    }
    await expect(listening).resolves.toBeTypeOf('function');
  });

  it('of a closing server end the connection', async () => {
    const { peer, connection } = connectToPeer();
    void new DomainEvents(connection);
    peer.send(message, { procedure: 362 }, Buffer.from('00000002', 'hex'));
    expect((await connection.ended).message).toContain('closing');
  });
});
