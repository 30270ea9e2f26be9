import { withNewFile } from './new-file.ts';
import { plainPath, runQemuImg } from './run.ts';

export type ConvertOptions = {
  /** Of the image read; it is never guessed. */
  readonly fromFormat: string;
  readonly toFormat: 'qcow2' | 'raw';
  /** Reads the disk as it was at this snapshot; as it is now when not given. */
  readonly snapshotId?: string;
  /** Percent done. */
  readonly onProgress?: (percent: number) => void;
  readonly signal?: AbortSignal;
};

/**
 * Copies an image that no machine uses into a new file, without its snapshots and on its own.
 * Throws {@link QemuImgError} or the signal's reason; nothing is left behind then.
 */
export async function convertImage(from: string, to: string, options: ConvertOptions): Promise<void> {
  const { fromFormat, toFormat, snapshotId, onProgress, signal } = options;
  const source = plainPath(from);
  const flags = ['-p', '-f', fromFormat, '-O', toFormat];
  if (snapshotId !== undefined) flags.push('-l', `snapshot.id=${snapshotId.replaceAll(',', ',,')}`);
  await withNewFile(to, () =>
    runQemuImg('convert', flags, [source, to], {
      ...(signal === undefined ? {} : { signal }),
      onOutput: (text) => {
        const percent = lastPercent(text);
        if (percent !== null) onProgress?.(percent);
      },
    }),
  );
}

/** Reads the last `(12.34/100%)` of a piece of qemu-img's progress; null where it has none. */
function lastPercent(text: string): number | null {
  const last = [...text.matchAll(/\((\d+(?:\.\d+)?)\/100%\)/g)].at(-1)?.[1];
  return last === undefined ? null : Number(last);
}
