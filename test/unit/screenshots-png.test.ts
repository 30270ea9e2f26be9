import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isPng, readPngSize } from '../../electron/screenshots/png.ts';

function chunk(type: string, data: Uint8Array): Uint8Array {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, checksum]);
}

function png(width: number, height: number): Uint8Array {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(16))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('the header of a PNG', () => {
  it('gives the size, also inside a larger buffer', () => {
    expect(readPngSize(png(640, 480))).toEqual({ width: 640, height: 480 });
    const shifted = Buffer.concat([Buffer.from([1, 2, 3]), png(640, 480)]).subarray(3);
    expect(readPngSize(shifted)).toEqual({ width: 640, height: 480 });
  });

  it.each(Array.from({ length: 33 }, (_, length) => length))('is refused at %i bytes', (length) => {
    expect(() => readPngSize(png(1, 1).subarray(0, length))).toThrow(
      expect.objectContaining({ code: length === 0 ? 'not-a-picture' : 'truncated' }),
    );
  });

  it.each([
    [0, 1, 'not-a-picture'],
    [1, 0, 'not-a-picture'],
    [8193, 8192, 'too-large'],
    [65_536, 1, 'too-large'],
    [0xffffffff, 0xffffffff, 'too-large'],
    [0x80000000, 1, 'too-large'],
  ])('is refused when it says %i × %i', (width, height, code) => {
    expect(() => readPngSize(png(width, height))).toThrow(expect.objectContaining({ code }));
  });

  it('must be the first chunk and 13 bytes long', () => {
    const otherChunk = Buffer.from(png(1, 1));
    otherChunk.write('IDAT', 12, 'latin1');
    expect(() => readPngSize(otherChunk)).toThrow(expect.objectContaining({ code: 'damaged' }));
    const otherLength = Buffer.from(png(1, 1));
    otherLength.writeUInt32BE(14, 8);
    expect(() => readPngSize(otherLength)).toThrow(expect.objectContaining({ code: 'damaged' }));
  });

  it('is told from other files by its signature', () => {
    expect(isPng(png(1, 1))).toBe(true);
    expect(isPng(Buffer.from('P6\n1 1\n255\n'))).toBe(false);
    expect(isPng(new Uint8Array())).toBe(false);
    expect(() => readPngSize(Buffer.from('\x89JNG\r\n\x1a\n', 'latin1'))).toThrow(
      expect.objectContaining({ code: 'not-a-picture' }),
    );
  });
});
