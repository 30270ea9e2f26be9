import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SnapgroveContract } from '../../shared/contract/contract.ts';
import type { Handlers } from '../../shared/contract/definition.ts';
import { AppError } from '../../shared/contract/errors.ts';
import { say } from '../../shared/sentences/say.ts';
import { takeFileLock } from '../files/file-lock.ts';
import { QemuHypervisor } from '../hypervisor/qemu/qemu-hypervisor.ts';
import { PictureEncoder } from '../screenshots/encode.ts';
import { PictureStore } from '../screenshots/picture-store.ts';
import { ScreenFolder, screenFolderPath } from '../screenshots/screen-folder.ts';
import { FormerNotes } from '../snapshots/former-notes.ts';
import { MachineNotesFiles } from '../snapshots/machine-notes.ts';
import { SnapshotDocuments } from '../snapshots/snapshot-documents.ts';
import { AdoptedPictures } from './adopted-pictures.ts';
import { coreHandlers } from './api.ts';
import { Connections } from './connections.ts';
import { DemoKeeper } from './demo-keeper.ts';
import { JobFiles } from './job-files.ts';
import { Jobs } from './jobs.ts';
import { Keeper } from './keeper.ts';
import { Operations } from './operations.ts';
import { jobErrorOf, leavesDoubt } from './problems.ts';
import { Screens } from './screens.ts';
import { SettingsFile } from './settings-file.ts';
import { World } from './world.ts';

/** The one core that all faces of a user share. */
export interface Core {
  readonly handlers: Handlers<SnapgroveContract>;
  readonly picturesFolder: string;
  /** Looks for what others changed, now. */
  refresh(): void;
  /** Does what must be done after the computer slept. */
  wake(): void;
  close(): Promise<void>;
}

export interface CoreOptions {
  /** The store's folder: notes, pictures, jobs, settings. */
  readonly home: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** Hears of bugs and of what could not be read or written; writes to standard error when not given. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Starts the core over a store; machines are reached in the background. Throws AppError when another core has the
 * store, and system errors when it can't be used.
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { home, environment = process.env } = options;
  const onError = options.onError ?? ((error: unknown) => console.error(error));
  await mkdir(home, { recursive: true, mode: 0o700 });
  const unlock = lockStore(home, onError);
  try {
    return await openCore({ home, environment, onError }, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * Cores find each other by their socket, which a session without the same runtime folder does not see; two over one
 * store would write over each other's notes.
 */
function lockStore(home: string, onError: (error: unknown) => void): () => void {
  let unlock: (() => void) | undefined;
  try {
    unlock = takeFileLock(join(home, 'core.lock'));
  } catch (error) {
    // A store that can't be written can be shown all the same.
    onError(error);
    return () => undefined;
  }
  if (unlock !== undefined) return unlock;
  throw new AppError('unavailable', say('store/taken', { path: home }));
}

async function openCore(
  { home, environment, onError }: Required<CoreOptions>,
  unlock: () => void,
): Promise<Core> {
  const machinesFolder = join(home, 'machines');
  const picturesFolder = join(home, 'shots');
  const settingsFile = new SettingsFile(home);
  const world = new World(await settingsFile.read(onError));
  const screenFolder = await ScreenFolder.open(
    screenFolderPath({ runtimeFolder: environment['XDG_RUNTIME_DIR'], home }),
  );
  const encoder = new PictureEncoder();
  const store = new PictureStore(picturesFolder);

  const jobFiles = new JobFiles(join(home, 'jobs'));
  const jobs = new Jobs({
    files: jobFiles,
    apply: (ops) => world.apply(ops),
    describeError: (error) => jobErrorOf(error, onError),
    leavesDoubt,
    onUnfinished: ({ job, intents }) => keeper.addUnfinished(job.machineId, { jobId: job.id, intents }),
    onFileError: onError,
  });
  const demo = new DemoKeeper(home);
  const adopted = new AdoptedPictures({ world, pictures: { encoder, store }, environment, onError });
  const formerNotes = new FormerNotes(home);
  const documents = new SnapshotDocuments(home);
  const keeper = new Keeper({
    world,
    documents,
    notesFiles: new MachineNotesFiles(home),
    formerNotes,
    demoUuid: () => demo.uuid,
    onTree: (book) => adopted.look(book),
    onPictureLeft: () => screens.collectSoon(),
    onError,
    onRecovered: (jobId, sentences) => jobs.annotate(jobId, sentences),
  });
  const screens = new Screens({ world, keeper, encoder, store, home, onError });
  await jobs.load(await jobFiles.readAll((_path, error) => onError(error)));

  const qemu = new QemuHypervisor({ machinesFolder, screenFolder: screenFolder.path, onError });
  await demo.look();
  await qemu.open();
  keeper.add(qemu);
  const connections = new Connections({
    home,
    keeper,
    screenFolder: screenFolder.path,
    environment,
    onError,
  });
  await connections.open();

  const operations = new Operations({ world, keeper, jobs, pictures: { encoder, store }, onError });
  const refresh = (): void => {
    keeper.refresh(null).catch(onError);
  };
  const timer = setInterval(() => {
    if (world.isWatched && screens.isDue(world.settings.refreshSeconds)) refresh();
  }, 1000);
  timer.unref();
  // When the trees are there, and what was cut off has been looked into.
  void keeper.settledOnce
    .then(async () => {
      await formerNotes.removeBrought(await connections.lastSeen());
      await screens.collectGarbage();
    })
    .catch(onError);

  return {
    handlers: coreHandlers({
      world,
      keeper,
      jobs,
      operations,
      screens,
      qemu,
      connections,
      demo,
      settingsFile,
    }),
    picturesFolder,
    refresh,
    wake() {
      for (const hypervisor of keeper.hypervisors) hypervisor.retry(null);
      refresh();
    },
    async close() {
      clearInterval(timer);
      await jobs.close();
      await screens.close();
      await adopted.close();
      // First the sessions: what waits for an answer of QEMU's would hold up the rest.
      await Promise.all(keeper.hypervisors.map((hypervisor) => hypervisor.close()));
      await keeper.close();
      await documents.close();
      await encoder.close();
      await screenFolder[Symbol.asyncDispose]();
      unlock();
    },
  };
}
