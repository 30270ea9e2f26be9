export type DemoErrorCode =
  | 'qemu-missing'
  | 'no-space'
  | 'folder'
  | 'qemu-failed'
  | 'unreachable'
  | 'not-stopped';

/** Why the demo machine could not be started or stopped; the message is plain sentences, fit to show. */
export class DemoError extends Error {
  readonly code: DemoErrorCode;

  constructor(code: DemoErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DemoError';
    this.code = code;
  }
}
