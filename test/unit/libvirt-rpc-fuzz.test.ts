import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Connection } from '../../electron/libvirt-rpc/connection.ts';
import { ConnectionFailure } from '../../electron/libvirt-rpc/connection-failure.ts';
import { LibvirtError } from '../../electron/libvirt-rpc/errors.ts';
import { DomainEvents } from '../../electron/libvirt-rpc/events.ts';
import { minimumPacketBytes, PacketReader, packetType } from '../../electron/libvirt-rpc/packet.ts';
import { type Procedure, procedures } from '../../electron/libvirt-rpc/procedures.ts';
import { nothing } from '../../electron/libvirt-rpc/xdr.ts';
import { MemoryPeer, recordedFrames } from '../helpers/libvirt-peer.ts';

const rounds = 120_000;
const roundsPerBatch = 10_000;
const serialOffset = 20;
/** Of the first call of a connection. */
const firstSerial = 1;

/** Numbers where code that counts bytes likes to go wrong. */
const awkward = [
  0, 1, 3, 4, 27, 28, 29, 0x7fff_ffff, 0x8000_0000, 0xffff_fffc, 0xffff_ffff, 0x0200_0004, 16_384,
];

/** mulberry32: the same sequence for the same seed. */
function randomBelow(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * bound) >>> 0;
  };
}

type Random = ReturnType<typeof randomBelow>;

function mutate(frame: Buffer, other: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(frame);
  for (let count = 1 + random(4); count > 0; count--) {
    const word = random(Math.floor(bytes.length / 4)) * 4;
    switch (random(4)) {
      case 0:
        bytes[random(bytes.length)] = random(256);
        break;
      case 1:
        bytes.writeUInt32BE(awkward[random(awkward.length)] ?? 0, word);
        break;
      case 2:
        bytes.writeInt32BE((bytes.readInt32BE(word) + random(9) - 4) | 0, word);
        break;
      default:
        other.copy(bytes, word, random(other.length));
    }
  }
  const length =
    random(8) === 0 ? minimumPacketBytes + random(bytes.length - minimumPacketBytes + 1) : bytes.length;
  const cut = bytes.subarray(0, length);
  if (random(4) > 0) {
    // Most keep a true length, so that the faults are found behind the framing.
    cut.writeUInt32BE(length, 0);
  }
  return random(16) === 0 ? Buffer.concat([cut, other]) : cut;
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') {
    collect();
  }
}

function memoryInUse(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const procedureByNumber = new Map<number, Procedure<unknown, unknown>>(
  Object.values(procedures).map((procedure) => [procedure.number, procedure]),
);

/** A connection that waits for the frame's reply, or its stream, and gets the mutated one; returns how the call went. */
async function receive(frame: Buffer, mutated: Buffer, random: Random): Promise<unknown> {
  const peer = new MemoryPeer();
  const connection = new Connection(peer);
  void new DomainEvents(connection);
  const procedure = procedureByNumber.get(frame.readInt32BE(12)) ?? procedures.authList;
  const isStream = procedure.number === procedures.domainScreenshot.number;
  const waiting = { ...procedure, args: nothing };
  const call = isStream
    ? connection.readStream(waiting, undefined, { byteLimit: 65_536 })
    : connection.call(waiting, undefined);
  const outcome = call.then(
    () => 'ok',
    (error: unknown) => error,
  );
  const split = random(mutated.length + 1);
  peer.deliver(mutated.subarray(0, split));
  peer.deliver(mutated.subarray(split));
  connection.close();
  return await outcome;
}

describe('mutated packets', () => {
  it(`${rounds} of them neither crash nor hang the connection nor grow its memory`, {
    timeout: 60_000,
  }, async () => {
    const random = randomBelow(0x5eed);
    const frames = [...(await recordedFrames('test-driver')), ...(await recordedFrames('qemu'))]
      .filter(({ from }) => from === 'server')
      .map(({ bytes }) => {
        const [packet] = new PacketReader().push(bytes);
        if (packet?.type === packetType.reply || packet?.type === packetType.stream) {
          bytes.writeUInt32BE(firstSerial, serialOffset);
        }
        return bytes;
      });
    const outcomes = new Map<string, number>();
    const memory: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const frame = frames[random(frames.length)] ?? Buffer.alloc(minimumPacketBytes);
      const mutated = mutate(frame, frames[random(frames.length)] ?? frame, random);
      const outcome = await receive(frame, mutated, random);
      const isExpected =
        outcome === 'ok' || outcome instanceof LibvirtError || outcome instanceof ConnectionFailure;
      expect(isExpected, `round ${round}: ${String(outcome)}`).toBe(true);
      const kind = outcome instanceof Error ? outcome.name : 'ok';
      outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
      if (round % roundsPerBatch === roundsPerBatch - 1) {
        memory.push(memoryInUse());
      }
    }
    // Mutations that hit nothing of importance show that the others got as far as the decoders.
    expect(outcomes.get('ok')).toBeGreaterThan(rounds / 100);
    expect(outcomes.get('LibvirtError')).toBeGreaterThan(rounds / 1000);
    const [, early = 0] = memory;
    expect((memory.at(-1) ?? 0) - early).toBeLessThan(8 * 1024 * 1024);
  });
});
