import { describe, expect, it } from 'vitest';
import { retryDelayMs } from '../../electron/qmp/connection.ts';
import { connectError } from '../../electron/qmp/errors.ts';
import { filePathOf } from '../../electron/qmp/image-filename.ts';
import { newJobId } from '../../electron/qmp/jobs.ts';
import { parseQmpMessage } from '../../electron/qmp/messages.ts';
import { QmpSchema } from '../../electron/qmp/schema.ts';

describe('parseQmpMessage', () => {
  it('reads a greeting and ignores keys and capabilities it does not know', () => {
    const value = {
      QMP: {
        version: { qemu: { major: 10, minor: 0, micro: 94, nano: 1 }, package: 'v10.1.0-rc4' },
        capabilities: ['oob', { later: true }],
        more: 1,
      },
    };
    expect(parseQmpMessage(value)).toEqual({
      kind: 'greeting',
      greeting: {
        version: { major: 10, minor: 0, micro: 94, package: 'v10.1.0-rc4' },
        capabilities: ['oob'],
      },
    });
  });

  it('reads replies with any id, and with none', () => {
    expect(parseQmpMessage({ return: {}, id: 'a-1' })).toEqual({ kind: 'reply', id: 'a-1', value: {} });
    expect(parseQmpMessage({ id: { a: 1 }, return: null })).toEqual({
      kind: 'reply',
      id: { a: 1 },
      value: null,
    });
    expect(parseQmpMessage({ error: { class: 'GenericError', desc: 'JSON parse error' } })).toEqual({
      kind: 'error',
      id: undefined,
      errorClass: 'GenericError',
      desc: 'JSON parse error',
    });
  });

  it('reads events; a clock that could not be read is no time', () => {
    const timestamp = { seconds: 1_700_000_000, microseconds: 250_000 };
    expect(parseQmpMessage({ event: 'STOP', timestamp })).toEqual({
      kind: 'event',
      event: { name: 'STOP', data: {}, atMs: 1_700_000_000_250 },
    });
    expect(
      parseQmpMessage({ event: 'X_NEW', data: { a: [1] }, timestamp: { seconds: -1, microseconds: -1 } }),
    ).toEqual({ kind: 'event', event: { name: 'X_NEW', data: { a: [1] }, atMs: null } });
  });

  it.each([null, 1, 'x', {}, [], { event: 1 }, { error: 'x' }, { QMP: {} }])('ignores %j', (value) => {
    expect(parseQmpMessage(value)).toEqual({ kind: 'unknown' });
  });
});

describe('newJobId', () => {
  it.each(['save', 'é!', '', '1st', 'a b/c', 'x'.repeat(300)])(
    'makes %j well-formed and unique',
    (prefix) => {
      const ids = [newJobId(prefix), newJobId(prefix)];
      for (const id of ids) expect(id).toMatch(/^[A-Za-z][A-Za-z0-9._-]{1,99}$/);
      expect(ids[0]).not.toBe(ids[1]);
    },
  );
});

describe('retryDelayMs', () => {
  it('doubles from a quarter of a second to fifteen seconds', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((failures) => retryDelayMs('refused', failures, 0));
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it('is shortened by up to half, never to nothing', () => {
    expect(retryDelayMs('closed', 1, 0.999)).toBeGreaterThan(125);
    expect(retryDelayMs('closed', 1, 0.5)).toBe(187.5);
  });

  it('is long at once for a monitor that another program uses', () => {
    expect(retryDelayMs('busy', 1, 0.9)).toBe(15_000);
  });
});

describe('connectError', () => {
  it.each([
    ['ENOENT', 'socket-missing'],
    ['ENOTFOUND', 'socket-missing'],
    ['ECONNREFUSED', 'refused'],
    ['EACCES', 'permission'],
    ['EPERM', 'permission'],
    ['EAGAIN', 'busy'],
    ['EHOSTUNREACH', 'refused'],
  ])('%s is %s, in a sentence with the address', (errno, code) => {
    const cause = Object.assign(new Error(`connect ${errno}`), { code: errno });
    const error = connectError({ type: 'unix', path: '/run/q.sock' }, cause);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/\/run\/q\.sock.*\.$/);
    expect(error.cause).toBe(cause);
  });
});

describe('QmpSchema', () => {
  const schema = new QmpSchema([
    { 'meta-type': 'command', name: 'screendump', 'arg-type': '17', 'ret-type': '0' },
    { 'meta-type': 'command', name: 'broken', 'arg-type': 'nowhere', 'ret-type': '0' },
    { 'meta-type': 'event', name: 'STOP', 'arg-type': '0' },
    {
      'meta-type': 'object',
      name: '17',
      members: [
        { name: 'filename', type: 'str' },
        { name: 'format', type: '99', default: null },
      ],
    },
    { 'meta-type': 'enum', name: '99', values: ['ppm', 'png'], members: [{ name: 'ppm' }, { name: 'png' }] },
    { 'meta-type': 'builtin', name: 'str', 'json-type': 'string' },
    { 'meta-type': 'of a later QEMU', name: 'screendump' },
  ]);

  it('follows the types behind a command', () => {
    expect(schema.hasCommand('screendump')).toBe(true);
    expect(schema.commandHasArgument('screendump', 'format')).toBe(true);
    expect(schema.commandHasArgument('screendump', 'head')).toBe(false);
    expect(schema.commandArgumentValues('screendump', 'format')).toEqual(['ppm', 'png']);
    expect(schema.commandArgumentValues('screendump', 'filename')).toEqual([]);
  });

  it('tells commands, events and types apart', () => {
    expect(schema.hasCommand('STOP')).toBe(false);
    expect(schema.hasCommand('17')).toBe(false);
    expect(schema.hasEvent('STOP')).toBe(true);
    expect(schema.hasEvent('screendump')).toBe(false);
    expect(schema.commandHasArgument('broken', 'x')).toBe(false);
    expect(schema.commandHasArgument('absent', 'x')).toBe(false);
  });
});

describe('filePathOf', () => {
  const node = {
    driver: 'qcow2',
    backing: { filename: '/no' },
    file: { driver: 'file', filename: '/vm/ä.qcow2' },
  };
  it.each([
    ['/vm/disk.qcow2', '/vm/disk.qcow2'],
    ['/vm/a:b.qcow2', '/vm/a:b.qcow2'],
    ['./a:b.qcow2', './a:b.qcow2'],
    ['disk.qcow2', 'disk.qcow2'],
    ['file:disk.qcow2', './file:disk.qcow2'],
    [`json:${JSON.stringify(node)}`, '/vm/ä.qcow2'],
    [`json:${JSON.stringify({ driver: 'throttle', 'throttle-group': 'g', file: node })}`, '/vm/ä.qcow2'],
    ['json:{"driver": "host_device", "filename": "/dev/vg/disk"}', '/dev/vg/disk'],
    ['json:{"driver": "qcow2", "file": {"driver": "nbd", "server": {"path": "/x"}}}', null],
    ['json:{"driver": "qcow2", "fi', null],
    ['nbd://localhost:10809', null],
    ['rbd:pool/image', null],
    ['', null],
  ])('%s', (filename, path) => {
    expect(filePathOf(filename)).toBe(path);
  });
});
