import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Connection } from '../../electron/libvirt-rpc/connection.ts';
import { ConnectionFailure } from '../../electron/libvirt-rpc/connection-failure.ts';
import {
  encodePacket,
  type Packet,
  type PacketHeader,
  PacketReader,
  packetStatus,
  packetType,
} from '../../electron/libvirt-rpc/packet.ts';
import { keepalive, programs } from '../../electron/libvirt-rpc/procedures.ts';
import { remoteError } from '../../electron/libvirt-rpc/structures.ts';
import type { Transport, TransportReceiver } from '../../electron/libvirt-rpc/transport.ts';
import { encode } from '../../electron/libvirt-rpc/xdr.ts';
import { asIs } from '../../shared/sentences/sentence.ts';

/** The far end of a connection, in memory: it shows what was sent and sends what a test wants, in any order. */
export class MemoryPeer implements Transport {
  readonly sent: Packet[] = [];
  isClosed = false;
  readonly #reader = new PacketReader();
  #receiver: TransportReceiver | null = null;

  start(receiver: TransportReceiver): void {
    this.#receiver = receiver;
  }

  write(bytes: Uint8Array): void {
    this.sent.push(...this.#reader.push(Buffer.from(bytes)));
  }

  close(): void {
    this.isClosed = true;
  }

  deliver(bytes: Buffer): void {
    this.#receiver?.data(bytes);
  }

  end(failure: ConnectionFailure): void {
    this.#receiver?.end(failure);
  }

  /** Sends a packet that differs from `like` (usually the call) in what is given. */
  send(like: PacketHeader, changes: Partial<PacketHeader>, payload: Uint8Array = Buffer.alloc(0)): void {
    this.deliver(encodePacket({ ...like, ...changes }, payload));
  }

  reply(call: PacketHeader, payload: Uint8Array): void {
    this.send(call, { type: packetType.reply, status: packetStatus.ok }, payload);
  }

  refuse(call: PacketHeader, payload: Uint8Array): void {
    this.send(call, { type: packetType.reply, status: packetStatus.error }, payload);
  }

  /** The packet that was sent as number `index`, from 0. Throws when fewer were sent. */
  packet(index: number): Packet {
    const packet = this.sent.at(index);
    if (packet === undefined) {
      throw new Error(`only ${this.sent.length} packets were sent`);
    }
    return packet;
  }
}

/** An error of libvirt's as the payload of a refusal. */
export const errorPayload = (code: number, message: string) =>
  encode(remoteError, {
    code,
    domain: 7,
    message,
    level: 2,
    machine: null,
    detail1: null,
    detail2: null,
    detail3: null,
    number1: 0,
    number2: 0,
    network: null,
  });

const recording = z.object({
  recordedWith: z.string(),
  frames: z.array(
    z.object({ connection: z.number(), from: z.enum(['client', 'server']), bytes: z.string() }),
  ),
});

export interface RecordedFrame {
  readonly connection: number;
  readonly from: 'client' | 'server';
  readonly bytes: Buffer;
}

/** What virsh and a real libvirtd once said to each other; `record.ts` beside the recordings makes them. */
export async function recordedFrames(name: 'test-driver' | 'qemu'): Promise<readonly RecordedFrame[]> {
  const file = path.resolve(import.meta.dirname, `../fixtures/libvirt-rpc/${name}.json`);
  const { frames } = recording.parse(JSON.parse(await readFile(file, 'utf8')));
  return frames.map((frame) => ({ ...frame, bytes: Buffer.from(frame.bytes, 'base64') }));
}

/** A connection and its far end. */
export function connectToPeer(options?: ConstructorParameters<typeof Connection>[1]): {
  readonly peer: MemoryPeer;
  readonly connection: Connection;
} {
  const peer = new MemoryPeer();
  return { peer, connection: new Connection(peer, options) };
}

/** How a network says that it is gone. */
export function networkGone(): ConnectionFailure {
  return new ConnectionFailure('ended', { message: asIs('The network is gone.'), remedy: asIs('Wait.') });
}

/** The header of a ping (virnetprotocol.x, keepalive). */
export const PING: PacketHeader = {
  program: programs.keepalive.number,
  version: programs.keepalive.version,
  procedure: keepalive.ping,
  type: packetType.message,
  serial: 0,
  status: packetStatus.ok,
};
