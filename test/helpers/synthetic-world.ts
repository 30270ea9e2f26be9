import { type Connection, LOCAL_CONNECTION_ID } from '../../shared/model/connection.ts';
import { finding } from '../../shared/model/finding.ts';
import {
  AVAILABLE,
  type Capabilities,
  type Machine,
  machineId,
  unavailable,
} from '../../shared/model/machine.ts';
import type { Picture } from '../../shared/model/picture.ts';
import { type Snapshot, snapshotId } from '../../shared/model/snapshot.ts';
import { say } from '../../shared/sentences/say.ts';
import { asIs } from '../../shared/sentences/sentence.ts';

const DAY = 86_400_000;

/** How the snapshots of the first machine hang together. */
export type Shape = 'grove' | 'chain' | 'comb' | 'wide';

export interface SyntheticWorldOptions {
  readonly machines: number;
  /** Of the first machine; the others have a few. */
  readonly snapshots: number;
  readonly shape: Shape;
  /** The moment that everything is older than, ms since the epoch. */
  readonly now: number;
  readonly picture: (index: number) => Picture;
}

const NAMES = [
  'web-server',
  'db',
  'win11',
  'build-01',
  'router',
  'ملقم-الويب',
  'mail',
  'a machine with a rather long name that does not fit anywhere',
];

const TITLES = [
  'clean install',
  'nginx configured',
  'before upgrade',
  'after upgrade',
  'apache try',
  'with certificates',
  'load test',
  'kernel 6.12',
  'before migration',
  'schema v2',
  'demo for Friday',
  'known good',
  'نسخة قبل الترقية',
  'ein sehr langer Name, der zeigt, was geschieht, wenn jemand die ganze Geschichte in den Namen schreibt, statt in die Beschreibung',
];

/** Makes the machines of a stand-in core. */
export function syntheticMachines(options: SyntheticWorldOptions): readonly Machine[] {
  return Array.from({ length: options.machines }, (_, index) => syntheticMachine(index, options));
}

function syntheticMachine(index: number, options: SyntheticWorldOptions): Machine {
  const connectionId = index % 5 === 3 ? 'rack' : LOCAL_CONNECTION_ID;
  const id = machineId(connectionId, uuidOf(index));
  const state = index % 3 === 2 ? 'off' : index % 4 === 1 ? 'paused' : 'running';
  const count = index === 0 ? options.snapshots : Math.min(3 + index, options.snapshots);
  return {
    id,
    connectionId,
    uuid: uuidOf(index),
    name: `${NAMES[index % NAMES.length] ?? 'vm'}${index < NAMES.length ? '' : `-${index}`}`,
    state,
    source:
      connectionId === 'rack'
        ? { kind: 'libvirt' }
        : { kind: 'qmp', address: `/run/user/1000/vm/${index}.sock` },
    link: state === 'off' ? { status: 'none' } : { status: 'connected', readOnly: null },
    demo: false,
    memoryBytes: 2 ** 31,
    drives: [
      {
        id: 'disk0',
        device: 'virtio0',
        path: '/srv/vm/web.qcow2',
        format: 'qcow2',
        virtualSizeBytes: 20 * 2 ** 30,
        actualSizeBytes: 6.2 * 2 ** 30,
        readOnly: false,
        leftOut: null,
      },
      {
        id: 'cd0',
        device: 'ide1-cd0',
        path: '/srv/iso/debian-12.iso',
        format: 'raw',
        virtualSizeBytes: 660 * 2 ** 20,
        actualSizeBytes: 660 * 2 ** 20,
        readOnly: true,
        leftOut: say('drive/read-only'),
      },
    ],
    capabilities: capabilitiesOf(state),
    findings: [],
    currentSnapshotId: count > 0 ? snapshotId(id, String(Math.floor(count * 0.62))) : null,
    activatedSnapshotId: null,
    changedSince: state === 'running',
    snapshotCount: count,
    picture: options.picture(index * 5 + 1),
    pictureAt: options.now - 30_000,
    heads: 1,
    seenAt: options.now - 5_000,
    screenshots: true,
  };
}

