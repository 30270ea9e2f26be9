import { ConnectionFailure } from '../../libvirt-rpc/connection-failure.ts';
import { LibvirtError } from '../../libvirt-rpc/errors.ts';
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

function reasonOf(error: LibvirtError): readonly [HypervisorErrorCode, string] {
  const said = `${error.message.replace(/\.$/, '')}.`;
  switch (error.code) {
    case 'operation-timeout':
      return [
        'busy',
        'another program has had libvirt at work on this machine for 30 seconds, with a snapshot perhaps. Nothing was changed; try again when that is done.',
      ];
    case 'snapshot-revert-risky':
      return ['force-needed', `libvirt calls it risky: ${said}`];
    case 'no-domain':
      return ['not-found', 'libvirt does not have this machine any more.'];
    case 'no-domain-snapshot':
      return [
        'not-found',
        'libvirt does not have this snapshot any more; another program may have deleted it.',
      ];
    case 'operation-denied':
    case 'access-denied':
    case 'authentication-failed':
    case 'authentication-cancelled':
    case 'authentication-unavailable':
      return ['permission', `libvirt does not allow it: ${said}`];
    case 'agent-unresponsive':
    case 'agent-unsynced':
      return ['unsupported', `the guest agent does not answer: ${said}`];
    case 'resource-busy':
      return ['busy', `the machine is being worked on: ${said}`];
    case 'no-support':
    case 'operation-unsupported':
    case 'config-unsupported':
    case 'argument-unsupported':
      return ['unsupported', `libvirt can’t do it: ${said}`];
    case 'operation-invalid':
      return ['refused', `libvirt refuses it now: ${said}`];
    default:
      if (/no space left on device/i.test(error.message))
        return ['no-space', `there is no room left: ${said}`];
      if (/failed to get "?write"? lock|shared "write" lock/i.test(error.message))
        return ['in-use', `an image is open in another program: ${said}`];
      return ['failed', `libvirt says: ${said}`];
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
