import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { sshArguments } from '../../electron/libvirt-rpc/ssh-command.ts';
import { sshFailure } from '../../electron/libvirt-rpc/ssh-failure.ts';
import { parseConnectionUri } from '../../electron/libvirt-rpc/uri.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const execFileAsync = promisify(execFile);

type Prompt = 'never' | 'askpass' | 'terminal';

function argumentsOf(text: string, prompt: Prompt = 'never', readOnly = false): string[] {
  const uri = parseConnectionUri(text);
  return sshArguments(uri, uri.host ?? '', { prompt, readOnly });
}

/** What a shell makes of the remote command, when the programs in it only print their arguments. */
async function remoteWords(text: string, program: string, readOnly: boolean): Promise<string> {
  await using folder = await makeTemporaryFolder();
  await writeFile(folder.entry(program), '#!/bin/sh\nprintf "[%s]" "$(basename "$0")" "$@"\n', {
    mode: 0o700,
  });
  const env = { PATH: `${folder.path}:/usr/bin:/bin`, LC_ALL: 'C' };
  const { stdout } = await execFileAsync('sh', ['-c', argumentsOf(text, 'never', readOnly).at(-1) ?? ''], {
    env,
  });
  return stdout;
}

describe('the ssh command line', () => {
  it('has the host after “--”, checks host keys and asks nothing', () => {
    const args = argumentsOf('qemu+ssh://ann@rack-1:2222/system?keyfile=/home/ann/key%201');
    expect(args.slice(0, -1).join('|')).toBe(
      '-p|2222|-l|ann|-i|/home/ann/key 1|-T|-e|none' +
        '|-o|BatchMode=yes|-o|StrictHostKeyChecking=yes|-o|ConnectTimeout=20|--|rack-1',
    );
  });

  it('lets ssh ask where there is someone to answer, unless the URI forbids it', () => {
    expect(argumentsOf('qemu+ssh://h/system', 'askpass')).not.toContain('BatchMode=yes');
    expect(argumentsOf('qemu+ssh://h/system', 'terminal')).not.toContain('BatchMode=yes');
    expect(argumentsOf('qemu+ssh://h/system?no_tty=1', 'askpass')).toContain('BatchMode=yes');
  });

  it('takes unknown host keys only when the URI says so', () => {
    expect(argumentsOf('qemu+ssh://h/system?no_verify=1')).toContain('StrictHostKeyChecking=no');
    expect(argumentsOf('qemu+ssh://h/system?no_verify=0')).toContain('StrictHostKeyChecking=yes');
  });

  it.each([
    ['qemu+ssh://h/system', 'virt-ssh-helper', false, '[virt-ssh-helper][qemu:///system]'],
    ['qemu+ssh://h/session?proxy=native', 'virt-ssh-helper', true, '[virt-ssh-helper][-r][qemu:///session]'],
    [
      'qemu+ssh://h/x%27y%20%24%28touch%20z%29?proxy=native',
      'virt-ssh-helper',
      false,
      "[virt-ssh-helper][qemu:///x'y%20$(touch%20z)]",
    ],
    ['qemu+ssh://h/system?proxy=netcat', 'nc', false, '[nc][-U][/var/run/libvirt/libvirt-sock]'],
    ['qemu+ssh://h/system?proxy=netcat', 'nc', true, '[nc][-U][/var/run/libvirt/libvirt-sock-ro]'],
    ['qemu+ssh://h/system?socket=/a%20%22b%27%24c', 'nc', false, '[nc][-U][/a "b\'$c]'],
    [
      'qemu+ssh://h/system?proxy=netcat&netcat=ncat',
      'ncat',
      false,
      '[ncat][-U][/var/run/libvirt/libvirt-sock]',
    ],
  ])('runs at the far end for %s: %s', async (text, program, readOnly, words) => {
    expect(await remoteWords(text, program, readOnly)).toBe(words);
  });
});

describe('what ssh says at its end', () => {
  const end = {
    host: 'rack-1',
    knownAs: '[rack-1]:2222',
    command: 'ssh ann@rack-1',
    exitCode: 255,
    wasConnected: false,
  };

  it.each([
    ['ssh: Could not resolve hostname rack-1: Name or service not known', 'host-not-found'],
    ['ssh: connect to host rack-1 port 22: Connection refused', 'refused'],
    ['ssh: connect to host rack-1 port 22: Connection timed out', 'timeout'],
    ['ssh: connect to host rack-1 port 22: No route to host', 'unreachable'],
    [
      'No ED25519 host key is known for rack-1 and you have requested strict checking.\r\nHost key verification failed.',
      'host-key-unknown',
    ],
    [
      '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\nHost key verification failed.',
      'host-key-changed',
    ],
    ['ann@rack-1: Permission denied (publickey,password).', 'authentication'],
    ['Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures', 'authentication'],
    ['sh: 1: nc: not found', 'helper-missing'],
    ['bash: line 1: virt-ssh-helper: command not found', 'helper-missing'],
    [
      "virt-ssh-helper: Failed to connect socket to '/var/run/libvirt/libvirt-sock': Permission denied",
      'permission',
    ],
    ['nc: unix connect failed: Permission denied', 'permission'],
    [
      "virt-ssh-helper: Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory",
      'daemon',
    ],
    ['nc: unix connect failed: Connection refused', 'daemon'],
    ['.bashrc: line 3: pyenv: command not found', 'ended'],
    ['.profile: line 3: /opt/env: No such file or directory', 'ended'],
    ['client_loop: send disconnect: Broken pipe', 'ended'],
    ['', 'ended'],
  ])('“%s” is %s', (stderr, code) => {
    const failure = sshFailure({ ...end, stderr });
    expect(failure.code).toBe(code);
    expect(failure.message).toContain('rack-1');
    expect(failure.remedy.text.length).toBeGreaterThan(20);
  });

  it('names the command to try', () => {
    const failure = sshFailure({ ...end, stderr: 'Host key verification failed.' });
    expect(failure.remedy.text).toContain('“ssh ann@rack-1”');
  });
});
