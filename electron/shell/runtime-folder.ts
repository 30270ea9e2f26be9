import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../shared/contract/errors.ts';
import { asIs } from '../../shared/sentences/sentence.ts';

/**
 * Makes sure of the private folder for sockets and locks and returns its path: `$SNAPGROVE_RUNTIME_DIR`, else
 * `$XDG_RUNTIME_DIR/snapgrove`, else one in the folder for temporary files that bears the user's number.
 * Throws `permission_denied` when it exists and others could read or replace what is in it.
 */
export async function runtimeFolder(environment: NodeJS.ProcessEnv): Promise<string> {
  const user = process.getuid?.();
  const folder =
    environment.SNAPGROVE_RUNTIME_DIR ||
    (environment.XDG_RUNTIME_DIR
      ? join(environment.XDG_RUNTIME_DIR, 'snapgrove')
      : join(tmpdir(), `snapgrove-${user ?? 'user'}`));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  const isOurs =
    found.isDirectory() && (user === undefined || (found.uid === user && (found.mode & 0o077) === 0));
  if (!isOurs) {
    throw new AppError(
      'permission_denied',
      asIs(
        `Snapgrove does not use the folder ${folder}, because other users could reach what is in it. ` +
          'Make it a folder of your own with mode 0700, or remove it.',
      ),
    );
  }
  return folder;
}
