import { SaidError } from '../../shared/sentences/said-error.ts';
import { say } from '../../shared/sentences/say.ts';
import { asIs, type Sentence } from '../../shared/sentences/sentence.ts';
/** Every way in which qemu-img can fail us. */
export type QemuImgErrorCode =
  | 'not-installed'
  | 'in-use'
  | 'missing'
  | 'permission'
  | 'no-space'
  | 'exists'
  | 'not-found'
  | 'ambiguous'
  | 'invalid-name'
  | 'unsupported'
  | 'not-an-image'
  | 'timeout'
  | 'unexpected-output'
  | 'failed';

type QemuImgErrorDetails = ErrorOptions & {
  readonly exitCode?: number | null;
  readonly stderr?: string;
};

/** A failure of qemu-img, or a refusal before it was run; the message is one or two plain sentences. */
export class QemuImgError extends SaidError {
  readonly code: QemuImgErrorCode;
  /** Null where qemu-img was not run to its end. */
  readonly exitCode: number | null;
  /** What qemu-img said, in English. */
  readonly stderr: string;

  constructor(code: QemuImgErrorCode, said: Sentence, details: QemuImgErrorDetails = {}) {
    super(said, details);
    this.name = 'QemuImgError';
    this.code = code;
    this.exitCode = details.exitCode ?? null;
    this.stderr = details.stderr ?? '';
  }
}

type WordedCode =
  | 'image/in-use'
  | 'image/no-snapshot'
  | 'image/no-space'
  | 'image/permission'
  | 'image/missing'
  | 'image/not-an-image'
  | 'image/unsupported';

/** qemu-img's wording under `LC_ALL=C` (block/file-posix.c, qemu-img.c, and the C library's error texts). */
const WORDINGS: readonly (readonly [RegExp, QemuImgErrorCode, WordedCode])[] = [
  [/Failed to (?:get|lock) (?:shared )?("[^"]*"|byte)/, 'in-use', 'image/in-use'],
  [/snapshot not found|Failed to load snapshot: No such file/, 'not-found', 'image/no-snapshot'],
  [/No space left on device|Disk quota exceeded/, 'no-space', 'image/no-space'],
  [/Permission denied|Operation not permitted|Read-only file system/, 'permission', 'image/permission'],
  [/No such file or directory/, 'missing', 'image/missing'],
  [
    /Image is not in .* format|header too short|invalid header|not a valid .* image|Unsupported qcow2 version/,
    'not-an-image',
    'image/not-an-image',
  ],
  [/Operation not supported|does not support/, 'unsupported', 'image/unsupported'],
];

/** Makes the error for a qemu-img that ended with another exit status than the command expects. */
export function exitError(command: string, exitCode: number | null, stderr: string): QemuImgError {
  const details = { exitCode, stderr };
  for (const [wording, code, sentence] of WORDINGS) {
    if (wording.test(stderr))
      return new QemuImgError(code, say(sentence, { said: wordsOf(command, stderr) }), details);
  }
  return new QemuImgError(
    'failed',
    asIs(wordsOf(command, stderr === '' ? `exit status ${exitCode}` : stderr)),
    details,
  );
}

const wordsOf = (command: string, text: string): string =>
  `qemu-img ${command}: ${text.trim().replaceAll(/^qemu-img: /gm, '')}`;
