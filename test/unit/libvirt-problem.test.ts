import { describe, expect, it } from 'vitest';
import { inWords, problemOf } from '../../electron/hypervisor/libvirt/problem.ts';
import { ConnectionFailure } from '../../electron/libvirt-rpc/connection-failure.ts';
import { LibvirtError } from '../../electron/libvirt-rpc/errors.ts';
import { asIs } from '../../shared/sentences/sentence.ts';

const QEMU = 10;
const tried = asIs('“a” of web was not restored');

describe('what libvirt refuses, in words', () => {
  it.each([
    [
      68,
      'Timed out during operation: cannot acquire state change lock',
      'busy',
      /another program.*30 seconds.*Nothing was changed/,
    ],
    [
      77,
      'revert requires force: snapshot without memory state',
      'force-needed',
      /risky: revert requires force/,
    ],
    [42, 'Domain not found', 'not-found', /does not have this machine/],
    [72, 'no domain snapshot', 'not-found', /another program may have deleted it/],
    [29, 'read only access prevents virDomainX', 'permission', /does not allow it/],
    [88, 'access denied', 'permission', /does not allow it/],
    [86, 'agent is not connected', 'unsupported', /guest agent does not answer/],
    [87, 'busy', 'busy', /being worked on/],
    [84, 'not supported yet', 'unsupported', /can’t do it: not supported yet\./],
    [67, 'not supported yet', 'unsupported', /can’t do it/],
    [55, 'domain is not running', 'refused', /refuses it now: domain is not running\./],
    [9, 'write failed: No space left on device', 'no-space', /no room left/],
    [1, 'Failed to get "write" lock', 'in-use', /open in another program/],
    [1, 'something new.', 'failed', /libvirt says: something new\.$/],
    [12_345, 'of the future', 'failed', /libvirt says: of the future\.$/],
  ])('tells %i', (number, message, code, text) => {
    const problem = problemOf(new LibvirtError(number, QEMU, message), tried);
    expect(problem).toMatchObject({ name: 'HypervisorError', code, message: expect.stringMatching(text) });
    expect(problem).toMatchObject({ message: expect.stringMatching(new RegExp(`^${tried.text}: `)) });
  });

  it('says of a connection that ended that nobody knows', () => {
    const failure = new ConnectionFailure('ended', {
      message: asIs('The daemon closed the connection.'),
      remedy: asIs('Wait.'),
    });
    expect(problemOf(failure, tried)).toMatchObject({
      code: 'unreachable',
      message: `${tried.text}, as far as can be told: the daemon closed the connection. What was asked for may have been done all the same; the list shows it when the connection is back. Wait.`,
      cause: failure,
    });
  });

  it('leaves bugs alone', async () => {
    const bug = new TypeError('undefined is not a function');
    expect(problemOf(bug, tried)).toBe(bug);
    await expect(inWords(tried, async () => await Promise.reject(bug))).rejects.toBe(bug);
    await expect(inWords(tried, async () => 1)).resolves.toBe(1);
  });
});
