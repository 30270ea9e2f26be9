import { describe, expect, it } from 'vitest';
import type { SnapshotFacts, TakeOptions } from '../../electron/hypervisor/hypervisor.ts';
import type { QemuDrive } from '../../electron/hypervisor/qemu/drives.ts';
import {
  type CheckedMachine,
  deleteFindings,
  nameFindings,
  needsStart,
  restoreFindings,
  takeFindings,
} from '../../electron/hypervisor/qemu/findings.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { asIs, type Sentence } from '../../shared/sentences/sentence.ts';

const drive = (id: string, leftOut: Sentence | null = null): QemuDrive => ({
  id,
  device: null,
  path: `/${id}.qcow2`,
  format: 'qcow2',
  virtualSizeBytes: 1,
  actualSizeBytes: 1,
  readOnly: false,
  leftOut,
  nodeName: id,
  snapshots: [],
  bitmaps: [],
});
const machine: CheckedMachine = {
  name: 'Web',
  on: true,
  broken: false,
  ioError: false,
  migrating: false,
  drives: [drive('a'), drive('b')],
  memoryBlockers: [],
  noAgent: null,
  noStart: null,
  unreachable: null,
};
const options: TakeOptions = {
  name: 'x',
  description: '',
  memory: true,
  drives: null,
  quiesce: false,
  external: null,
};
const facts: SnapshotFacts = {
  name: 'x',
  identities: ['1@1'],
  createdAt: 1,
  state: null,
  kind: 'internal',
  memory: true,
  parentName: undefined,
  description: undefined,
  current: undefined,
  sizeBytes: null,
  drives: [],
  instances: [{ drivePath: '/a.qcow2', driveId: 'a', imageSnapshotId: '1', imageDateMs: 1, vmStateBytes: 1 }],
  findings: [],
};
const codes = (findings: readonly Finding[]) => findings.map((each) => `${each.severity} ${each.code}`);

