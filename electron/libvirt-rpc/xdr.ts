/** Thrown when bytes are not what a codec expects, or a value does not fit its codec. */
export class XdrError extends Error {
  override readonly name = 'XdrError';
}

/**
 * How one type lies on the wire (RFC 4506).
 * `minimumBytes` is the fewest bytes that any value takes: array lengths are checked against it before anything is allocated.
 */
export interface Codec<T> {
  readonly minimumBytes: number;
  encode(writer: XdrWriter, value: T): void;
  decode(reader: XdrReader): T;
}

export type Decoded<C> = C extends Codec<infer T> ? T : never;

/** Collects big-endian bytes; grows by doubling. */
export class XdrWriter {
  #buffer = Buffer.alloc(256);
  #length = 0;

  /** Moves past `count` zeroed bytes and returns where they begin. */
  reserve(count: number): number {
    const start = this.#length;
    const end = start + count;
    if (end > this.#buffer.length) {
      const grown = Buffer.alloc(Math.max(end, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, start);
      this.#buffer = grown;
    }
    this.#length = end;
    return start;
  }

  int32(value: number): void {
    const start = this.reserve(4);
    this.#buffer.writeInt32BE(value, start);
  }

  uint32(value: number): void {
    const start = this.reserve(4);
    this.#buffer.writeUInt32BE(value, start);
  }

  int64(value: bigint): void {
    const start = this.reserve(8);
    this.#buffer.writeBigInt64BE(value, start);
  }

  uint64(value: bigint): void {
    const start = this.reserve(8);
    this.#buffer.writeBigUInt64BE(value, start);
  }

  float64(value: number): void {
    const start = this.reserve(8);
    this.#buffer.writeDoubleBE(value, start);
  }

  /** Bytes without a length, padded with zeros to a multiple of four. */
  bytes(value: Uint8Array): void {
    const start = this.reserve(padded(value.length));
    this.#buffer.set(value, start);
  }

  /** What was written; a view, valid until the next write. */
  finish(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }
}

/** Reads big-endian values from one buffer and never past its end. */
export class XdrReader {
  readonly #buffer: Buffer;
  #offset = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  get remaining(): number {
    return this.#buffer.length - this.#offset;
  }

  /** Moves past `count` bytes and returns where they begin; throws XdrError when there are not that many. */
  take(count: number): number {
    if (count > this.remaining) {
      throw new XdrError(`${count} bytes expected, ${this.remaining} left`);
    }
    const start = this.#offset;
    this.#offset += count;
    return start;
  }

  int32(): number {
    return this.#buffer.readInt32BE(this.take(4));
  }

  uint32(): number {
    return this.#buffer.readUInt32BE(this.take(4));
  }

  int64(): bigint {
    return this.#buffer.readBigInt64BE(this.take(8));
  }

  uint64(): bigint {
    return this.#buffer.readBigUInt64BE(this.take(8));
  }

  float64(): number {
    return this.#buffer.readDoubleBE(this.take(8));
  }

  /** A view of `count` bytes; the padding after them is skipped, whatever it holds. */
  bytes(count: number): Buffer {
    const start = this.take(padded(count));
    return this.#buffer.subarray(start, start + count);
  }

  /** Throws XdrError when anything is left. */
  end(): void {
    if (this.remaining > 0) {
      throw new XdrError(`${this.remaining} bytes left over`);
    }
  }
}

const padded = (count: number): number => Math.ceil(count / 4) * 4;

export const int: Codec<number> = {
  minimumBytes: 4,
  encode: (writer, value) => writer.int32(value),
  decode: (reader) => reader.int32(),
};

export const uint: Codec<number> = {
  minimumBytes: 4,
  encode: (writer, value) => writer.uint32(value),
  decode: (reader) => reader.uint32(),
};

export const hyper: Codec<bigint> = {
  minimumBytes: 8,
  encode: (writer, value) => writer.int64(value),
  decode: (reader) => reader.int64(),
};

export const unsignedHyper: Codec<bigint> = {
  minimumBytes: 8,
  encode: (writer, value) => writer.uint64(value),
  decode: (reader) => reader.uint64(),
};

export const double: Codec<number> = {
  minimumBytes: 8,
  encode: (writer, value) => writer.float64(value),
  decode: (reader) => reader.float64(),
};

/** Arguments or results of a procedure that has none. */
export const nothing: Codec<void> = {
  minimumBytes: 0,
  encode: () => undefined,
  decode: () => undefined,
};

/** `opaque name[count]`: raw bytes of a fixed number. */
export function opaque(count: number): Codec<Uint8Array> {
  return {
    minimumBytes: padded(count),
    encode(writer, value) {
      if (value.length !== count) {
        throw new XdrError(`${count} bytes expected, not ${value.length}`);
      }
      writer.bytes(value);
    },
    decode: (reader) => reader.bytes(count),
  };
}

