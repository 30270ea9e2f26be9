import { virtManagerCacheFolder, virtManagerPictures } from '../hypervisor/libvirt/virt-manager-cache.ts';
import { explainMissingPicture } from '../screenshots/capture.ts';
import { currentDocument } from '../snapshots/describe.ts';
import { BLANK_SNAPSHOT_NOTES } from '../snapshots/document-of.ts';
import type { MachineBook } from '../snapshots/machine-book.ts';
import type { Pictures } from '../snapshots/take.ts';
import type { World } from './world.ts';

interface AdoptedPicturesOptions {
  readonly world: World;
  readonly pictures: Pictures;
  readonly environment: NodeJS.ProcessEnv;
  readonly onError: (error: unknown) => void;
}

/** Takes over the pictures that virt-manager has of libvirt's snapshots, where there are none of our own. */
export class AdoptedPictures {
  readonly #options: AdoptedPicturesOptions;
  readonly #folder: string;
  /** Machines that are being looked at, and whether once more is needed. */
  readonly #looking = new Map<MachineBook, { again: boolean; readonly done: Promise<void> }>();
  #closed = false;

  constructor(options: AdoptedPicturesOptions) {
    this.#options = options;
    this.#folder = virtManagerCacheFolder(options.environment);
  }

  /** Looks for pictures of a machine's snapshots as they are now, and once more when it is asked to meanwhile. */
  look(book: MachineBook): void {
    if (!book.hypervisor.keepsTree || this.#closed) return;
    const under = this.#looking.get(book);
    if (under !== undefined) {
      under.again = true;
      return;
    }
    const looking = { again: false, done: this.#adopt(book).catch(this.#options.onError) };
    this.#looking.set(book, looking);
    void looking.done.then(() => {
      this.#looking.delete(book);
      if (looking.again) this.look(book);
    });
  }

  /** Looks no more; resolves when nothing is read or written any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#looking.values()].map(({ done }) => done));
  }

  async #adopt(book: MachineBook): Promise<void> {
    const { world } = this.#options;
    if (!world.settings.screenshots || !book.notes.screenshots) return;
    const without = [...book.entries.values()].flatMap(({ key, facts, document }) =>
      facts === null || document?.notes?.screenshot != null || document?.notes?.screenshotProblem != null
        ? []
        : [{ key, name: facts.name, createdAt: facts.createdAt }],
    );
    if (without.length === 0) return;
    const found = await virtManagerPictures(this.#folder, book.uuid, without);
    for (const { key, name } of without) {
      const path = found.get(name);
      if (path !== undefined && book.entries.has(key)) await this.#keep(book, key, path);
    }
    if (found.size > 0) await book.reconcile();
  }

  async #keep(book: MachineBook, key: string, path: string): Promise<void> {
    const notes = await this.#encoded(path);
    const document = currentDocument(book, key);
    await book.writeDocument(key, {
      ...document,
      notes: { ...(document.notes ?? BLANK_SNAPSHOT_NOTES), ...notes },
    });
  }

  /** The picture, or why it is none; either way it is not looked at again. */
  async #encoded(
    path: string,
  ): Promise<Partial<Pick<typeof BLANK_SNAPSHOT_NOTES, 'screenshot' | 'screenshotProblem'>>> {
    const { encoder, store } = this.#options.pictures;
    try {
      return { screenshot: await store.put(await encoder.encode({ path })) };
    } catch (error) {
      return { screenshotProblem: explainMissingPicture(error).text };
    }
  }
}
