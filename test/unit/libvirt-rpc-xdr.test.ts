import { describe, expect, it } from 'vitest';
import { domain, uuid } from '../../electron/libvirt-rpc/structures.ts';
import {
  array,
  type Codec,
  charArray,
  decode,
  double,
  encode,
  hyper,
  int,
  nothing,
  opaque,
  optional,
  string,
  struct,
  uint,
  unsignedHyper,
  XdrError,
} from '../../electron/libvirt-rpc/xdr.ts';

function roundTrip<T>(codec: Codec<T>, value: T): T {
  return decode(codec, Buffer.from(encode(codec, value)));
}

describe('the XDR codec', () => {
  it('gives back what it was given', () => {
    expect(roundTrip(int, -2147483648)).toBe(-2147483648);
    expect(roundTrip(uint, 4294967295)).toBe(4294967295);
    expect(roundTrip(hyper, -9223372036854775808n)).toBe(-9223372036854775808n);
    expect(roundTrip(unsignedHyper, 18446744073709551615n)).toBe(18446744073709551615n);
    expect(roundTrip(double, 0.1)).toBe(0.1);
    expect(roundTrip(string(64), 'Ünïcode – ✓')).toBe('Ünïcode – ✓');
    expect(roundTrip(string(64), '')).toBe('');
    expect(roundTrip(charArray(32), 'x86_64')).toBe('x86_64');
    expect(roundTrip(optional(int), null)).toBeNull();
    expect(roundTrip(optional(int), 7)).toBe(7);
    expect(roundTrip(array(string(8), 3), ['a', 'bc', 'def'])).toEqual(['a', 'bc', 'def']);
    expect(Buffer.from(roundTrip(opaque(5), Buffer.from('abcde'))).toString()).toBe('abcde');
    expect(roundTrip(nothing, undefined)).toBeUndefined();
    const long = 'x'.repeat(100_000);
    expect(roundTrip(struct({ a: string(100_000), b: int }), { a: long, b: 1 })).toEqual({ a: long, b: 1 });
  });

  it('lays values out as RFC 4506 says', () => {
    expect(encode(string(8), 'abcde').toString('hex')).toBe('000000056162636465000000');
    expect(encode(hyper, -2n).toString('hex')).toBe('fffffffffffffffe');
    expect(encode(optional(uint), 1).toString('hex')).toBe('0000000100000001');
    expect(encode(array(int, 2), [1, 2]).toString('hex')).toBe('000000020000000100000002');
    expect(encode(charArray(2), 'a').toString('hex')).toBe('0000006100000000');
  });

  it('writes UUIDs with dashes and takes them without', () => {
    const dashed = '6695eb01-f6a4-8304-79aa-97f2502e193f';
    expect(roundTrip(uuid, dashed)).toBe(dashed);
    expect(roundTrip(uuid, dashed.replaceAll('-', '').toUpperCase())).toBe(dashed);
    expect(() => encode(uuid, 'no uuid')).toThrow(XdrError);
  });

  it.each([
    ['a text longer than the bytes that are left', string(1000), '000000640000'],
    ['a text longer than allowed', string(4), '000000056162636465000000'],
    ['an array longer than allowed', array(int, 1), '000000020000000100000002'],
    ['an array that cannot lie in what is left', array(domain, 16_384), '00004000'],
    ['a presence mark of 2', optional(int), '0000000200000001'],
    ['missing bytes', hyper, '00000000'],
    ['bytes left over', int, '0000000100000001'],
  ])('refuses %s', (_what, codec: Codec<unknown>, hex) => {
    expect(() => decode(codec, Buffer.from(hex, 'hex'))).toThrow(XdrError);
  });

  it('refuses to send what does not fit', () => {
    expect(() => encode(string(4), 'abcde')).toThrow(XdrError);
    expect(() => encode(string(4), 'a\0b')).toThrow(XdrError);
    expect(() => encode(opaque(16), Buffer.alloc(15))).toThrow(XdrError);
    expect(() => encode(array(int, 1), [1, 2])).toThrow(XdrError);
    expect(() => encode(uint, -1)).toThrow(RangeError);
  });

  it('allocates nothing for a hostile count', () => {
    const before = process.memoryUsage();
    for (let round = 0; round < 1000; round++) {
      expect(() => decode(array(domain, 16_384), Buffer.from('00003fff', 'hex'))).toThrow(XdrError);
      expect(() => decode(string(4_194_304), Buffer.from('00400000', 'hex'))).toThrow(XdrError);
    }
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(4 * 1024 * 1024);
  });
});
