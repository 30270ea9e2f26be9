import { spawn } from 'node:child_process';
import { sayProblem } from '../../shared/sentences/say.ts';
import { ConnectionFailure } from './connection-failure.ts';
import type { Environment } from './daemon.ts';
import { messageOf } from './errors.ts';
import { type SshOptions, sshArguments } from './ssh-command.ts';
import { type SshEnd, sshFailure, strayOutput } from './ssh-failure.ts';
import type { Transport, TransportReceiver } from './transport.ts';
import type { ConnectionUri } from './uri.ts';

/** Characters of standard error that are kept; the last ones, because ssh says the reason last. */
const stderrMaximum = 65_536;
/** No packet length (at most 32 MiB) begins with a larger byte, and no text with a smaller one. */
const firstByteMaximum = 0x02;
const quotedMaximum = 80;

export interface SshTransportOptions extends SshOptions {
  readonly environment: Environment;
}

/**
 * Speaks with a daemon through the user's own ssh program, with its agent, configuration and jump hosts; `command=` in the URI names another.
 * It returns at once: whether the connection is made shows in the first answer, or in the failure that ends the transport.
 * Throws ConnectionFailure `uri` when the URI has no host.
 */
export function connectSsh(uri: ConnectionUri, options: SshTransportOptions): Transport {
  const { host } = uri;
  if (host === null) {
    throw new ConnectionFailure('uri', sayProblem('ssh/no-host', { uri: uri.text }));
  }
  const program = uri.parameters.get('command') ?? 'ssh';
  const child = spawn(program, sshArguments(uri, host, options), {
    stdio: 'pipe',
    windowsHide: true,
    env: sshEnvironment(options),
  });
  const knownAs = uri.port === null ? host : `[${host}]:${uri.port}`;
  const about = { host, knownAs, command: terminalCommand(uri, host) };
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-stderrMaximum);
  });
  let cannotStart: Error | null = null;
  child.once('error', (error) => {
    cannotStart = error;
  });
  // A broken pipe means that ssh is ending; its own last words say why, and come with its end.
  child.stdin.on('error', () => undefined);
  let failure: ConnectionFailure | null = null;
  let wasConnected = false;

  const receive = (receiver: TransportReceiver, chunk: Buffer) => {
    if (failure !== null) {
      return;
    }
    if (!wasConnected && (chunk[0] ?? 0) > firstByteMaximum) {
      failure = strayOutput(about, chunk.toString('utf8').split('\n')[0]?.slice(0, quotedMaximum) ?? '');
      child.kill();
      return;
    }
    wasConnected = true;
    receiver.data(chunk);
  };
  const reasonOfEnd = (exitCode: number | null): ConnectionFailure => {
    if (failure !== null) {
      return failure;
    }
    if (cannotStart !== null) {
      return programMissing(program, cannotStart);
    }
    const end: SshEnd = { ...about, stderr, exitCode, wasConnected };
    return sshFailure(end);
  };
  return {
    start(receiver) {
      child.stdout.on('data', (chunk: Buffer) => receive(receiver, chunk));
      child.once('close', (exitCode) => receiver.end(reasonOfEnd(exitCode)));
    },
    write: (bytes) => child.stdin.write(bytes),
    close: () => child.kill(),
  };
}

/** With a program to ask for passwords, ssh must use it although there may be a terminal. */
function sshEnvironment({ environment, prompt }: SshTransportOptions): NodeJS.ProcessEnv {
  return prompt === 'askpass' ? { ...environment, SSH_ASKPASS_REQUIRE: 'force' } : { ...environment };
}

function terminalCommand(uri: ConnectionUri, host: string): string {
  const port = uri.port === null ? '' : `-p ${uri.port} `;
  return `ssh ${port}${uri.user === null ? '' : `${uri.user}@`}${host}`;
}

const programMissing = (program: string, cause: Error) =>
  new ConnectionFailure('ssh-missing', sayProblem('ssh/no-program', { program, said: messageOf(cause) }), {
    cause,
  });
