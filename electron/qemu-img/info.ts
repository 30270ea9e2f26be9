import { z } from 'zod';
import { say } from '../../shared/sentences/say.ts';
import { type ImageInfo, imageInfoSchema } from '../qmp/image-info.ts';
import { QemuImgError } from './errors.ts';
import { plainPath, type RunOptions, runQemuImg } from './run.ts';

export type InfoOptions = Pick<RunOptions, 'signal' | 'deadlineMs'> & {
  /** The image's format. When not given it is probed, which a guest can deceive if the disk is raw. */
  readonly format?: string;
};

/**
 * Reads an image's format, sizes and snapshots, also while a machine uses it: what comes may then be of two moments,
 * and is never a reason to change the image. Throws {@link QemuImgError}.
 */
export async function imageInfo(path: string, options: InfoOptions = {}): Promise<ImageInfo> {
  const { stdout } = await runInfo(['-U'], path, options);
  return parseInfo(stdout);
}

/** Reads what `qemu-img info --output=json` printed. Throws {@link QemuImgError}. */
export function parseInfo(stdout: string): ImageInfo {
  return parse(stdout, imageInfoSchema);
}

/** As {@link imageInfo}, for the image and all that it builds on, top first. */
export async function imageChain(path: string, options: InfoOptions = {}): Promise<readonly ImageInfo[]> {
  const { stdout } = await runInfo(['-U', '--backing-chain'], path, options);
  return parse(stdout, z.array(imageInfoSchema));
}

/** Runs `qemu-img info`; without the flag `-U` it minds the locks of whoever uses the image. Throws {@link QemuImgError}. */
export function runInfo(flags: readonly string[], path: string, { format, ...options }: InfoOptions) {
  const formatFlags = format === undefined ? [] : ['-f', format];
  return runQemuImg('info', [...flags, ...formatFlags, '--output=json'], [plainPath(path)], options);
}

function parse<T>(stdout: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(stdout));
  } catch (cause) {
    throw new QemuImgError('unexpected-output', say('image/info-unreadable'), {
      cause,
      exitCode: 0,
    });
  }
}