/** `string<maximum>` in UTF-8; `maximum` in bytes. A NUL would cut the string short in C, so it is refused when sending. */
export function string(maximum: number): Codec<string> {
  return {
    minimumBytes: 4,
    encode(writer, value) {
      if (value.includes('\0')) {
        throw new XdrError('a string with a NUL character cannot be sent');
      }
      const bytes = Buffer.from(value, 'utf8');
      checkCount(bytes.length, maximum, 'bytes of text');
      writer.uint32(bytes.length);
      writer.bytes(bytes);
    },
    decode(reader) {
      const length = reader.uint32();
      checkCount(length, maximum, 'bytes of text');
      return reader.bytes(length).toString('utf8');
    },
  };
}

/** `char name[count]` of libvirt's C structures: each character is a whole int on the wire; NULs end the text. */
export function charArray(count: number): Codec<string> {
  return {
    minimumBytes: count * 4,
    encode(writer, value) {
      const bytes = Buffer.from(value, 'utf8');
      checkCount(bytes.length, count, 'bytes of text');
      for (let index = 0; index < count; index++) {
        writer.int32(bytes[index] ?? 0);
      }
    },
    decode(reader) {
      const bytes = Buffer.alloc(count);
      for (let index = 0; index < count; index++) {
        bytes[index] = reader.int32() & 0xff;
      }
      const end = bytes.indexOf(0);
      return bytes.toString('utf8', 0, end === -1 ? count : end);
    },
  };
}

/** `type *name`: a value that may be missing. */
export function optional<T>(item: Codec<T>): Codec<T | null> {
  return {
    minimumBytes: 4,
    encode(writer, value) {
      writer.uint32(value === null ? 0 : 1);
      if (value !== null) {
        item.encode(writer, value);
      }
    },
    decode(reader) {
      const present = reader.uint32();
      if (present > 1) {
        throw new XdrError(`a presence mark is 0 or 1, not ${present}`);
      }
      return present === 1 ? item.decode(reader) : null;
    },
  };
}

/** `type name<maximum>`: a counted array of at most `maximum` items. */
export function array<T>(item: Codec<T>, maximum: number): Codec<readonly T[]> {
  return {
    minimumBytes: 4,
    encode(writer, values) {
      checkCount(values.length, maximum, 'items');
      writer.uint32(values.length);
      for (const value of values) {
        item.encode(writer, value);
      }
    },
    decode(reader) {
      const count = reader.uint32();
      checkCount(count, maximum, 'items');
      if (count * item.minimumBytes > reader.remaining) {
        throw new XdrError(`${count} items cannot lie in ${reader.remaining} bytes`);
      }
      return Array.from({ length: count }, () => item.decode(reader));
    },
  };
}

/** `struct { … }`: the fields one after the other, in the order of the object's keys. */
export function struct<T extends object>(fields: { readonly [K in keyof T]: Codec<T[K]> }): Codec<T> {
  const isComplete = (value: Partial<T>): value is T => Object.keys(fields).every((key) => key in value);
  let minimumBytes = 0;
  for (const key in fields) {
    minimumBytes += fields[key].minimumBytes;
  }
  return {
    minimumBytes,
    encode(writer, value) {
      for (const key in fields) {
        fields[key].encode(writer, value[key]);
      }
    },
    decode(reader) {
      const value: Partial<T> = {};
      for (const key in fields) {
        value[key] = fields[key].decode(reader);
      }
      if (!isComplete(value)) {
        throw new XdrError('a field is missing');
      }
      return value;
    },
  };
}

/** A codec whose value on our side differs from the one on the wire. */
export function mapped<Wire, T>(
  wire: Codec<Wire>,
  decode: (value: Wire) => T,
  encode: (value: T) => Wire,
): Codec<T> {
  return {
    minimumBytes: wire.minimumBytes,
    encode: (writer, value) => wire.encode(writer, encode(value)),
    decode: (reader) => decode(wire.decode(reader)),
  };
}

/** The bytes of `value`. Throws XdrError when it does not fit, RangeError when a number is out of its type's range. */
export function encode<T>(codec: Codec<T>, value: T): Buffer {
  const writer = new XdrWriter();
  codec.encode(writer, value);
  return writer.finish();
}

/** The value that `bytes` hold, all of them. Throws XdrError. */
export function decode<T>(codec: Codec<T>, bytes: Buffer): T {
  const reader = new XdrReader(bytes);
  const value = codec.decode(reader);
  reader.end();
  return value;
}

function checkCount(count: number, maximum: number, what: string): void {
  if (count > maximum) {
    throw new XdrError(`${count} ${what}, more than ${maximum}`);
  }
}