/** A person who does not know the code reads it: what, of which machine or snapshot, and what next. */
function expectPlain(findings: readonly Finding[]): void {
  for (const { severity, code, message, remedy } of findings) {
    expect(message, code).toMatch(/^[A-Z“/].*[.!]$/s);
    expect(message, code).not.toMatch(/undefined|null|\.\.|\[object/);
    if (severity === 'blocks') expect(remedy, code).toMatch(/^[A-Z].*\.$/s);
  }
}

describe('nameFindings', () => {
  it.each([
    ['ü', []],
    ['-x', []],
    [' x ', []],
    ['x'.repeat(255), []],
    ['', ['blocks name-empty']],
    [' \t', ['blocks name-empty']],
    ['x'.repeat(256), ['blocks name-long']],
    ['a\u0000', ['blocks name-control']],
    ['a\u0085', ['blocks name-control']],
    ['\ud800', ['blocks name-characters']],
    ['\uffff', ['blocks name-characters']],
    ['there', ['blocks name-taken']],
  ])('judges %j', (name, expected) => {
    const findings = nameFindings(name, ['there'], 'Web');
    expect(codes(findings)).toEqual(expected);
    expectPlain(findings);
  });
});

describe('takeFindings', () => {
  it('refuses one more than an image can hold, which QEMU finds out when the memory is written', () => {
    const snapshot = { id: '1', name: 'y', vmStateSizeBytes: 0, createdMs: 1, dateSec: 0, dateNsec: 0 };
    const holding = (count: number) => ({ ...drive('a'), snapshots: Array(count).fill(snapshot) });
    const codes = (count: number, asked: Partial<TakeOptions> = {}) =>
      takeFindings({ ...machine, drives: [holding(count), drive('b')] }, { ...options, ...asked }).map(
        (each) => `${each.severity} ${each.code}`,
      );
    expect(codes(65_535)).toEqual([]);
    expect(codes(65_536)).toEqual(['blocks image-full']);
    expect(codes(65_536, { drives: ['b'] })).toEqual(['warns drive-not-chosen']);
  });

  it.each<[string, Partial<CheckedMachine>, Partial<TakeOptions>, readonly string[]]>([
    ['nothing', {}, {}, []],
    ['no memory', {}, { memory: false }, ['warns disks-like-power-cut']],
    ['no memory, but quiet', {}, { memory: false, quiesce: true }, []],
    ['memory, and quiet', {}, { quiesce: true }, ['blocks quiesce-memory']],
    ['off', { on: false }, {}, []],
    [
      'no agent',
      { noAgent: asIs('Web has no channel to a guest agent.') },
      { memory: false, quiesce: true },
      ['blocks no-agent'],
    ],
    ['memory blocked', { memoryBlockers: ['it is shared'] }, {}, ['blocks memory-blocked']],
    ['memory blocked, not asked for', { memoryBlockers: ['x'] }, { memory: false, quiesce: true }, []],
    ['half restored', { broken: true }, {}, ['blocks half-restored']],
    ['no reach', { unreachable: asIs('Web can’t be reached now.') }, {}, ['blocks in-use']],
    ['moving', { migrating: true }, {}, ['blocks migrating']],
    ['disk error', { ioError: true }, {}, ['warns io-error']],
    ['external', {}, { external: { memoryFile: null } }, ['blocks no-external']],
    [
      'a raw drive',
      { drives: [drive('a'), drive('c', asIs('its format (raw) can’t hold snapshots'))] },
      {},
      ['warns drive-left-out'],
    ],
    [
      'raw drives only',
      { drives: [drive('c', asIs('it is raw'))] },
      {},
      ['blocks no-drive', 'warns drive-left-out'],
    ],
    ['one drive chosen', {}, { drives: ['b'] }, ['warns drive-not-chosen']],
    [
      'a raw drive chosen',
      { drives: [drive('a'), drive('c', asIs('it is raw'))] },
      { drives: ['a', 'c'] },
      ['blocks drive-unable'],
    ],
    ['an unknown drive chosen', {}, { drives: ['a', 'b', 'nope'] }, ['blocks drive-unknown']],
    [
      'no drive chosen',
      {},
      { drives: [] },
      ['blocks no-drive', 'warns drive-not-chosen', 'warns drive-not-chosen'],
    ],
  ])('%s', (_case, change, asked, expected) => {
    const findings = takeFindings({ ...machine, ...change }, { ...options, ...asked });
    expect(codes(findings)).toEqual(expected);
    expectPlain(findings);
  });
});

describe('restoreFindings', () => {
  const disks = { ...facts, memory: false };
  it.each<[string, Partial<CheckedMachine>, SnapshotFacts, 'restore' | 'activate', readonly string[]]>([
    ['memory into a running machine', {}, facts, 'restore', []],
    ['disks into a running machine', {}, disks, 'restore', ['warns restarts']],
    ['disks, no start', { noStart: asIs('nobody agreed') }, disks, 'restore', ['blocks no-start']],
    ['disks of a machine that is off', { on: false, noStart: asIs('nobody agreed') }, disks, 'restore', []],
    [
      'memory of a machine that is off',
      { on: false, noStart: asIs('nobody agreed') },
      facts,
      'restore',
      ['blocks no-start'],
    ],
    ['activating never starts', { noStart: asIs('nobody agreed') }, disks, 'activate', []],
    ['memory blocked', { memoryBlockers: ['it is shared.'] }, facts, 'restore', ['blocks memory-blocked']],
    ['half restored is no hindrance', { broken: true }, facts, 'restore', []],
    ['no reach', { unreachable: asIs('Web can’t be reached now.') }, facts, 'restore', ['blocks in-use']],
    ['gone', {}, { ...facts, instances: [] }, 'restore', ['blocks snapshot-gone']],
  ])('%s', (_case, change, snapshot, kind, expected) => {
    const findings = restoreFindings({ ...machine, ...change }, snapshot, { kind, state: 'as-snapshot' });
    expect(codes(findings)).toEqual(expected);
    expectPlain(findings);
  });

  it('needs a start where the machine must run from other disks, or load memory', () => {
    expect(needsStart({ on: true }, { memory: true }, 'running')).toBe(false);
    expect(needsStart({ on: true }, { memory: false }, 'paused')).toBe(true);
    expect(needsStart({ on: false }, { memory: true }, 'as-snapshot')).toBe(true);
    expect(needsStart({ on: false }, { memory: false }, 'as-snapshot')).toBe(false);
    expect(needsStart({ on: false }, { memory: false }, 'running')).toBe(true);
  });
});

describe('deleteFindings', () => {
  it('refuses what QEMU could confuse, and nothing that only a restore minds', () => {
    const finding = (code: string): Finding => ({
      severity: 'blocks',
      code,
      message: 'It is so.',
      remedy: 'Do this.',
    });
    const snapshot = { ...facts, findings: [finding('duplicate-name'), finding('dirty-bitmap')] };
    expect(codes(deleteFindings(machine, [facts, snapshot]))).toEqual(['blocks duplicate-name']);
    expect(codes(deleteFindings({ ...machine, broken: true }, [facts]))).toEqual([]);
  });
});
