import { ConnectionFailure } from '../../libvirt-rpc/connection-failure.ts';
import { LibvirtError, type LibvirtErrorCode } from '../../libvirt-rpc/errors.ts';
import { HypervisorError, type HypervisorErrorCode } from '../hypervisor.ts';

/**
 * What went wrong in a sentence fit to show. `tried` begins it, such as `“base” of web-server was not restored`;
 * anything that is neither of libvirt nor of the connection is given back as it is, for it is a bug.
 */
export function problemOf(error: unknown, tried: string): unknown {
  if (error instanceof ConnectionFailure) {
    return new HypervisorError(
      'unreachable',
      `${tried}, as far as can be told: ${lowerFirst(error.message)} What was asked for may have been done all the same; the list shows it when the connection is back. ${error.remedy}`,
      { cause: error },
    );
  }
  if (!(error instanceof LibvirtError)) return error;
  const [code, why] = reasonOf(error);
  return new HypervisorError(code, `${tried}: ${why}`, { cause: error });
}

/** Carries out what talks to libvirt, and throws HypervisorError for what it throws. */
export async function inWords<T>(tried: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw problemOf(error, tried);
  }
}

type Reason = readonly [HypervisorErrorCode, string];

const REASONS: Partial<Readonly<Record<LibvirtErrorCode, (said: string) => Reason>>> = {
  'operation-timeout': () => [
    'busy',
    'another program has had libvirt at work on this machine for 30 seconds, with a snapshot perhaps. Nothing was changed; try again when that is done.',
  ],
  'snapshot-revert-risky': (said) => ['force-needed', `libvirt calls it risky: ${said}`],
  'no-domain': () => ['not-found', 'libvirt does not have this machine any more.'],
  'no-domain-snapshot': () => [
    'not-found',
    'libvirt does not have this snapshot any more; another program may have deleted it.',
  ],
  'operation-denied': denied,
  'access-denied': denied,
  'authentication-failed': denied,
  'authentication-cancelled': denied,
  'authentication-unavailable': denied,
  'agent-unresponsive': unanswered,
  'agent-unsynced': unanswered,
  'resource-busy': (said) => ['busy', `the machine is being worked on: ${said}`],
  'no-support': unsupported,
  'operation-unsupported': unsupported,
  'config-unsupported': unsupported,
  'argument-unsupported': unsupported,
  'operation-invalid': (said) => ['refused', `libvirt refuses it now: ${said}`],
};

function reasonOf({ code, message }: LibvirtError): Reason {
  const said = `${message.trim().replace(/\.$/, '')}.`;
  const known = REASONS[code];
  if (known !== undefined) return known(said);
  if (/no space left on device/i.test(message)) return ['no-space', `there is no room left: ${said}`];
  if (/failed to get "?write"? lock|shared "write" lock/i.test(message))
    return ['in-use', `an image is open in another program: ${said}`];
  return ['failed', `libvirt says: ${said}`];
}

function denied(said: string): Reason {
  return ['permission', `libvirt does not allow it: ${said}`];
}

function unanswered(said: string): Reason {
  return ['unsupported', `the guest agent does not answer: ${said}`];
}

function unsupported(said: string): Reason {
  return ['unsupported', `libvirt can’t do it: ${said}`];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
