/** Why a stream cannot be read on: not JSON objects, QEMU's human monitor, or one object beyond the cap. */
export type JsonStreamFailure = 'not-json' | 'human-monitor' | 'too-large';

/** Thrown by {@link JsonStream.push}; the stream is of no use afterwards. */
export class JsonStreamError extends Error {
  readonly failure: JsonStreamFailure;

  constructor(failure: JsonStreamFailure, message: string) {
    super(message);
    this.name = 'JsonStreamError';
    this.failure = failure;
  }
}

/** The largest object that is accepted, in bytes: 64 MiB. */
export const MAX_OBJECT_BYTES = 64 * 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const TELNET_IAC = 0xff;

/** HMP greets with `QEMU 7.2.0 monitor - type 'help' …` and prompts with `(qemu) `. */
const HMP_OPENINGS = ['QEMU ', '(qemu)'];

/** Splits bytes into JSON objects, wherever the bytes were cut, in time linear in their number. */
export class JsonStream {
  readonly #maxBytes: number;
  #parts: Uint8Array[] = [];
  #size = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #telnetBytesToSkip = 0;
  #foreign = '';

  constructor(maxBytes = MAX_OBJECT_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** True between two objects: nothing would be lost if the stream ended here. */
  get idle(): boolean {
    return this.#depth === 0 && this.#foreign === '';
  }

  /**
   * Takes the next bytes and yields each object that they complete, parsed.
   *
   * The bytes are kept until their object is complete and must not be changed by the caller.
   * @throws {JsonStreamError} after yielding what came before the fault.
   */
  *push(bytes: Uint8Array): Generator<unknown, void> {
    let start = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (this.#depth === 0) {
        start = this.#skipBetweenObjects(byte) ? at + 1 : at;
        continue;
      }
      if (this.#size + at + 1 - start > this.#maxBytes) {
        throw new JsonStreamError('too-large', `A message is larger than ${this.#maxBytes} bytes.`);
      }
      if (this.#readInside(byte)) {
        yield this.#finish(bytes.subarray(start, at + 1));
        start = at + 1;
      }
    }
    if (this.#depth > 0) this.#keep(bytes.subarray(start));
  }

  /** Returns whether the byte was skipped; false when it opened an object. */
  #skipBetweenObjects(byte: number): boolean {
    if (this.#foreign !== '') {
      this.#judgeForeign(byte);
      return true;
    }
    if (this.#telnetBytesToSkip > 0) {
      this.#telnetBytesToSkip -= 1;
      return true;
    }
    switch (byte) {
      case 0x20:
      case 0x09:
      case 0x0a:
      case 0x0d:
        return true;
      // A monitor behind `telnet:` opens with three-byte option negotiations (RFC 854), which need no answer.
      case TELNET_IAC:
        this.#telnetBytesToSkip = 2;
        return true;
      case OPEN_BRACE:
        this.#depth = 1;
        return false;
      default:
        this.#judgeForeign(byte);
        return true;
    }
  }

  #judgeForeign(byte: number): void {
    this.#foreign += String.fromCharCode(byte);
    if (HMP_OPENINGS.includes(this.#foreign)) {
      throw new JsonStreamError('human-monitor', 'This is the human monitor (HMP), not QMP.');
    }
    if (!HMP_OPENINGS.some((opening) => opening.startsWith(this.#foreign))) {
      throw new JsonStreamError('not-json', `A JSON object was expected, but ${quote(this.#foreign)} came.`);
    }
  }

  /** Returns whether the byte closed the outermost object. */
  #readInside(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
      return false;
    }
    switch (byte) {
      case QUOTE:
        this.#inString = true;
        return false;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        this.#depth += 1;
        return false;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        this.#depth -= 1;
        return this.#depth === 0;
      default:
        return false;
    }
  }

  #keep(part: Uint8Array): void {
    this.#parts.push(part);
    this.#size += part.length;
  }

  #finish(last: Uint8Array): unknown {
    this.#keep(last);
    const whole = this.#parts.length === 1 ? last : Buffer.concat(this.#parts, this.#size);
    this.#parts = [];
    this.#size = 0;
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(whole);
      const value: unknown = JSON.parse(text);
      return value;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new JsonStreamError('not-json', `A message is not valid JSON: ${reason}`);
    }
  }
}

const quote = (text: string): string => JSON.stringify(text);
