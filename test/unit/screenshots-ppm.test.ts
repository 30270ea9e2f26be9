import { describe, expect, it } from 'vitest';
import { MAX_PIXELS, MAX_SIDE } from '../../electron/screenshots/picture-size.ts';
import { isPpm, parsePpm } from '../../electron/screenshots/ppm.ts';

function ppm(header: string, pixels: readonly number[] | Uint8Array = []): Uint8Array {
  return Buffer.concat([Buffer.from(header, 'latin1'), Uint8Array.from(pixels)]);
}

/** Numbers from 0 up to `below`, the same for the same seed. */
function seededNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('a PPM as QEMU writes it', () => {
  it('gives its size and its pixels', () => {
    expect(parsePpm(ppm('P6\n2 1\n255\n', [1, 2, 3, 4, 5, 6]))).toEqual({
      width: 2,
      height: 1,
      pixels: Buffer.from([1, 2, 3, 4, 5, 6]),
    });
  });

  it('is not copied', () => {
    const bytes = ppm('P6\n1 1\n255\n', [1, 2, 3]);
    const { pixels } = parsePpm(bytes);
    bytes.fill(9);
    expect([...pixels]).toEqual([9, 9, 9]);
  });

  it('keeps pixels that look like white space or a comment', () => {
    expect([...parsePpm(ppm('P6\n1 1\n255\n', [0x0a, 0x23, 0x20])).pixels]).toEqual([0x0a, 0x23, 0x20]);
  });

  it('ends with its last pixel, whatever follows', () => {
    expect([...parsePpm(ppm('P6\n1 1\n255\n', [1, 2, 3, 4, 5])).pixels]).toEqual([1, 2, 3]);
  });

  it.each([
    'P6 1 1 255 ',
    'P6\t1\r\n1\v255\f',
    'P6\n# made by hand\n1 1\n255\n',
    'P6#a\n1#b\r1#c\n#d\n#\n255\n',
    'P6 0001 00000000000000000000001 0255\n',
  ])('may have any white space, comments and leading zeros: %j', (header) => {
    expect(parsePpm(ppm(header, [7, 8, 9]))).toMatchObject({ width: 1, height: 1 });
  });
});

describe('a PPM that is cut short', () => {
  const header = 'P6 # comment\n12 2\n255\n';
  const whole = ppm(header, new Uint8Array(12 * 2 * 3));

  it.each(Array.from({ length: whole.length }, (_, length) => length))('is refused at %i bytes', (length) => {
    expect(() => parsePpm(whole.subarray(0, length))).toThrow(
      expect.objectContaining({ name: 'PictureError', code: 'truncated' }),
    );
  });

  it('says how much is there and how much should be', () => {
    expect(() => parsePpm(whole.subarray(0, 50))).toThrow(`only 50 of ${whole.length} bytes`);
    expect(() => parsePpm(new Uint8Array())).toThrow('empty file');
  });
});

describe('a PPM with a hostile header', () => {
  it.each([
    ['P6\n0 1\n255\n', 'not-a-picture'],
    ['P6\n1 0\n255\n', 'not-a-picture'],
    ['P6\n-1 1\n255\n', 'not-a-picture'],
    ['P6\n+1 1\n255\n', 'not-a-picture'],
    ['P6\n1e3 1\n255\n', 'not-a-picture'],
    ['P6\n0x10 1\n255\n', 'not-a-picture'],
    ['P6\n1.5 1\n255\n', 'not-a-picture'],
    ['P6\n1,1\n255\n', 'not-a-picture'],
    ['P6\n1 1\n255;', 'not-a-picture'],
    ['P6\n1 1\n255#\n', 'not-a-picture'],
    ['P61 1 255\n', 'not-a-picture'],
    ['P6x1 1 255\n', 'not-a-picture'],
    ['P6\n\x001 1\n255\n', 'not-a-picture'],
    ['P5\n1 1\n255\n', 'not-a-picture'],
    ['P3\n1 1\n255\n0 0 0\n', 'not-a-picture'],
    ['p6\n1 1\n255\n', 'not-a-picture'],
    ['GIF89a', 'not-a-picture'],
    ['P6\n1 1\n65535\n', 'unsupported'],
    ['P6\n1 1\n1\n', 'unsupported'],
    ['P6\n1 1\n0\n', 'unsupported'],
    ['P6\n8193 8192\n255\n', 'too-large'],
    [`P6\n${MAX_SIDE + 1} 1\n255\n`, 'too-large'],
    ['P6\n1 4294967297\n255\n', 'too-large'],
    ['P6\n18446744073709551617 18446744073709551617\n255\n', 'too-large'],
    [`P6\n${'9'.repeat(100_000)} 1\n255\n`, 'too-large'],
  ])('is refused: %.40j', (header, code) => {
    expect(() => parsePpm(ppm(header, new Uint8Array(64)))).toThrow(expect.objectContaining({ code }));
  });

  it('may claim the largest size, and is then missing its pixels', () => {
    expect(MAX_PIXELS).toBe(8192 * 8192);
    expect(() => parsePpm(ppm('P6\n8192 8192\n255\n'))).toThrow(
      expect.objectContaining({ code: 'truncated' }),
    );
  });
});

describe('any bytes', () => {
  it('give the picture that was written, for 500 pictures', () => {
    const below = seededNumbers(1);
    const spaces = [' ', '\n', '\t', '\r', '\f', '\v', '  \n', '#\n', ' # 12 34\r', '\n#P6\n#255\n'];
    const space = (): string => spaces[below(spaces.length)] ?? ' ';
    for (let round = 0; round < 500; round += 1) {
      const width = 1 + below(20);
      const height = 1 + below(20);
      const pixels = Uint8Array.from({ length: width * height * 3 }, () => below(256));
      const bytes = ppm(`P6${space()}${width}${space()}${height}${space()}255\n`, pixels);
      expect(isPpm(bytes)).toBe(true);
      expect(parsePpm(bytes)).toEqual({ width, height, pixels: Buffer.from(pixels) });
    }
  });

  it('give a picture of the size they say or a PictureError, for 20,000 damaged headers', () => {
    const below = seededNumbers(2);
    const letters = 'P6 \n\t#0123456789-+.ex\0\xff';
    let pictures = 0;
    for (let round = 0; round < 20_000; round += 1) {
      const header = 'P6\n2 2\n255\n'.split('');
      for (let change = below(3); change >= 0; change -= 1) {
        header.splice(below(header.length), below(2), letters.charAt(below(letters.length)));
      }
      const bytes = ppm(header.join(''), new Uint8Array(below(40)));
      try {
        const { width, height, pixels } = parsePpm(bytes);
        expect(pixels.length).toBe(width * height * 3);
        pictures += 1;
      } catch (error) {
        expect(error).toMatchObject({ name: 'PictureError' });
      }
    }
    expect(pictures).toBeGreaterThan(500);
  });
});
