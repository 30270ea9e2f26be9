import type { SnapgroveContract } from '../../shared/contract/contract.ts';
import type { Handlers } from '../../shared/contract/definition.ts';
import { AppError } from '../../shared/contract/errors.ts';
import { finding } from '../../shared/model/finding.ts';
import { isActive, type Job } from '../../shared/model/job.ts';
import type { Machine } from '../../shared/model/machine.ts';
import type { Picture } from '../../shared/model/picture.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import type { Op } from '../../shared/model/world.ts';
import { say } from '../../shared/sentences/say.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import { SyntheticOperations } from './synthetic-operations.ts';
import { SyntheticState } from './synthetic-state.ts';
import type { SyntheticWorldOptions } from './synthetic-world.ts';

export interface SyntheticCoreOptions extends SyntheticWorldOptions {
  /** How long its jobs take, in ms. */
  readonly jobMs: number;
  readonly undoMs: number;
}

/** A stand-in for the core over made-up machines, for benchmarks and pictures of the window. It runs no machine. */
export interface SyntheticCore {
  readonly handlers: Handlers<SnapgroveContract>;
  /** Changes the world as the real core would, telling every watcher. */
  readonly apply: (ops: readonly Op[]) => void;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  readonly jobs: ReadonlyMap<string, Job>;
}

/** Makes a stand-in core with a world of the wanted size. */
export function createSyntheticCore(options: SyntheticCoreOptions): SyntheticCore {
  const state = new SyntheticState(options);
  return {
    handlers: handlersOf(state, new SyntheticOperations(state, options), options),
    apply: (ops) => state.apply(ops),
    machines: state.machines,
    snapshots: state.snapshots,
    jobs: state.jobs,
  };
}

function handlersOf(
  state: SyntheticState,
  operations: SyntheticOperations,
  options: SyntheticCoreOptions,
): Handlers<SnapgroveContract> {
  const nothing = () => ({});
  const pictureNow = (): Picture => options.picture(Math.floor(Date.now() / 4000));
  return {
    'world.watch': (_input, { signal }) => state.watch(signal),
    'world.refresh': nothing,
    'settings.set': (change) => {
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      state.apply([{ op: 'put', kind: 'settings', value: { ...state.settings, ...given } }]);
      return {};
    },
    'machine.add': ({ address }) => {
      throw new AppError(
        'unavailable',
        asIs(
          `Nothing answers at ${address}. Is the machine running, and was it started with a QMP socket there?`,
        ),
      );
    },
    'machine.found': () => ({
      found: [
        {
          address: '/run/user/1000/vm/web.sock',
          pid: 4242,
          name: 'web-server',
          known: state.machines.size > 0,
          inUse: false,
        },
        { address: '/tmp/test/qmp.sock', pid: 5151, name: null, known: false, inUse: true },
      ],
    }),
    'machine.remove': ({ machineId }) => {
      state.apply([{ op: 'drop', kind: 'machine', id: machineId }]);
      return {};
    },
    'machine.power': ({ machineId, action }) => operations.power(state.machine(machineId), action),
    'machine.commandLine': () => ({
      argv: [
        'qemu-system-x86_64',
        '-name',
        'web-server',
        '-m',
        '2048',
        '-accel',
        'kvm',
        '-drive',
        'file=/srv/vm/web.qcow2,if=virtio',
        '-qmp',
        'unix:/run/user/1000/vm/web.sock,server=on,wait=off',
      ],
      confirmed: false,
    }),
    'machine.setCommandLine': nothing,
    'machine.screenshot': () => ({ picture: pictureNow(), finding: null }),
    'machine.setScreenshots': ({ machineId, screenshots }) => {
      state.apply([{ op: 'put', kind: 'machine', value: { ...state.machine(machineId), screenshots } }]);
      return {};
    },
    'machine.xml': () => ({
      xml: '<domain type="kvm">\n  <name>web-server</name>\n  <memory unit="MiB">2048</memory>\n</domain>\n',
    }),
    'pictures.delete': () => ({ deleted: 12, bytes: 3_400_000 }),
    'connection.retry': nothing,
    'connection.remove': nothing,
    'demo.start': () => ({ machineId: [...state.machines.keys()][0] ?? '' }),
    'demo.stop': nothing,
    'snapshot.planTake': ({ machineId, memory }) => {
      const machine = state.machine(machineId);
      return {
        findings: [
          finding('informs', 'drive-left-out:take', { drive: 'ide1-cd0', why: say('drive/read-only') }),
        ],
        defaultName: 'Snapshot 24 November 2026, 14:05',
        drives: machine.drives,
        memoryBytes: memory ? machine.memoryBytes : null,
        estimateMs: memory ? 4200 : 300,
        freeBytes: 48 * 2 ** 30,
        memoryFile: null,
      };
    },
    'snapshot.take': (request) => ({ jobId: operations.take(request) }),
    'snapshot.planRestore': ({ snapshotId: id }) => operations.planRestore(id),
    'snapshot.planActivate': ({ snapshotId: id }) => operations.planRestore(id),
    'snapshot.restore': ({ snapshotId: id, keepCurrent }) => ({ jobId: operations.restore(id, keepCurrent) }),
    'machine.deactivate': ({ machineId }) => operations.deactivate(machineId),
    'snapshot.activate': ({ snapshotId: id }) => ({ jobId: operations.activate(id) }),
    'snapshot.planDelete': ({ snapshotId: id, also, children }) =>
      operations.planDelete([id, ...also], children),
    'snapshot.delete': ({ snapshotId: id, also, children, undoMs }) => ({
      jobId: operations.delete([id, ...also], children, undoMs ?? state.settings.undoMs),
    }),
    'snapshot.describe': ({ snapshotId: id, description, labels, pinned }) => {
      const before = state.snapshot(id);
      const value = {
        ...before,
        description: description ?? before.description,
        labels: labels ?? before.labels,
        pinned: pinned ?? before.pinned,
      };
      state.apply([{ op: 'put', kind: 'snapshot', value }]);
      return {};
    },
    'snapshot.forget': ({ snapshotId: id }) => {
      state.apply([{ op: 'drop', kind: 'snapshot', id }]);
      return {};
    },
    'snapshot.xml': ({ snapshotId: id, form }) => ({
      xml: `<domainsnapshot>\n  <name>${state.snapshot(id).name}</name>\n  <!-- ${form} -->\n</domainsnapshot>\n`,
    }),
    'job.undo': ({ jobId }) => operations.undo(jobId),
    'job.hurry': ({ jobId }) => {
      operations.hurry(jobId);
      return {};
    },
    'job.clear': () => {
      state.apply(
        [...state.jobs.values()]
          .filter((job) => !isActive(job))
          .map((job): Op => ({ op: 'drop', kind: 'job', id: job.id })),
      );
      return {};
    },
  };
}
