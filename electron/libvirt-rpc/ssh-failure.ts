import { ConnectionFailure, type ConnectionFailureCode } from './connection-failure.ts';

export interface SshEnd {
  readonly host: string;
  /** The command to try in a terminal, such as `ssh -p 2222 user@host`. */
  readonly command: string;
  /** What ssh and the programs at the far end wrote on standard error. */
  readonly stderr: string;
  readonly exitCode: number | null;
  /** Whether packets had come before the end. */
  readonly wasConnected: boolean;
}

interface Symptom {
  readonly pattern: RegExp;
  readonly code: ConnectionFailureCode;
  message(end: SshEnd): string;
  remedy(end: SshEnd): string;
}

/** What OpenSSH, virt-ssh-helper and netcat say; the first that fits counts, so the more telling stand first. */
const symptoms: readonly Symptom[] = [
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED|differs from the key for the IP address/,
    code: 'host-key-changed',
    message: ({ host }) =>
      `The host key of ${host} is not the one known so far: another computer may be answering in its place.`,
    remedy: ({ host }) =>
      `Ask who looks after ${host} whether its key was renewed. If so, remove the old one with “ssh-keygen -R ${host}” and connect again.`,
  },
  {
    pattern: /Host key verification failed|host key is known for|No matching host key fingerprint/,
    code: 'host-key-unknown',
    message: ({ host }) =>
      `${host} is not yet known to ssh, so nobody can say that it is the right computer.`,
    remedy: ({ command }) =>
      `Run “${command}” in a terminal once, compare the fingerprint that it shows, and accept it.`,
  },
  {
    pattern: /Could not resolve hostname|Name or service not known|nodename nor servname/,
    code: 'host-not-found',
    message: ({ host }) => `There is no computer with the name ${host}.`,
    remedy: () => 'Check the name for a typing error, and that this computer is in the right network or VPN.',
  },
  {
    pattern:
      /Permission denied \(|Too many authentication failures|Authentication failed|Permission denied, please try again/,
    code: 'authentication',
    message: ({ host }) => `${host} refused the log-in: no key or password was accepted.`,
    remedy: ({ command }) =>
      `Check that “${command}” works in a terminal without questions; load the key with “ssh-add”, or set SSH_ASKPASS to be asked for a password.`,
  },
  {
    pattern: /connect to host .*: (Connection timed out|Operation timed out)|Connection timed out/,
    code: 'timeout',
    message: ({ host }) => `${host} does not answer.`,
    remedy: () => 'Check that the computer is on and can be reached from here.',
  },
  {
    pattern: /connect to host .*: Connection refused/,
    code: 'refused',
    message: ({ host }) => `${host} takes no ssh connections there.`,
    remedy: () => 'Check the port, and that the ssh server runs on that computer.',
  },
  {
    pattern: /No route to host|Network is unreachable|Host is down/,
    code: 'unreachable',
    message: ({ host }) => `${host} cannot be reached from here.`,
    remedy: () => 'Check the network and the VPN.',
  },
  {
    pattern:
      /(Failed to connect socket|unix connect failed|nc(at)?: ).*(Permission denied|Operation not permitted)/,
    code: 'permission',
    message: ({ host }) => `The user on ${host} may not use libvirt there.`,
    remedy: () =>
      'Add that user to the group “libvirt” on that computer, or connect as another user (“qemu+ssh://other@host/system”).',
  },
  {
    // Start-up files of shells complain in the same words, so the programs must be named.
    pattern: /(virt-ssh-helper|nc|netcat|ncat): (command )?not found|not found: (virt-ssh-helper|nc)/,
    code: 'helper-missing',
    message: ({ host }) => `On ${host} there is neither libvirt’s ssh helper nor netcat.`,
    remedy: () =>
      'Install libvirt on that computer (its clients or daemon package has virt-ssh-helper), or netcat.',
  },
  {
    pattern:
      /Failed to connect socket|virt-ssh-helper: |cannot connect to|(^|[\n/])(nc|ncat|netcat)[\w.-]*: /i,
    code: 'daemon',
    message: ({ host, stderr }) => `libvirt on ${host} cannot be reached: ${lastLine(stderr)}.`,
    remedy: () => 'Start the libvirt daemon on that computer (for instance “systemctl start libvirtd”).',
  },
];

/** Why an ssh connection ended, in a sentence, with the way out. */
export function sshFailure(end: SshEnd): ConnectionFailure {
  const symptom = symptoms.find(({ pattern }) => pattern.test(end.stderr));
  if (symptom !== undefined && !(end.wasConnected && symptom.code === 'daemon')) {
    return new ConnectionFailure(symptom.code, symptom.message(end), symptom.remedy(end));
  }
  const said = lastLine(end.stderr);
  return new ConnectionFailure(
    'ended',
    `The ssh connection to ${end.host} ended${said === '' ? '' : `: ${said}`}.`,
    'The machines there go on by themselves. The connection is made again as soon as the computer can be reached.',
  );
}

/** Text on the far end's standard output before libvirt's first packet. */
export function strayOutput(end: Pick<SshEnd, 'host' | 'command'>, output: string): ConnectionFailure {
  return new ConnectionFailure(
    'stray-output',
    `The login on ${end.host} writes text where libvirt’s data is expected: “${output}”.`,
    `Look into the start-up files of the shell there (.bashrc, .profile): what they print must only be printed in a terminal. “${end.command} true” must print nothing.`,
  );
}

function lastLine(text: string): string {
  return text.trim().split(/\r?\n/).at(-1)?.trim().replace(/\.$/, '') ?? '';
}
