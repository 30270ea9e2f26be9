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
export class QemuImgError extends Error {
  readonly code: QemuImgErrorCode;
  /** Null where qemu-img was not run to its end. */
  readonly exitCode: number | null;
  /** What qemu-img said, in English. */
  readonly stderr: string;

  constructor(code: QemuImgErrorCode, message: string, details: QemuImgErrorDetails = {}) {
    super(message, details);
    this.name = 'QemuImgError';
    this.code = code;
    this.exitCode = details.exitCode ?? null;
    this.stderr = details.stderr ?? '';
  }
}

/** qemu-img's wording under `LC_ALL=C` (block/file-posix.c, qemu-img.c, and the C library's error texts). */
const WORDINGS: readonly (readonly [RegExp, QemuImgErrorCode, string])[] = [
  [/Failed to (?:get|lock) (?:shared )?("[^"]*"|byte)/, 'in-use', 'Another program uses the image.'],
  [
    /snapshot not found|Failed to load snapshot: No such file/,
    'not-found',
    'The image has no such snapshot.',
  ],
  [/No space left on device|Disk quota exceeded/, 'no-space', 'The disk that the image is on is full.'],
  [
    /Permission denied|Operation not permitted|Read-only file system/,
    'permission',
    'You may not use the image.',
  ],
  [/No such file or directory/, 'missing', 'The image, or one that it builds on, is not there.'],
  [
    /Image is not in .* format|header too short|invalid header|not a valid .* image|Unsupported qcow2 version/,
    'not-an-image',
    'The file is not an image of that format, or it is damaged.',
  ],
  [/Operation not supported|does not support/, 'unsupported', 'Images of this format cannot do that.'],
];

/** Makes the error for a qemu-img that ended with another exit status than the command expects. */
export function exitError(command: string, exitCode: number | null, stderr: string): QemuImgError {
  const details = { exitCode, stderr };
  for (const [wording, code, sentence] of WORDINGS) {
    if (wording.test(stderr))
      return new QemuImgError(code, `${sentence} (${said(command, stderr)})`, details);
  }
  return new QemuImgError(
    'failed',
    said(command, stderr === '' ? `exit status ${exitCode}` : stderr),
    details,
  );
}

const said = (command: string, text: string): string =>
  `qemu-img ${command}: ${text.trim().replaceAll(/^qemu-img: /gm, '')}`;
