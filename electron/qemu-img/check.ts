import { z } from 'zod';
import { say } from '../../shared/sentences/say.ts';
import { QemuImgError } from './errors.ts';
import { plainPath, type RunOptions, runQemuImg } from './run.ts';

/** What is wrong inside an image. Nothing is repaired. */
export type ImageCheck = {
  /** `leaks` waste space and harm nothing. */
  readonly verdict: 'sound' | 'leaks' | 'corrupt';
  readonly corruptions: number;
  readonly leaks: number;
  /** Bytes of the image file up to its last used cluster; null where it is not known. */
  readonly imageEndBytes: number | null;
};

const CORRUPT = 2;
const LEAKS = 3;

const checkSchema = z.object({
  corruptions: z.number().default(0),
  leaks: z.number().default(0),
  'image-end-offset': z.number().nullable().default(null),
});

/**
 * Checks the consistency of an image that no machine uses, reading only.
 * @throws {QemuImgError} `in-use`, `unsupported` for raw images, and others.
 */
export async function checkImage(
  path: string,
  { format = 'qcow2', ...options }: Pick<RunOptions, 'signal'> & { readonly format?: string } = {},
): Promise<ImageCheck> {
  const { stdout, exitCode } = await runQemuImg('check', ['-f', format, '--output=json'], [plainPath(path)], {
    ...options,
    expected: [0, CORRUPT, LEAKS],
  });
  const found = parse(stdout);
  return {
    verdict: exitCode === CORRUPT ? 'corrupt' : exitCode === LEAKS ? 'leaks' : 'sound',
    corruptions: found.corruptions,
    leaks: found.leaks,
    imageEndBytes: found['image-end-offset'],
  };
}

function parse(stdout: string): z.infer<typeof checkSchema> {
  try {
    return checkSchema.parse(JSON.parse(stdout));
  } catch (cause) {
    throw new QemuImgError('unexpected-output', say('image/check-unreadable'), {
      cause,
    });
  }
}
