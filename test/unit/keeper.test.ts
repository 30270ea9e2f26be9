import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Keeper } from '../../electron/core/keeper.ts';
import { SettingsFile } from '../../electron/core/settings-file.ts';
import { World } from '../../electron/core/world.ts';
import { FormerNotes } from '../../electron/snapshots/former-notes.ts';
import type { Intent } from '../../electron/snapshots/intent.ts';
import { MachineNotesFiles } from '../../electron/snapshots/machine-notes.ts';
import { SnapshotDocuments } from '../../electron/snapshots/snapshot-documents.ts';
import { LISTED_UUID, ListedHypervisor, listedDomain, listedSnapshot } from '../helpers/listed-hypervisor.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../helpers/temporary-folder.ts';

const MACHINE = `local:${LISTED_UUID}`;
const OTHER_UUID = '7d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a22';
const DELETED: Intent = { kind: 'delete', snapshots: [{ key: 'k-0a', name: 'x' }] };

let folder: TemporaryFolder;
let hypervisor: ListedHypervisor;
let world: World;
let keeper: Keeper;
let errors: unknown[];
/** What was found out, as it was told. */
let found: (readonly [string, readonly string[]])[];
let failsToRecord: boolean;

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  hypervisor = new ListedHypervisor();
  errors = [];
  world = new World(await new SettingsFile(folder.path).read((error) => errors.push(error)));
  found = [];
  failsToRecord = false;
  keeper = new Keeper({
    world,
    documents: new SnapshotDocuments(folder.path),
    notesFiles: new MachineNotesFiles(folder.path),
    formerNotes: new FormerNotes(folder.path),
    demoUuid: () => null,
    onTree: () => undefined,
    onPictureLeft: () => undefined,
    onError: (error) => errors.push(error),
    onRecovered: async (jobId, sentences) => {
      if (failsToRecord) throw new Error('The disk is full.');
      found.push([jobId, sentences.map(({ text }) => text)]);
    },
  });
});
afterEach(async () => {
  await keeper.close();
  await folder[Symbol.asyncDispose]();
});

const names = () => [...world.snapshots.values()].map(({ name }) => name);

describe('what is shown', () => {
  it('is the list of machines at once, and their trees as they are read', async () => {
    hypervisor.snapshots = [listedSnapshot('a', 1), listedSnapshot('b', 2)];
    keeper.add(hypervisor);
    expect([...world.machines.keys()]).toEqual([MACHINE]);
    expect(names()).toEqual([]);
    await keeper.settledOnce;
    expect(names()).toEqual(['a', 'b']);
    hypervisor.snapshots = [listedSnapshot('b', 2)];
    hypervisor.tell(LISTED_UUID);
    await vi.waitFor(() => expect(names()).toEqual(['b']));
    expect(errors).toEqual([]);
  });

  it('goes with its machine and with its connection, and can’t be asked for then', async () => {
    hypervisor.machines.set(OTHER_UUID, listedDomain({ uuid: OTHER_UUID }));
    hypervisor.snapshots = [listedSnapshot('a', 1)];
    keeper.add(hypervisor);
    await keeper.settledOnce;
    const id = [...world.snapshots.values()].find((each) => each.machineId === MACHINE)?.id ?? '';
    expect(keeper.snapshot(id)).toMatchObject({ name: 'a', book: keeper.book(MACHINE) });
    hypervisor.machines.delete(LISTED_UUID);
    hypervisor.tell(LISTED_UUID);
    await vi.waitFor(() => expect([...world.machines.keys()]).toEqual([`local:${OTHER_UUID}`]));
    expect(() => keeper.book(MACHINE)).toThrow('This machine is not in the list any more.');
    expect(() => keeper.snapshot(id)).toThrow('This snapshot is not there any more.');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    hypervisor.tell(OTHER_UUID);
    hypervisor.tell(null);
    keeper.remove('local');
    // What was to be shown in a moment is not shown any more.
    vi.runAllTimers();
    expect([world.machines.size, world.snapshots.size, world.connections.size]).toEqual([0, 0, 0]);
    expect(() => keeper.hypervisor('local')).toThrow('This connection is not in the list any more.');
  });

  it('is not hidden by another machine that can’t be read', async () => {
    hypervisor.machines.set(OTHER_UUID, listedDomain({ uuid: OTHER_UUID }));
    hypervisor.broken.add(LISTED_UUID);
    hypervisor.snapshots = [listedSnapshot('a', 1)];
    keeper.add(hypervisor);
    await keeper.settledOnce;
    expect(world.machines.size).toBe(2);
    expect([...world.snapshots.values()].map(({ machineId }) => machineId)).toEqual([`local:${OTHER_UUID}`]);
    // Each look tells it.
    expect(new Set(errors.map(String))).toEqual(new Set([`HypervisorError: ${LISTED_UUID} can’t be read.`]));
  });
});

describe('a job that was cut off', () => {
  it('is looked into once, when its machine is seen', async () => {
    hypervisor.machines.set(LISTED_UUID, listedDomain({ state: 'unknown' }));
    keeper.addUnfinished(MACHINE, { jobId: 'job', intents: [DELETED] });
    keeper.add(hypervisor);
    await keeper.settledOnce;
    expect(found).toEqual([]);
    hypervisor.machines.set(LISTED_UUID, listedDomain());
    const book = keeper.book(MACHINE);
    await Promise.all([keeper.recover(book), keeper.recover(book), keeper.sync(book)]);
    expect(found).toEqual([['job', ['“x” was deleted.']]]);
    await keeper.sync(book);
    expect(found).toHaveLength(1);
    keeper.addUnfinished(MACHINE, { jobId: 'later', intents: [DELETED] });
    await vi.waitFor(() => expect(found.map(([id]) => id)).toEqual(['job', 'later']));
  });

  it('stays to be looked into when that can’t be written, and hides nothing', async () => {
    failsToRecord = true;
    hypervisor.snapshots = [listedSnapshot('a', 1)];
    keeper.addUnfinished(MACHINE, { jobId: 'first', intents: [DELETED] });
    keeper.addUnfinished(MACHINE, { jobId: 'second', intents: [DELETED] });
    keeper.add(hypervisor);
    await keeper.settledOnce;
    expect(names()).toEqual(['a']);
    expect(errors).not.toEqual([]);
    failsToRecord = false;
    await keeper.sync(keeper.book(MACHINE));
    expect(found.map(([id]) => id)).toEqual(['first', 'second']);
  });
});
