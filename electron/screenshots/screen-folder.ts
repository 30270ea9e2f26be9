import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { say } from '../../shared/sentences/say.ts';
import { hasCode, makeFolder } from '../files/durable-file.ts';
import type { RawScreenshot } from '../hypervisor/hypervisor.ts';
import { PictureError } from './picture-error.ts';

/** Name of one process's own folder: its process id and a random part. */
const PART_NAME = /^([1-9][0-9]*)-[0-9a-f]{16}$/;

/**
 * Where screenshots pass through on their way to the store: in memory where the user has a runtime folder
 * (`$XDG_RUNTIME_DIR`, an absolute path by the XDG base directory specification), else in Snapgrove's home.
 */
export function screenFolderPath(places: {
  readonly runtimeFolder: string | undefined;
  readonly home: string;
}): string {
  const { runtimeFolder, home } = places;
  return runtimeFolder !== undefined && isAbsolute(runtimeFolder)
    ? join(runtimeFolder, 'snapgrove', 'screens')
    : join(home, 'screens');
}

/** A private folder that QEMU writes screenshots into. Each process has its own part of it, gone when it closes. */
export class ScreenFolder implements AsyncDisposable {
  /** The part of this process. */
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Makes `folder` (mode 0700) and this process's part of it, and removes the parts of processes that ended
   * without doing so. Throws PictureError `permission` when the folder is another user's or a link.
   */
  static async open(folder: string): Promise<ScreenFolder> {
    try {
      await makeFolder(folder);
      const facts = await lstat(folder);
      if (!facts.isDirectory() || (process.getuid !== undefined && facts.uid !== process.getuid())) {
        throw new PictureError('permission', say('picture/foreign-folder', { path: folder }));
      }
      await chmod(folder, 0o700);
      await removeLeftParts(folder);
      const path = join(folder, `${process.pid}-${randomBytes(8).toString('hex')}`);
      await mkdir(path, { mode: 0o700 });
      return new ScreenFolder(path);
    } catch (error) {
      if (error instanceof PictureError) throw error;
      const words = error instanceof Error ? error.message : String(error);
      throw new PictureError('failed', say('picture/no-folder', { said: words }), {
        cause: error,
      });
    }
  }

  /** A path that nothing is at yet, for one screenshot; disposing removes what was written there. */
  newScreenshot(format: 'ppm' | 'png'): RawScreenshot {
    const path = join(this.path, `${randomBytes(8).toString('hex')}.${format}`);
    return { path, [Symbol.asyncDispose]: () => rm(path, { force: true }) };
  }

  /** Removes this process's part with all that is in it. */
  async close(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

async function removeLeftParts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid] = PART_NAME.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}
