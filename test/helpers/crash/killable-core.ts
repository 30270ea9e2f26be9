import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { connect } from '../../../shared/contract/connect.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { Api } from '../../../shared/contract/definition.ts';
import { type Port, portInbox } from '../../../shared/contract/port.ts';
import { type WatchedWorld, watchWorld } from '../watched-world.ts';
import type { FromCore, ToCore } from './core-process.ts';

/** A core in a process of its own that can be killed at any step, with a client that watches its world. */
export interface KillableCore extends WatchedWorld {
  readonly api: Api<typeof contract>;
  /** What the core could not handle or write. */
  readonly errors: readonly unknown[];
  /** Makes the core end by SIGKILL at its `at`th step from now; resolves when it counts. */
  arm(at: number): Promise<void>;
  /** The steps since `arm`, in words. */
  steps(): Promise<readonly string[]>;
  kill(): void;
  /** Resolves when the process has ended. */
  readonly gone: Promise<void>;
}

/** Starts a core process over `home`. */
export async function startKillableCore(home: string): Promise<KillableCore> {
  const folder = import.meta.dirname;
  const child = fork(join(folder, 'core-process.ts'), [home], {
    execArgv: ['--disable-warning=ExperimentalWarning', '--import', join(folder, 'faults.ts')],
    // Each start would compile the same sources again.
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, '../../../.build/compile-cache') },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const errors: unknown[] = [];
  const inbox = portInbox();
  const ready = Promise.withResolvers<void>();
  let answered = Promise.withResolvers<readonly string[]>();
  const send = (message: ToCore): void => {
    if (child.connected) child.send(message, () => undefined);
  };
  child.on('message', (message: FromCore) => {
    if ('frame' in message) inbox.deliver(message.frame);
    else if ('ready' in message) ready.resolve();
    else if ('armed' in message) answered.resolve([]);
    else if ('steps' in message) answered.resolve(message.steps);
    else errors.push(message.error);
  });
  const ended = once(child, 'exit').then(() => {
    inbox.closed();
    ready.reject(new Error('The core ended before it was ready.'));
    answered.resolve([]);
  });
  const killWithTestProcess = () => child.kill('SIGKILL');
  process.once('exit', killWithTestProcess);
  void ended.then(() => process.off('exit', killWithTestProcess));
  await ready.promise;
  const port: Port = {
    send: (frame) => send({ frame }),
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close: () => child.kill('SIGKILL'),
  };
  const api = connect(contract, port);
  const ask = async (message: ToCore): Promise<readonly string[]> => {
    answered = Promise.withResolvers();
    send(message);
    return await answered.promise;
  };
  return {
    ...watchWorld(api, errors),
    api,
    errors,
    arm: async (at) => {
      await ask({ arm: at });
    },
    steps: () => ask({ steps: true }),
    kill: () => child.kill('SIGKILL'),
    gone: ended,
  };
}
