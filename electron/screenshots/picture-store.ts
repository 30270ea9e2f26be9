import { opendir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Picture } from '../../shared/model/picture.ts';
import { say } from '../../shared/sentences/say.ts';
import {
  hasCode,
  isMissing,
  removeDurably,
  syncFolder,
  TEMPORARY_PREFIX,
  writeDurably,
} from '../files/durable-file.ts';
import type { EncodedPicture } from './encode.ts';
import { PictureError } from './picture-error.ts';

/** The full-size picture is a `png`, its thumbnail a `webp`. */
export type PictureKind = 'png' | 'webp';

const SHA256 = /^[0-9a-f]{64}$/;
const FILE_NAME = /^([0-9a-f]{64})\.(png|webp)$/;

/** Says which picture a file name of the store means; null for any other name. */
export function parsePictureFileName(
  name: string,
): { readonly sha256: string; readonly kind: PictureKind } | null {
  const [, sha256, kind] = FILE_NAME.exec(name) ?? [];
  return sha256 !== undefined && (kind === 'png' || kind === 'webp') ? { sha256, kind } : null;
}

/** Pictures as files named by the sha256 of their PNG; equal pictures are kept once, and a file never changes. */
export class PictureStore {
  readonly #folder: string;
  #lastChange: Promise<void> = Promise.resolve();

  /** `folder` is made when the first picture is put. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Path of a picture's file, which may not exist; throws PictureError when `sha256` is not 64 lower-case hex digits. */
  path(sha256: string, kind: PictureKind): string {
    if (!SHA256.test(sha256)) throw new PictureError('not-a-picture', say('picture/no-name'));
    return join(this.#folder, `${sha256}.${kind}`);
  }

  /**
   * Writes both files durably and returns the picture; one that is there already only becomes new again for
   * `collectGarbage`. Throws PictureError `no-space`, `permission` or `failed` and leaves nothing half done.
   */
  put(encoded: EncodedPicture): Promise<Picture> {
    return this.#inTurn(async () => {
      const { picture } = encoded;
      const isNew = !(await this.has(picture.sha256));
      try {
        await this.#write(this.path(picture.sha256, 'webp'), encoded.thumbnail);
        await this.#write(this.path(picture.sha256, 'png'), encoded.png);
      } catch (error) {
        if (isNew) await this.#removeFiles(picture.sha256);
        throw error;
      }
      return picture;
    });
  }

  /** True when both the picture and its thumbnail are there. */
  async has(sha256: string): Promise<boolean> {
    const sizes = await Promise.all([sizeOf(this.path(sha256, 'png')), sizeOf(this.path(sha256, 'webp'))]);
    return sizes.every((size) => size !== null);
  }

  /**
   * Removes a picture and its thumbnail durably; nothing happens when they are not there. Snapshots that look
   * alike share a picture: where another may use it, `collectGarbage` is the way.
   */
  remove(sha256: string): Promise<void> {
    return this.#inTurn(() => this.#removeFiles(sha256));
  }

  /**
   * Removes pictures whose sha256 is not in `referenced`, and files that were being written when the power went.
   * Those written in the last `keepNewerThanMs` milliseconds stay: their snapshot may be about to name them. Pass 0
   * at start, before anything is written. Files that are not the store's own are left alone.
   */
  async collectGarbage(
    referenced: ReadonlySet<string>,
    options: { readonly keepNewerThanMs: number },
  ): Promise<{ readonly removedFiles: number; readonly freedBytes: number }> {
    let removedFiles = 0;
    let freedBytes = 0;
    // Once, because a large store takes a while and what is written meanwhile must stay.
    const keptSince = options.keepNewerThanMs > 0 ? Date.now() - options.keepNewerThanMs : null;
    for (const name of await this.#fileNames()) {
      const sha256 = parsePictureFileName(name)?.sha256;
      if (sha256 === undefined ? !name.startsWith(TEMPORARY_PREFIX) : referenced.has(sha256)) continue;
      const freed = await this.#inTurn(() => removeUnlessNew(join(this.#folder, name), keptSince));
      if (freed === null) continue;
      removedFiles += 1;
      freedBytes += freed;
    }
    if (removedFiles > 0) await this.#inTurn(() => syncFolder(this.#folder));
    return { removedFiles, freedBytes };
  }

  /** Removes every picture. */
  async deleteAll(): Promise<void> {
    await this.collectGarbage(new Set(), { keepNewerThanMs: 0 });
  }

  /** Size of all pictures and thumbnails together, in bytes. */
  async totalBytes(): Promise<number> {
    let total = 0;
    for (const name of await this.#fileNames()) {
      if (parsePictureFileName(name) !== null) total += (await sizeOf(join(this.#folder, name))) ?? 0;
    }
    return total;
  }

  /** Read piece by piece: tens of thousands of names at once would hold the thread. */
  async #fileNames(): Promise<readonly string[]> {
    const names: string[] = [];
    try {
      for await (const entry of await opendir(this.#folder, { bufferSize: 256 })) {
        if (entry.isFile()) names.push(entry.name);
      }
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    return names;
  }

  async #write(path: string, content: Uint8Array): Promise<void> {
    if ((await sizeOf(path)) === content.byteLength) await touch(path);
    else await writeDurably(path, content);
  }

  async #removeFiles(sha256: string): Promise<void> {
    await removeDurably(this.path(sha256, 'png'));
    await removeDurably(this.path(sha256, 'webp'));
  }

  /** One change at a time, so that a picture is never removed as old while it is put again. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#lastChange.then(change).catch((error: unknown) => {
      throw this.#explain(error);
    });
    // The next change does not care how this one ended; its caller hears of it.
    this.#lastChange = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  #explain(error: unknown): PictureError {
    if (error instanceof PictureError) return error;
    const options = { cause: error };
    if (hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT')) {
      return new PictureError('no-space', say('picture/store-full', { path: this.#folder }), options);
    }
    if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM') || hasCode(error, 'EROFS')) {
      return new PictureError('permission', say('picture/store-closed', { path: this.#folder }), options);
    }
    const words = error instanceof Error ? error.message : String(error);
    return new PictureError(
      'failed',
      say('picture/store-failed', { path: this.#folder, said: words }),
      options,
    );
  }
}

async function factsOf(path: string): Promise<{ readonly size: number; readonly mtimeMs: number } | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Size in bytes of the file that was removed; null when it is new, by its own time, or gone already. */
async function removeUnlessNew(path: string, keptSince: number | null): Promise<number | null> {
  const facts = await factsOf(path);
  // A clock that was set back makes files of the future, so that no age alone tells that a file is old.
  const isNew = facts !== null && keptSince !== null && facts.mtimeMs > keptSince;
  if (facts === null || isNew) return null;
  await rm(path, { force: true });
  return facts.size;
}

async function sizeOf(path: string): Promise<number | null> {
  return (await factsOf(path))?.size ?? null;
}

async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now);
}
