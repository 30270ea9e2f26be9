/** A core in a process of its own, for the parent to talk to over the channel and to kill. */
import { flushCompileCache } from 'node:module';
import { createCore } from '../../../electron/core/core.ts';
import { contract } from '../../../shared/contract/contract.ts';
import { type Port, portInbox } from '../../../shared/contract/port.ts';
import { serve } from '../../../shared/contract/serve.ts';
import { arm, stepsSoFar } from './faults.ts';

export type ToCore = { readonly frame: unknown } | { readonly arm: number } | { readonly steps: true };
export type FromCore =
  | { readonly frame: unknown }
  | { readonly ready: true }
  | { readonly armed: number }
  | { readonly steps: readonly string[] }
  | { readonly error: string };

const tell = (message: FromCore): void => {
  process.send?.(message);
};
const [, , home = ''] = process.argv;
const onError = (error: unknown): void => {
  tell({ error: error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error) });
};

const inbox = portInbox();
const port: Port = {
  send: (frame) => tell({ frame }),
  onMessage: inbox.onMessage,
  onClose: inbox.onClose,
  close: () => inbox.closed(),
};
process.on('message', (message: ToCore) => {
  if ('frame' in message) inbox.deliver(message.frame);
  else if ('arm' in message) {
    arm(message.arm);
    tell({ armed: message.arm });
  } else tell({ steps: stepsSoFar() });
});

const core = await createCore({ home, environment: { XDG_RUNTIME_DIR: undefined }, onError });
serve(contract, core.handlers, port, {
  onError: ({ method, cause }) => onError(new Error(`${method} failed`, { cause })),
});
// A process that is killed leaves nothing for the next one by itself.
flushCompileCache();
tell({ ready: true });
