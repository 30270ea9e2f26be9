import { stat } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { SnapgroveContract } from '../../shared/contract/contract.ts';
import type { CallContext, Handlers } from '../../shared/contract/definition.ts';
import { AppError } from '../../shared/contract/errors.ts';
import { formatDomainSnapshot } from '../../shared/domainsnapshot.ts';
import { machineId } from '../../shared/model/machine.ts';
import { say } from '../../shared/sentences/say.ts';
import type { QemuHypervisor } from '../hypervisor/qemu/qemu-hypervisor.ts';
import { moveChildrenUp } from '../snapshots/delete.ts';
import { currentDocument, describeSnapshot } from '../snapshots/describe.ts';
import type { Connections } from './connections.ts';
import type { DemoKeeper } from './demo-keeper.ts';
import type { Jobs } from './jobs.ts';
import type { Keeper } from './keeper.ts';
import type { Operations } from './operations.ts';
import { appErrorOf } from './problems.ts';
import type { Screens } from './screens.ts';
import type { SettingsFile } from './settings-file.ts';
import type { World } from './world.ts';

interface ApiParts {
  readonly world: World;
  readonly keeper: Keeper;
  readonly jobs: Jobs;
  readonly operations: Operations;
  readonly screens: Screens;
  readonly qemu: QemuHypervisor;
  readonly connections: Connections;
  readonly demo: DemoKeeper;
  readonly settingsFile: SettingsFile;
}

/** What the core answers to each call of the contract. */
export function coreHandlers(parts: ApiParts): Handlers<SnapgroveContract> {
  const { world, keeper, jobs, operations, screens, qemu, connections, demo, settingsFile } = parts;
  return {
    'world.watch': (_input, { signal }) => world.watch(signal),
    'world.refresh': plain(async ({ machineId: id }) => {
      await keeper.refresh(id ?? null);
      return {};
    }),

    'settings.set': plain(async (change) => {
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const settings = { ...world.settings, ...given };
      await settingsFile.write(settings);
      world.apply([{ op: 'put', kind: 'settings', value: settings }]);
      return {};
    }),

    'machine.add': plain(async ({ address }) => {
      if (address.includes('://')) return await connections.add(address.trim());
      const uuid = await addLocal(qemu, address.trim());
      const id = machineId(qemu.connectionId, uuid);
      await keeper.settle(qemu, uuid);
      return { machineIds: [id], connectionId: qemu.connectionId };
    }),
    'machine.found': plain(async () => {
      const known = new Set(
        [...world.machines.values()].flatMap(({ source }) => (source.kind === 'qmp' ? source.address : [])),
      );
      const found = await qemu.found();
      return { found: found.map((each) => ({ ...each, known: known.has(each.address) })) };
    }),
    'machine.remove': plain(async ({ machineId: id }) => {
      const book = keeper.book(id);
      if (jobs.isBusy(id)) throw new AppError('busy', say('list/busy', { machine: book.domain.name }));
      if (book.hypervisor !== qemu) throw new AppError('refused', say('list/remove-connection'));
      await qemu.remove(book.uuid);
      return {};
    }),
    'machine.power': plain(async ({ machineId: id, action }) => ({
      jobId: await operations.power(id, action),
    })),
    'machine.deactivate': plain(async ({ machineId: id }) => {
      await operations.deactivate(id);
      return {};
    }),
    'machine.commandLine': plain(async ({ machineId: id }) => {
      const book = keeper.book(id);
      return book.hypervisor === qemu ? qemu.commandLine(book.uuid) : { argv: null, confirmed: true };
    }),
    'machine.setCommandLine': plain(async ({ machineId: id, argv }) => {
      const book = keeper.book(id);
      if (book.hypervisor !== qemu) throw new AppError('refused', say('power/by-libvirt'));
      await qemu.setCommandLine(book.uuid, argv);
      return {};
    }),
    'machine.screenshot': plain(async ({ machineId: id, head }) => await screens.take(keeper.book(id), head)),
    'machine.setScreenshots': plain(async ({ machineId: id, screenshots }) => {
      const book = keeper.book(id);
      await book.remember({ screenshots });
      await keeper.sync(book);
      return {};
    }),
    'machine.xml': plain(async ({ machineId: id }) => {
      const book = keeper.book(id);
      return { xml: await book.hypervisor.domainXml(book.uuid) };
    }),
    'pictures.delete': plain(
      async ({ machineId: id }) =>
        await screens.deletePictures(id === null ? keeper.books : [keeper.book(id)]),
    ),

    'connection.retry': plain(async ({ connectionId }) => {
      keeper.hypervisor(connectionId).retry(null);
      return {};
    }),
    'connection.remove': plain(async ({ connectionId }) => {
      if (connectionId === qemu.connectionId) throw new AppError('refused', say('list/one-by-one'));
      const books = keeper.books.filter((book) => book.hypervisor.connectionId === connectionId);
      if (books.some((book) => jobs.isBusy(book.machineId)))
        throw new AppError('busy', say('list/busy-connection'));
      await connections.remove(connectionId);
      return {};
    }),

    'demo.start': plain(async () => {
      const machine = await demo.start();
      const uuid = await qemu.addMonitor(machine.socketPath);
      const { argv, confirmed } = qemu.commandLine(uuid);
      // Our own command line needs nobody's agreement.
      if (argv !== null && !confirmed) await qemu.setCommandLine(uuid, argv);
      await keeper.settle(qemu, uuid);
      return { machineId: machineId(qemu.connectionId, uuid) };
    }),
    'demo.stop': plain(async () => {
      await demo.stop();
      return {};
    }),

    'snapshot.planTake': plain(
      async ({ machineId: id, ...options }) => await operations.planTake(id, options),
    ),
    'snapshot.take': plain(async (request) => ({ jobId: await operations.take(request) })),
    'snapshot.planRestore': plain(
      async ({ snapshotId, state }) => await operations.planRestore(snapshotId, 'restore', state),
    ),
    'snapshot.restore': plain(async (request) => ({ jobId: await operations.restore(request) })),
    'snapshot.planActivate': plain(
      async ({ snapshotId }) => await operations.planRestore(snapshotId, 'activate', 'as-snapshot'),
    ),
    'snapshot.activate': plain(async ({ snapshotId, keepCurrent }) => ({
      jobId: await operations.activate(snapshotId, keepCurrent),
    })),
    'snapshot.planDelete': plain(
      async ({ snapshotId, also, children }) => await operations.planDelete([snapshotId, ...also], children),
    ),
    'snapshot.delete': plain(async (request) => ({ jobId: await operations.delete(request) })),
    'snapshot.describe': plain(async ({ snapshotId, ...change }) => {
      const { book, key } = keeper.snapshot(snapshotId);
      await describeSnapshot(book, key, change);
      return {};
    }),
    'snapshot.forget': plain(async ({ snapshotId }) => {
      const { book, key, name } = keeper.snapshot(snapshotId);
      await book.hypervisor.refresh(book.uuid);
      await book.reconcile();
      if (world.snapshots.get(snapshotId)?.unreadable == null) refuseWhatMayBeSeen(book, key, name);
      await moveChildrenUp(book, key, name);
      await book.removeDocument(key);
      await book.reconcile();
      return {};
    }),
    'snapshot.xml': plain(async ({ snapshotId, form }) => {
      const { book, key } = keeper.snapshot(snapshotId);
      return { xml: await snapshotXml(book, key, form) };
    }),

    'job.undo': plain(async ({ jobId }) => ({ jobId: await jobs.undo(jobId) })),
    'job.hurry': plain(async ({ jobId }) => {
      jobs.hurry(jobId);
      return {};
    }),
    'job.clear': plain(async () => {
      await jobs.clear();
      return {};
    }),
  };
}

