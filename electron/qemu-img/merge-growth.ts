import { z } from 'zod';
import { say } from '../../shared/sentences/say.ts';
import { QemuImgError } from './errors.ts';
import { plainPath, type RunOptions, runQemuImg } from './run.ts';

/** An image file, and its format, which is never guessed. */
export interface ImageLayer {
  readonly path: string;
  readonly format: string;
}

const measured = z.object({ required: z.number() });

/**
 * By how many bytes an image would grow if the one on top of it were merged into it, about: what both hold takes no
 * more room. Reads what is allocated, not the contents, also while a machine uses the images. Throws QemuImgError.
 */
export async function mergeGrowth(
  overlay: ImageLayer,
  base: ImageLayer,
  options: Pick<RunOptions, 'deadlineMs'> = {},
): Promise<number> {
  const alone = { ...nodeOf(base), ...(base.format === 'raw' ? {} : { backing: null }) };
  const together = await requiredBytes({ ...nodeOf(overlay), backing: alone }, options);
  return Math.max(0, together - (await requiredBytes(alone, options)));
}

/** The image as QEMU's block layer opens it (QAPI BlockdevOptions), which looks for no other. */
function nodeOf({ path, format }: ImageLayer) {
  return { driver: format, file: { driver: 'file', filename: plainPath(path) } };
}

async function requiredBytes(node: object, options: Pick<RunOptions, 'deadlineMs'>): Promise<number> {
  const { stdout } = await runQemuImg(
    'measure',
    ['-U', '--output=json', '-O', 'qcow2'],
    [`json:${JSON.stringify(node)}`],
    options,
  );
  try {
    return measured.parse(JSON.parse(stdout)).required;
  } catch (cause) {
    throw new QemuImgError('unexpected-output', say('image/info-unreadable'), { cause, exitCode: 0 });
  }
}
