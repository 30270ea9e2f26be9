import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import { ConnectionFailure } from '../../libvirt-rpc/connection-failure.ts';
import { LibvirtError, type LibvirtErrorCode } from '../../libvirt-rpc/errors.ts';
import { HypervisorError, type HypervisorErrorCode } from '../hypervisor.ts';

/**
 * What went wrong in a sentence fit to show. `tried` begins it, such as `“base” of web-server was not restored`;
 * anything that is neither of libvirt nor of the connection is given back as it is, for it is a bug.
 */
export function problemOf(error: unknown, tried: Sentence): unknown {
  if (error instanceof ConnectionFailure) {
    return new HypervisorError(
      'unreachable',
      say('libvirt/in-doubt', { tried, why: error.said, remedy: error.remedy }),
      { cause: error },
    );
  }
  if (!(error instanceof LibvirtError)) return error;
  const [code, why] = reasonOf(error);
  return new HypervisorError(code, say('libvirt/problem', { tried, why }), { cause: error });
}

/** Carries out what talks to libvirt, and throws HypervisorError for what it throws. */
export async function inWords<T>(tried: Sentence, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw problemOf(error, tried);
  }
}

type Reason = readonly [HypervisorErrorCode, Sentence];

const REASONS: Partial<Readonly<Record<LibvirtErrorCode, (said: string) => Reason>>> = {
  'operation-timeout': () => ['busy', say('libvirt/why-held')],
  'snapshot-revert-risky': (said) => ['force-needed', say('libvirt/why-risky', { said })],
  'no-domain': () => ['not-found', say('libvirt/why-no-machine')],
  'no-domain-snapshot': () => ['not-found', say('libvirt/why-no-snapshot')],
  'operation-denied': denied,
  'access-denied': denied,
  'authentication-failed': denied,
  'authentication-cancelled': denied,
  'authentication-unavailable': denied,
  'agent-unresponsive': unanswered,
  'agent-unsynced': unanswered,
  'resource-busy': (said) => ['busy', say('libvirt/why-busy', { said })],
  'no-support': unsupported,
  'operation-unsupported': unsupported,
  'config-unsupported': unsupported,
  'argument-unsupported': unsupported,
  'operation-invalid': (said) => ['refused', say('libvirt/why-invalid', { said })],
};

function reasonOf({ code, message }: LibvirtError): Reason {
  const said = `${message.trim().replace(/\.$/, '')}.`;
  const known = REASONS[code];
  if (known !== undefined) return known(said);
  if (/no space left on device/i.test(message)) return ['no-space', say('libvirt/why-no-room', { said })];
  if (/failed to get "?write"? lock|shared "write" lock/i.test(message))
    return ['in-use', say('libvirt/why-locked', { said })];
  return ['failed', say('libvirt/why', { said })];
}

function denied(said: string): Reason {
  return ['permission', say('libvirt/why-denied', { said })];
}

function unanswered(said: string): Reason {
  return ['unsupported', say('libvirt/why-agent', { said })];
}

function unsupported(said: string): Reason {
  return ['unsupported', say('libvirt/why-unsupported', { said })];
}
