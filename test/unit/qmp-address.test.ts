import { describe, expect, it } from 'vitest';
import { formatQmpAddress, parseQmpAddress, QmpAddressError } from '../../electron/qmp/address.ts';

describe('parseQmpAddress', () => {
  it.each([
    ['/run/vm/qmp.sock', { type: 'unix', path: '/run/vm/qmp.sock' }],
    [' /run/vm/qmp.sock\n', { type: 'unix', path: '/run/vm/qmp.sock' }],
    ['/run/a,b:c/qmp.sock', { type: 'unix', path: '/run/a,b:c/qmp.sock' }],
    ['unix:/run/vm/qmp.sock', { type: 'unix', path: '/run/vm/qmp.sock' }],
    ['unix:/run/vm/qmp.sock,server=on,wait=off', { type: 'unix', path: '/run/vm/qmp.sock' }],
    ['unix:/run/a,,b/qmp.sock,server=on', { type: 'unix', path: '/run/a,b/qmp.sock' }],
    ['localhost:4444', { type: 'tcp', host: 'localhost', port: 4444 }],
    ['tcp:192.0.2.7:4444,server=on', { type: 'tcp', host: '192.0.2.7', port: 4444 }],
    ['telnet:localhost:4444,server', { type: 'tcp', host: 'localhost', port: 4444 }],
    ['tcp::4444', { type: 'tcp', host: 'localhost', port: 4444 }],
    ['[::1]:4444', { type: 'tcp', host: '::1', port: 4444 }],
    ['tcp:[fe80::1%eth0]:65535', { type: 'tcp', host: 'fe80::1%eth0', port: 65_535 }],
  ])('reads %j', (text, address) => {
    expect(parseQmpAddress(text)).toEqual(address);
  });

  it.each([
    '',
    '  ',
    'web-server',
    'qmp.sock',
    'unix:qmp.sock',
    'unix:',
    'host:',
    'host:0',
    'host:65536',
    '::1:4444',
  ])('refuses %j with a sentence', (text) => {
    expect(() => parseQmpAddress(text)).toThrow(QmpAddressError);
    expect(() => parseQmpAddress(text)).toThrow(/\.$/);
  });

  it('refuses a path that does not fit a socket address, counted in bytes', () => {
    expect(parseQmpAddress(`/${'a'.repeat(106)}`)).toMatchObject({ type: 'unix' });
    expect(() => parseQmpAddress(`/${'a'.repeat(107)}`)).toThrow('107 bytes');
    expect(() => parseQmpAddress(`/${'ä'.repeat(54)}`)).toThrow('107 bytes');
    expect(() => parseQmpAddress('/a\0b')).toThrow('zero byte');
  });

  it.each(['/run/vm/qmp.sock', '/run/a,b:c', 'localhost:4444', '[::1]:4444'])(
    'is undone by formatQmpAddress: %j',
    (text) => {
      expect(formatQmpAddress(parseQmpAddress(text))).toBe(text);
    },
  );
});
