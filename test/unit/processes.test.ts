import { describe, expect, it } from 'vitest';
import {
  connectedPaths,
  connectedPorts,
  isLoopback,
  reachableAt,
} from '../../electron/hypervisor/qemu/processes.ts';

describe('connected sockets of /proc/net', () => {
  it('are the paths in state 03, whatever the paths look like', () => {
    const text = [
      'Num       RefCount Protocol Flags    Type St Inode Path',
      '0000000000000000: 00000002 00000000 00010000 0001 01 10 /listening.sock',
      '0000000000000000: 00000003 00000000 00000000 0001 03 11 /connected.sock',
      '0000000000000000: 00000003 00000000 00000000 0001 03 12',
      '0000000000000000: 00000003 00000000 00000000 0001 03  123456 /with space.sock',
      '0000000000000000: 00000003 00000000 00000000 0001 03 13 relative.sock',
      '0000000000000000: 00000003 00000000 00000000 0001 03 14 @abstract',
      '',
    ].join('\n');
    expect([...connectedPaths(text)]).toEqual([
      '/connected.sock',
      '/with space.sock',
      'relative.sock',
      '@abstract',
    ]);
    expect(connectedPaths('').size).toBe(0);
  });

  it('are the local ports of established connections', () => {
    const text = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:115C 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1',
      '   1: 0100007F:115D 0100007F:8AE4 01 00000000:00000000 00:00000000 00000000     0        0 2',
      '   2: 00000000000000000000000001000000:115E 00000000000000000000000001000000:8AE4 01 0 0 0 0 0 3',
    ].join('\n');
    expect([...connectedPorts(text)]).toEqual([0x115d, 0x115e]);
  });
});

describe('reachableAt', () => {
  it('makes relative paths absolute, and leaves out what can’t be an address', () => {
    const argv = (value: string) => ['qemu', '-qmp', `${value},server=on`];
    expect(reachableAt(argv('unix:q.sock'), '/srv/vm')).toEqual(['/srv/vm/q.sock']);
    expect(reachableAt(argv('unix:/q.sock'), null)).toEqual(['/q.sock']);
    expect(reachableAt(argv('tcp:localhost:4444'), '/srv')).toEqual(['localhost:4444']);
    expect(reachableAt(argv(`unix:/${'x'.repeat(200)}`), '/srv')).toEqual([]);
  });
});

describe('isLoopback', () => {
  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.1.2.3', true],
    ['::1', true],
    ['192.168.0.1', false],
    ['example.org', false],
  ])('knows %s', (host, is) => {
    expect(isLoopback(host)).toBe(is);
  });
});