/** Only what is in no image that can be looked into is forgotten. */
function refuseWhatMayBeSeen(book: Book, key: string, name: string): void {
  if (book.entries.get(key)?.facts != null) {
    throw new AppError('refused', say('forget/still-there', { name }));
  }
  if (book.domain.state === 'unknown') {
    throw new AppError('refused', say('forget/not-seen', { name, machine: book.domain.name }));
  }
}

/** The sockets of libvirt's daemons, which do not speak QMP (libvirt docs, daemons). */
const LIBVIRT_SOCKET = /^(?:libvirt|virt\w+d)-sock(?:-ro)?$/;

/** Adds what an address names on this computer: an image file, or a QMP monitor; returns the UUID. */
async function addLocal(qemu: QemuHypervisor, address: string): Promise<string> {
  if (LIBVIRT_SOCKET.test(basename(address))) {
    throw new AppError('invalid_input', say('list/libvirt-socket', { path: address }));
  }
  if (isAbsolute(address) && (await isRegularFile(address))) return await qemu.addImage(address);
  return await qemu.addMonitor(address);
}

async function isRegularFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    // Whoever connects says what is wrong with it.
    return false;
  }
}

type Book = ReturnType<Keeper['book']>;

async function snapshotXml(book: Book, key: string, form: 'seed' | 'libvirt'): Promise<string> {
  const own = await book.hypervisor.snapshotXml(book.uuid, book.nameOf(key) ?? '');
  if (form === 'libvirt' && own !== null) return own;
  return formatDomainSnapshot(currentDocument(book, key), form);
}

/** Turns what a person can act on into errors of the contract; anything else is a bug for the log. */
function plain<Input, Output>(
  handler: (input: Input, context: CallContext) => Promise<Output>,
): (input: Input, context: CallContext) => Promise<Output> {
  return async (input, context) => {
    try {
      const output = await handler(input, context);
      // Whoever watches hears of a change before the call that made it is answered.
      await setImmediate();
      return output;
    } catch (error) {
      throw appErrorOf(error) ?? error;
    }
  };
}
