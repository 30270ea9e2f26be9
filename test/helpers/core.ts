import { type Core, createCore } from '../../electron/core/core.ts';
import { connect } from '../../shared/contract/connect.ts';
import { contract } from '../../shared/contract/contract.ts';
import type { Api } from '../../shared/contract/definition.ts';
import { memoryPorts } from '../../shared/contract/memory-port.ts';
import { serve } from '../../shared/contract/serve.ts';
import { type WatchedWorld, watchWorld } from './watched-world.ts';

/** A core over a store, with a client that watches its world. */
export interface TestCore extends AsyncDisposable, Omit<WatchedWorld, 'stop'> {
  readonly core: Core;
  readonly api: Api<typeof contract>;
  /** What the core could not handle or write. */
  readonly errors: readonly unknown[];
  close(): Promise<void>;
}

/** Starts a core over `home`; the client speaks the contract over an in-memory port. */
export async function startCore(
  home: string,
  environment: NodeJS.ProcessEnv = { XDG_RUNTIME_DIR: undefined },
): Promise<TestCore> {
  const errors: unknown[] = [];
  const core = await createCore({
    home,
    environment,
    onError: (error) => errors.push(error),
  });
  const [server, client] = memoryPorts();
  const stopServing = serve(contract, core.handlers, server, {
    onError: (incident) => errors.push(incident),
  });
  const api = connect(contract, client);
  const watched = watchWorld(api, errors);
  const close = async () => {
    await watched.stop();
    stopServing();
    await core.close();
  };
  return { ...watched, core, api, errors, close, [Symbol.asyncDispose]: close };
}
