import { type Problem, sayProblem } from '../../shared/sentences/say.ts';
import { ConnectionFailure, type ConnectionFailureCode } from './connection-failure.ts';

export interface SshEnd {
  readonly host: string;
  /** What the host's key is kept under: `rack-1`, with a port `[rack-1]:2222` (sshd(8), known_hosts). */
  readonly knownAs: string;
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
  problem(end: SshEnd): Problem;
}

/** What OpenSSH, virt-ssh-helper and netcat say; the first that fits counts, so the more telling stand first. */
const symptoms: readonly Symptom[] = [
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED|differs from the key for the IP address/,
    code: 'host-key-changed',
    problem: ({ host, knownAs }) => sayProblem('ssh/host-key-changed', { host, knownAs }),
  },
  {
    pattern: /Host key verification failed|host key is known for|No matching host key fingerprint/,
    code: 'host-key-unknown',
    problem: ({ host, command }) => sayProblem('ssh/host-key-unknown', { host, command }),
  },
  {
    pattern: /Could not resolve hostname|Name or service not known|nodename nor servname/,
    code: 'host-not-found',
    problem: ({ host }) => sayProblem('ssh/host-not-found', { host }),
  },
  {
    pattern:
      /Permission denied \(|Too many authentication failures|Authentication failed|Permission denied, please try again/,
    code: 'authentication',
    problem: ({ host, command }) => sayProblem('ssh/authentication', { host, command }),
  },
  {
    pattern: /connect to host .*: (Connection timed out|Operation timed out)|Connection timed out/,
    code: 'timeout',
    problem: ({ host }) => sayProblem('ssh/timeout', { host }),
  },
  {
    pattern: /connect to host .*: Connection refused/,
    code: 'refused',
    problem: ({ host }) => sayProblem('ssh/refused', { host }),
  },
  {
    pattern: /No route to host|Network is unreachable|Host is down/,
    code: 'unreachable',
    problem: ({ host }) => sayProblem('ssh/unreachable', { host }),
  },
  {
    pattern:
      /(Failed to connect socket|unix connect failed|nc(at)?: ).*(Permission denied|Operation not permitted)/,
    code: 'permission',
    problem: ({ host }) => sayProblem('ssh/permission', { host }),
  },
  {
    // Start-up files of shells complain in the same words, so the programs must be named.
    pattern: /(virt-ssh-helper|nc|netcat|ncat): (command )?not found|not found: (virt-ssh-helper|nc)/,
    code: 'helper-missing',
    problem: ({ host }) => sayProblem('ssh/helper-missing', { host }),
  },
  {
    pattern:
      /Failed to connect socket|virt-ssh-helper: |cannot connect to|(^|[\n/])(nc|ncat|netcat)[\w.-]*: /i,
    code: 'daemon',
    problem: ({ host, stderr }) => sayProblem('ssh/daemon', { host, said: lastLine(stderr) }),
  },
];

/** Why an ssh connection ended, in a sentence, with the way out. */
export function sshFailure(end: SshEnd): ConnectionFailure {
  const symptom = symptoms.find(({ pattern }) => pattern.test(end.stderr));
  if (symptom !== undefined && !(end.wasConnected && symptom.code === 'daemon')) {
    return new ConnectionFailure(symptom.code, symptom.problem(end));
  }
  const said = lastLine(end.stderr);
  const { host } = end;
  return new ConnectionFailure(
    'ended',
    said === '' ? sayProblem('ssh/ended', { host }) : sayProblem('ssh/ended:said', { host, said }),
  );
}

/** Text on the far end's standard output before libvirt's first packet. */
export function strayOutput(end: Pick<SshEnd, 'host' | 'command'>, output: string): ConnectionFailure {
  const { host, command } = end;
  const problem = sayProblem('ssh/stray-output', { host, said: output, command });
  return new ConnectionFailure('stray-output', problem);
}

function lastLine(text: string): string {
  return text.trim().split(/\r?\n/).at(-1)?.trim().replace(/\.$/, '') ?? '';
}
