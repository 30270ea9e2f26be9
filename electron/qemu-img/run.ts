import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { say } from '../../shared/sentences/say.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import { exitError, QemuImgError } from './errors.ts';

export type RunOptions = {
  /**
   * Ends qemu-img. Only for commands that change nothing but a file of their own: one that is killed while it
   * changes an image may leave it damaged.
   */
  readonly signal?: AbortSignal;
  /** Ends qemu-img after this many ms; the same care is due. No limit when not given. */
  readonly deadlineMs?: number;
  /** Exit statuses that are no failure; 0 alone when not given. */
  readonly expected?: readonly number[];
  /** Hears standard output as it comes. */
  readonly onOutput?: (text: string) => void;
};

export type RunResult = { readonly stdout: string; readonly stderr: string; readonly exitCode: number };

/** The most that qemu-img may print, in bytes: 64 MiB is an image of 65,536 snapshots three times over. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * Runs `qemu-img COMMAND OPTIONS -- OPERANDS`, in English and without a shell.
 * @throws {QemuImgError} for any exit status that is not expected, or the signal's reason.
 */
export async function runQemuImg(
  command: string,
  options: readonly string[],
  operands: readonly string[],
  { signal, deadlineMs, expected = [0], onOutput }: RunOptions = {},
): Promise<RunResult> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<RunResult>();
  const child = execFile(
    'qemu-img',
    [command, ...options, '--', ...operands],
    {
      env: { ...process.env, LC_ALL: 'C' },
      maxBuffer: MAX_OUTPUT_BYTES,
      ...(deadlineMs === undefined ? {} : { timeout: deadlineMs }),
    },
    (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : error.code;
      if (signal?.aborted) reject(signal.reason);
      else if (typeof exitCode === 'number' && expected.includes(exitCode)) {
        resolve({ stdout, stderr, exitCode });
      } else if (error?.killed) reject(killedError(command, error));
      else if (error?.code === 'ENOENT') reject(notInstalledError(error));
      else if (typeof exitCode === 'string')
        reject(new QemuImgError('failed', asIs(`qemu-img: ${error?.message}`), { cause: error }));
      else reject(exitError(command, exitCode ?? null, stderr));
    },
  );
  if (onOutput !== undefined) child.stdout?.on('data', onOutput);
  // Not execFile's own `signal`: that reports before the process has ended and let go of its files.
  const abort = () => child.kill();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await promise;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

const killedError = (command: string, cause: Error): QemuImgError =>
  new QemuImgError('timeout', say('image/too-long', { command }), { cause });

const notInstalledError = (cause: Error): QemuImgError =>
  new QemuImgError('not-installed', say('image/no-qemu-img'), { cause });

/**
 * Returns the path if qemu-img will take it for a file and nothing else: an absolute path cannot be an option, nor
 * a protocol such as `nbd:` or `json:`. Throws {@link QemuImgError} `invalid-name` otherwise.
 */
export function plainPath(file: string): string {
  if (path.isAbsolute(file) && !file.includes('\0')) return file;
  throw new QemuImgError('invalid-name', say('image/relative', { path: file }));
}

/**
 * `--image-opts` for a qcow2 image. `qemu-img snapshot` has no `-f`, and would probe the format: for a raw disk
 * that is the guest's to choose.
 */
export async function qcow2Options(file: string): Promise<string> {
  const filename = plainPath(file).replaceAll(',', ',,');
  const driver = (await isBlockDevice(file)) ? 'host_device' : 'file';
  return `driver=qcow2,file.driver=${driver},file.filename=${filename}`;
}

async function isBlockDevice(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isBlockDevice();
  } catch {
    // qemu-img says better what is wrong.
    return false;
  }
}