/** What a made-up machine can do in a state. */
export function capabilitiesOf(state: Machine['state']): Capabilities {
  const isOn = state === 'running' || state === 'paused';
  const ifOn = isOn ? AVAILABLE : unavailable(asIs('The machine is off.'));
  return {
    take: AVAILABLE,
    memory: ifOn,
    diskOnly: AVAILABLE,
    external: unavailable(asIs('QEMU machines keep their snapshots inside their images.')),
    quiesce: unavailable(asIs('No guest agent answers in this machine.')),
    chooseDrives: AVAILABLE,
    restore: ifOn,
    activate: isOn ? unavailable(asIs('Only a machine that is off can be given another start.')) : AVAILABLE,
    delete: AVAILABLE,
    screenshot: ifOn,
    start: isOn ? unavailable(asIs('The machine runs already.')) : AVAILABLE,
    pause: state === 'running' ? AVAILABLE : unavailable(asIs('The machine does not run.')),
    resume: state === 'paused' ? AVAILABLE : unavailable(asIs('The machine is not paused.')),
    shutdown: ifOn,
    powerOff: ifOn,
    reset: ifOn,
  };
}

/** Where the machines of a stand-in core come from. */
export function syntheticConnections(options: SyntheticWorldOptions): readonly Connection[] {
  const local: Connection = {
    id: LOCAL_CONNECTION_ID,
    kind: 'qmp',
    title: 'This computer',
    uri: null,
    link: { status: 'connected', readOnly: null },
  };
  const rack: Connection = {
    id: 'rack',
    kind: 'libvirt',
    title: 'rack-1',
    uri: 'qemu+ssh://me@rack-1/system',
    link: { status: 'connected', readOnly: null },
  };
  return options.machines > 3 ? [local, rack] : [local];
}

/** Makes the snapshots of one machine; only the first machine has the wanted shape. */
export function syntheticSnapshots(
  machine: Machine,
  index: number,
  options: SyntheticWorldOptions,
): readonly Snapshot[] {
  const shape = index === 0 ? options.shape : 'grove';
  return Array.from({ length: machine.snapshotCount }, (_, at) =>
    syntheticSnapshot(machine, at, shape, options),
  );
}

function syntheticSnapshot(
  machine: Machine,
  at: number,
  shape: Shape,
  options: SyntheticWorldOptions,
): Snapshot {
  const parent = parentOf(at, shape);
  const age = (machine.snapshotCount - at) ** 1.3 * 0.4 * DAY + 7 * 60_000;
  const memory = at % 4 !== 3;
  const missing = at % 11 === 7;
  return {
    id: snapshotId(machine.id, String(at)),
    machineId: machine.id,
    name: `${TITLES[at % TITLES.length] ?? ''}${at < TITLES.length ? '' : ` ${Math.floor(at / TITLES.length) + 1}`}`,
    description:
      at % 3 === 1 ? 'nginx 1.24 with TLS; certificates are test ones. See the notes in the wiki.' : '',
    labels: at % 5 === 1 ? ['stable', 'tls'] : [],
    pinned: at % 9 === 0,
    safety: at % 10 === 6,
    origin: at % 8 === 5 ? 'elsewhere' : 'snapgrove',
    parentId: parent === null ? null : snapshotId(machine.id, String(parent)),
    createdAt: options.now - age,
    state: memory ? 'running' : 'disk-snapshot',
    kind: 'internal',
    memory,
    sizeBytes: memory ? (300 + ((at * 97) % 900)) * 2 ** 20 : 18 * 2 ** 20,
    picture: at % 13 === 10 ? null : options.picture(at),
    pictureProblem: at % 13 === 10 ? say('picture/no-display') : null,
    drives: [
      {
        path: '/srv/vm/web.qcow2',
        device: 'virtio0',
        node: 'disk0',
        format: 'qcow2',
        virtualSizeBytes: 20 * 2 ** 30,
        imageSnapshotId: String(at + 1),
        status: missing ? 'missing' : 'present',
      },
    ],
    drivesLeftOut: ['ide1-cd0'],
    restorable: missing
      ? {
          ok: false,
          findings: [
            finding('blocks', 'drive-missing', {
              name: TITLES[at % TITLES.length] ?? '',
              path: '/srv/vm/web.qcow2',
              drive: 'virtio0',
              machine: 'web',
            }),
          ],
        }
      : { ok: true, findings: [] },
    lost: at % 29 === 17,
    unreadable: at % 31 === 19 ? say('store/unreadable', { said: 'line 3: no XML.' }) : null,
  };
}

function parentOf(at: number, shape: Shape): number | null {
  if (at === 0) return null;
  switch (shape) {
    case 'chain':
      return at - 1;
    case 'comb':
      return at % 2 === 0 ? at - 2 : at - 1;
    case 'wide':
      return 0;
    case 'grove':
      return at % 4 === 3 ? Math.floor(at / 2) : at % 7 === 5 ? Math.max(0, at - 4) : at - 1;
    default:
      return shape satisfies never;
  }
}

function uuidOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}
