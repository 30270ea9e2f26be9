import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { say } from '../../shared/sentences/say.ts';
import { DemoError } from './demo-error.ts';

/** Red Hat's name and place, and those of Homebrew, which programs started from a desktop have not on their PATH. */
const FURTHER_FOLDERS = ['/usr/libexec', '/usr/local/bin', '/opt/homebrew/bin'];

/**
 * Finds the QEMU that emulates x86-64. `qemu-kvm` is that only on an x86-64 host.
 * Throws DemoError `qemu-missing`.
 */
export async function findQemuBinary(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const names = process.arch === 'x64' ? ['qemu-system-x86_64', 'qemu-kvm'] : ['qemu-system-x86_64'];
  const onPath = (environment.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  for (const name of names) {
    for (const folder of [...onPath, ...FURTHER_FOLDERS]) {
      const candidate = path.join(folder, name);
      if (await isExecutable(candidate)) return candidate;
    }
  }
  throw qemuMissingError();
}

/** The error for a computer without QEMU. */
export function qemuMissingError(cause?: unknown): DemoError {
  return new DemoError('qemu-missing', say('demo/no-qemu'), { cause });
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    // Missing and not executable are the same here: look further.
    return false;
  }
}
