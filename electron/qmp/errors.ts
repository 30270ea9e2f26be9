import { formatQmpAddress, type QmpAddress } from './address.ts';

/** Every way in which talking QMP can fail. */
export type QmpErrorCode =
  | 'socket-missing'
  | 'refused'
  | 'permission'
  | 'busy'
  | 'not-qmp'
  | 'hmp'
  | 'too-large'
  | 'closed'
  | 'timeout'
  | 'unresponsive'
  | 'unexpected-reply'
  | 'command';

/** A failure of QMP with a closed code; its message is one plain sentence or two. */
export class QmpError extends Error {
  readonly code: QmpErrorCode;

  constructor(code: QmpErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'QmpError';
    this.code = code;
  }
}

/** QEMU's answer to a command that it refused; `errorClass` and `desc` are QEMU's own. */
export class QmpCommandError extends QmpError {
  readonly command: string;
  /** `GenericError`, `CommandNotFound`, `DeviceNotFound` and the like. */
  readonly errorClass: string;
  /** QEMU's text for people; QMP forbids to parse it. */
  readonly desc: string;

  constructor(command: string, errorClass: string, desc: string) {
    super('command', `QEMU refused ${command}: ${desc}`);
    this.name = 'QmpCommandError';
    this.command = command;
    this.errorClass = errorClass;
    this.desc = desc;
  }
}

/** A command got no reply: not in time (`timeout`), or because the connection ended (any other code). */
export class QmpNoReplyError extends QmpError {
  readonly command: string;
  /** False: QEMU never saw the command. True: it may have carried it out, or may still. */
  readonly sent: boolean;

  constructor(code: QmpErrorCode, command: string, sent: boolean, reason: string, cause?: unknown) {
    const state = sent ? 'QEMU may still carry it out' : 'it was not sent';
    super(code, `${command} got no reply, ${state}: ${reason}`, { cause });
    this.name = 'QmpNoReplyError';
    this.command = command;
    this.sent = sent;
  }
}

/** Turns what `net` reports for a connection attempt into one of our errors. */
export function connectError(address: QmpAddress, cause: NodeJS.ErrnoException): QmpError {
  const where = formatQmpAddress(address);
  const fail = (code: QmpErrorCode, message: string) => new QmpError(code, message, { cause });
  switch (cause.code ?? '') {
    case 'ENOENT':
      return fail('socket-missing', `There is no socket at ${where}.`);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fail('socket-missing', `The host of ${where} is not known.`);
    case 'ECONNREFUSED':
      return fail('refused', `Nothing listens at ${where}: the machine may be off.`);
    case 'EACCES':
    case 'EPERM':
      return fail('permission', `You may not use ${where}: its owner has to permit it.`);
    // A Unix socket whose short queue of waiting clients is full.
    case 'EAGAIN':
      return busyError(address, cause);
    default:
      return fail('refused', `No connection to ${where} could be made: ${cause.message}.`);
  }
}

/** A monitor serves one client: a second one is connected but never greeted. */
export function busyError(address: QmpAddress, cause?: Error): QmpError {
  return new QmpError(
    'busy',
    `Another program is connected to this monitor (${formatQmpAddress(address)}). A QMP monitor serves one program at a time.`,
    { cause },
  );
}
