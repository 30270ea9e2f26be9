import { SaidError } from '../../shared/sentences/said-error.ts';
import { say } from '../../shared/sentences/say.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';
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
export class QmpError extends SaidError {
  readonly code: QmpErrorCode;

  constructor(code: QmpErrorCode, said: Sentence, options?: ErrorOptions) {
    super(said, options);
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
    super('command', say('qmp/refused', { command, said: desc }));
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

  constructor(code: QmpErrorCode, command: string, sent: boolean, why: Sentence, cause?: unknown) {
    super(code, say(sent ? 'qmp/no-reply' : 'qmp/not-sent', { command, why }), { cause });
    this.name = 'QmpNoReplyError';
    this.command = command;
    this.sent = sent;
  }
}

/** Turns what `net` reports for a connection attempt into one of our errors. */
export function connectError(address: QmpAddress, cause: NodeJS.ErrnoException): QmpError {
  const where = { address: formatQmpAddress(address) };
  const fail = (code: QmpErrorCode, said: Sentence) => new QmpError(code, said, { cause });
  switch (cause.code ?? '') {
    case 'ENOENT':
      return fail('socket-missing', say('qmp/no-socket', where));
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fail('socket-missing', say('qmp/no-host', where));
    case 'ECONNREFUSED':
      return fail('refused', say('qmp/nothing-listens', where));
    case 'EACCES':
    case 'EPERM':
      return fail('permission', say('qmp/permission', where));
    // A Unix socket whose short queue of waiting clients is full.
    case 'EAGAIN':
      return busyError(address, cause);
    default:
      return fail('refused', say('qmp/not-connected', { ...where, said: cause.message }));
  }
}

/** A monitor serves one client: a second one is connected but never greeted. */
export function busyError(address: QmpAddress, cause?: Error): QmpError {
  return new QmpError('busy', say('qmp/busy', { address: formatQmpAddress(address) }), { cause });
}
