/** libvirt's limit for header and payload, and the length word: 32 MiB and 4 bytes (`VIR_NET_MESSAGE_MAX`, rpc/virnetprotocol.x). */
export const maximumPacketBytes = 32 * 1024 * 1024 + 4;

const lengthBytes = 4;
const headerBytes = 24;
/** The shortest packet: a length word and a header. */
export const minimumPacketBytes = lengthBytes + headerBytes;

/** `virNetMessageType` (rpc/virnetprotocol.x). */
export const packetType = {
  call: 0,
  reply: 1,
  message: 2,
  stream: 3,
  callWithFds: 4,
  replyWithFds: 5,
  streamHole: 6,
} as const;

/** `virNetMessageStatus` (rpc/virnetprotocol.x). */
export const packetStatus = { ok: 0, error: 1, continue: 2 } as const;

/** `virNetMessageHeader`; type and status are numbers because a peer may send any. */
export interface PacketHeader {
  readonly program: number;
  readonly version: number;
  readonly procedure: number;
  readonly type: number;
  readonly serial: number;
  readonly status: number;
}

export interface Packet extends PacketHeader {
  readonly payload: Buffer;
}

/** Thrown when the length word cannot be one: the byte stream is out of step, and nothing after it can be read. */
export class PacketError extends Error {
  override readonly name = 'PacketError';
}

/** One packet as bytes: length (which counts itself), header, payload. Throws PacketError above 32 MiB. */
export function encodePacket(header: PacketHeader, payload: Uint8Array): Buffer {
  const length = minimumPacketBytes + payload.length;
  if (length > maximumPacketBytes) {
    throw new PacketError(`a packet of ${length} bytes is over libvirt's limit of ${maximumPacketBytes}`);
  }
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32BE(length, 0);
  bytes.writeUInt32BE(header.program, 4);
  bytes.writeUInt32BE(header.version, 8);
  bytes.writeInt32BE(header.procedure, 12);
  bytes.writeUInt32BE(header.type, 16);
  bytes.writeUInt32BE(header.serial, 20);
  bytes.writeUInt32BE(header.status, 24);
  bytes.set(payload, minimumPacketBytes);
  return bytes;
}

function decodePacket(bytes: Buffer): Packet {
  return {
    program: bytes.readUInt32BE(4),
    version: bytes.readUInt32BE(8),
    procedure: bytes.readInt32BE(12),
    type: bytes.readUInt32BE(16),
    serial: bytes.readUInt32BE(20),
    status: bytes.readUInt32BE(24),
    payload: bytes.subarray(minimumPacketBytes),
  };
}

/**
 * Cuts a byte stream, which may be split anywhere, into packets.
 * It holds at most twice the bytes that it was given, whatever length a packet claims to have.
 */
export class PacketReader {
  #held = Buffer.alloc(0);
  #length = 0;

  /** Yields the packets that `chunk` completes; take them all before the next call. Throws PacketError on a bad length. */
  *push(chunk: Buffer): Generator<Packet, void, undefined> {
    const joined = this.#length > 0;
    const all = joined ? this.#append(chunk) : chunk;
    let rest = all;
    for (let length = packetLength(rest); length <= rest.length; length = packetLength(rest)) {
      yield decodePacket(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    if (!joined || rest.length < all.length) {
      // Packets already yielded are views of the old buffer, so the rest moves to one of its own.
      this.#held = Buffer.from(rest);
      this.#length = rest.length;
    }
  }

  #append(chunk: Buffer): Buffer {
    const length = this.#length + chunk.length;
    if (length > this.#held.length) {
      const grown = Buffer.alloc(Math.max(length, Math.min(this.#held.length * 2, maximumPacketBytes)));
      this.#held.copy(grown, 0, 0, this.#length);
      this.#held = grown;
    }
    chunk.copy(this.#held, this.#length);
    this.#length = length;
    return this.#held.subarray(0, length);
  }
}

/** The length of the packet at the start of `bytes`, Infinity while its length word is incomplete. */
function packetLength(bytes: Buffer): number {
  if (bytes.length < lengthBytes) {
    return Number.POSITIVE_INFINITY;
  }
  const length = bytes.readUInt32BE(0);
  if (length < minimumPacketBytes || length > maximumPacketBytes) {
    throw new PacketError(`a packet length of ${length} bytes is not between 28 bytes and 32 MiB`);
  }
  return length;
}
