import { describe, expect, it } from 'vitest';
import {
  encodePacket,
  maximumPacketBytes,
  type Packet,
  PacketError,
  PacketReader,
} from '../../electron/libvirt-rpc/packet.ts';
import { recordedFrames } from '../helpers/libvirt-peer.ts';

const header = { program: 0x20008086, version: 1, procedure: 66, type: 0, serial: 9, status: 0 };

function readAll(...chunks: readonly Buffer[]): Packet[] {
  const reader = new PacketReader();
  return chunks.flatMap((chunk) => Array.from(reader.push(chunk)));
}

const frameOf = ({ payload, ...rest }: Packet) => encodePacket(rest, payload);

async function serverFrames(name: 'test-driver' | 'qemu'): Promise<Buffer[]> {
  return (await recordedFrames(name)).filter(({ from }) => from === 'server').map(({ bytes }) => bytes);
}

describe('packets', () => {
  it('are read as they were written', () => {
    const [packet] = readAll(encodePacket(header, Buffer.from('payload')));
    expect(packet).toEqual({ ...header, payload: Buffer.from('payload') });
  });

  it.each(['test-driver', 'qemu'] as const)(
    'of a real %s session are the same at every split point',
    async (name) => {
      const frames = await serverFrames(name);
      const bytes = Buffer.concat(frames);
      for (let split = 0; split <= bytes.length; split++) {
        const packets = readAll(bytes.subarray(0, split), bytes.subarray(split));
        expect(packets.length).toBe(frames.length);
        const last = packets.at(-1);
        expect(last && frameOf(last).equals(frames.at(-1) ?? Buffer.alloc(0))).toBe(true);
      }
    },
  );

  it('arrive whole when every byte comes alone', async () => {
    const frames = await serverFrames('test-driver');
    const packets = readAll(...Array.from(Buffer.concat(frames), (byte) => Buffer.from([byte])));
    expect(packets.map((packet) => frameOf(packet).toString('hex'))).toEqual(
      frames.map((frame) => frame.toString('hex')),
    );
  });

  it('that were read stay as they are when more is read', () => {
    const reader = new PacketReader();
    const [first] = [...reader.push(encodePacket(header, Buffer.from('first')))];
    const rest = encodePacket(header, Buffer.from('second'));
    const second = [
      ...reader.push(rest.subarray(0, 10)),
      ...reader.push(rest.subarray(10, 20)),
      ...reader.push(rest.subarray(20)),
    ];
    expect(Array.from(reader.push(encodePacket(header, Buffer.from('third')))).length).toBe(1);
    expect(first?.payload.toString()).toBe('first');
    expect(second.map(({ payload }) => payload.toString())).toEqual(['second']);
  });

  it.each([0, 4, 27, maximumPacketBytes + 1, 0xffffffff])('with a length of %d are refused', (length) => {
    const bytes = encodePacket(header, Buffer.alloc(0));
    bytes.writeUInt32BE(length, 0);
    expect(() => readAll(bytes)).toThrow(PacketError);
  });

  it('over 32 MiB are not sent', () => {
    expect(() => encodePacket(header, Buffer.alloc(maximumPacketBytes))).toThrow(PacketError);
  });

  it('take no more memory than the bytes that came, whatever their length word says', () => {
    const reader = new PacketReader();
    const start = encodePacket(header, Buffer.alloc(1000));
    start.writeUInt32BE(maximumPacketBytes, 0);
    const before = process.memoryUsage().arrayBuffers;
    expect([...reader.push(start)]).toEqual([]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000);
  });
});
