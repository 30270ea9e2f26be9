import { describe, expect, it } from 'vitest';
import { JsonStream, JsonStreamError, MAX_OBJECT_BYTES } from '../../electron/qmp/json-stream.ts';

/** As QEMU 7.2 sent it, with an agent's answer in UTF-8 and a pretty-printed object added. */
const RECORDED = [
  '{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian 1:7.2"}, "capabilities": ["oob"]}}\r\n',
  '{"return": {}, "id": "a-1"}\r\n',
  '{"timestamp": {"seconds": 1753880000, "microseconds": 5}, "event": "JOB_STATUS_CHANGE", "data": {"status": "created", "id": "s"}}\r\n',
  '{"id": "a-2", "error": {"class": "GenericError", "desc": "Invalid job ID \'bad \\"}{\\\\\'"}}\r\n',
  '{"return": [{"name": "vor \\u00e4 \\ud83c\\udf33"}, [], {}]}\r\n',
  '{"return": "grün 🌳 { [ \\" "}',
  '{\r\n    "return": {\r\n        "running": true,\r\n        "text": "}{"\r\n    }\r\n}\r\n',
].join('');

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const read = (pieces: readonly Uint8Array[], stream = new JsonStream()): readonly unknown[] =>
  pieces.flatMap((piece) => [...stream.push(piece)]);

function failureOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof JsonStreamError) return error.failure;
    throw error;
  }
  return 'none';
}

describe('JsonStream', () => {
  const recorded = bytesOf(RECORDED);
  const whole = read([recorded]);

  it('yields every object of one lump', () => {
    expect(whole).toHaveLength(7);
    expect(whole[3]).toEqual({
      id: 'a-2',
      error: { class: 'GenericError', desc: "Invalid job ID 'bad \"}{\\'" },
    });
    expect(whole[4]).toEqual({ return: [{ name: 'vor ä 🌳' }, [], {}] });
    expect(whole[5]).toEqual({ return: 'grün 🌳 { [ " ' });
    expect(whole[6]).toEqual({ return: { running: true, text: '}{' } });
  });

  it('yields the same wherever the bytes are cut in two', () => {
    for (let at = 0; at <= recorded.length; at += 1) {
      expect(read([recorded.subarray(0, at), recorded.subarray(at)])).toEqual(whole);
    }
  });

  it('yields the same byte by byte', () => {
    expect(read(Array.from(recorded, (byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('yields what is complete before it throws', () => {
    const seen: unknown[] = [];
    const stream = new JsonStream();
    const work = () => {
      for (const value of stream.push(bytesOf('{"return": {}}\nnope'))) seen.push(value);
    };
    expect(failureOf(work)).toBe('not-json');
    expect(seen).toEqual([{ return: {} }]);
  });

  it('knows when it is between objects', () => {
    const stream = new JsonStream();
    expect(stream.idle).toBe(true);
    read([bytesOf('{"return"')], stream);
    expect(stream.idle).toBe(false);
    read([bytesOf(':{}} \r\n')], stream);
    expect(stream.idle).toBe(true);
  });

  it.each([
    ["QEMU 7.2.22 monitor - type 'help' for more information\r\n(qemu) ", 'human-monitor'],
    ['(qemu) ', 'human-monitor'],
    ['\r\n(qemu) ', 'human-monitor'],
    ['RFB 003.008\n', 'not-json'],
    ['HTTP/1.1 400 Bad Request\r\n', 'not-json'],
    ['QEMUx', 'not-json'],
    ['[]', 'not-json'],
    ['}', 'not-json'],
    ['{"a": }', 'not-json'],
    ['{"a": [}]', 'not-json'],
  ])('rejects %j', (text, failure) => {
    expect(failureOf(() => read([bytesOf(text)]))).toBe(failure);
    const single = Array.from(bytesOf(text), (byte) => Uint8Array.of(byte));
    expect(failureOf(() => read(single))).toBe(failure);
  });

  it('rejects bytes that are not UTF-8', () => {
    const broken = Uint8Array.of(0x7b, 0x22, 0xc3, 0x22, 0x3a, 0x31, 0x7d);
    expect(failureOf(() => read([broken]))).toBe('not-json');
  });

  it('passes over telnet option negotiation, also when it is cut', () => {
    const negotiation = [0xff, 0xfb, 0x01, 0xff, 0xfb, 0x03, 0xff, 0xfb, 0x00, 0xff, 0xfd, 0x00];
    const bytes = Uint8Array.of(...negotiation, ...bytesOf('{"QMP": {}}'));
    expect(read([bytes])).toEqual([{ QMP: {} }]);
    expect(read(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual([{ QMP: {} }]);
  });

  it('accepts an object of exactly the cap and rejects one byte more', () => {
    const text = bytesOf('{"a": "12345"}');
    const split = [text.subarray(0, 6), text.subarray(6)];
    expect(read(split, new JsonStream(text.length))).toEqual([{ a: '12345' }]);
    expect(failureOf(() => read(split, new JsonStream(text.length - 1)))).toBe('too-large');
    expect(failureOf(() => read([text], new JsonStream(text.length - 1)))).toBe('too-large');
  });

  it('counts each object on its own', () => {
    const text = bytesOf('{"a": 1}\r\n'.repeat(1000));
    expect(read([text], new JsonStream(8))).toHaveLength(1000);
  });

  it('reads megabytes in small pieces and stops at 64 MiB', () => {
    const mebibyte = new Uint8Array(1024 * 1024).fill(0x61);
    const stream = new JsonStream();
    read([bytesOf('{"a": "')], stream);
    for (let count = 1; count < MAX_OBJECT_BYTES / mebibyte.length; count += 1) read([mebibyte], stream);
    expect(failureOf(() => read([mebibyte], stream))).toBe('too-large');
  });

  it('takes time in proportion to the bytes, not to their square', () => {
    const inner = Array.from({ length: 400_000 }, (_, index) => index);
    const text = bytesOf(JSON.stringify({ return: inner }));
    const pieces = Array.from({ length: Math.ceil(text.length / 64) }, (_, index) =>
      text.subarray(index * 64, index * 64 + 64),
    );
    // 43,000 pieces: looking at everything again for each would touch 58 GB.
    expect(read(pieces)).toEqual([{ return: inner }]);
  });
});
