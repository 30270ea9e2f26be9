import { connect } from '../../shared/contract/connect.ts';
import { contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/contract/errors.ts';
import { delegate, relay } from '../../shared/contract/relay.ts';
import { type Incident, serve } from '../../shared/contract/serve.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import type { Core } from '../core/core.ts';
import { type CoreClient, type CoreOwner, claimCoreSocket } from './socket-server.ts';

export interface SharedCore extends Core {
  /** Whether the core runs in this process. Changes to true when the process that ran it ends. */
  readonly isOwn: boolean;
  /** Ends it, or only lets go of it when it runs elsewhere. Harmless when repeated. */
  close(): Promise<void>;
}

export interface SharedCoreOptions {
  readonly version: string;
  readonly createCore: () => Promise<Core>;
  readonly onError: (incident: Incident) => void;
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Gives this process the user's one core: its own, which others then share, or that of the process that was first. When
 * that one ends, this process takes over: what waited fails with `disconnected`, and asking again works.
 * Throws `unavailable` when another core holds the place but can't be used.
 */
export async function openSharedCore(options: SharedCoreOptions): Promise<SharedCore> {
  let taking: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  let current = await claim();

  async function claim(): Promise<SharedCore> {
    const found = await claimCoreSocket(options.environment);
    return found.role === 'owner' ? ownCore(found, options) : coreElsewhere(found, options, takeOver);
  }
  async function close(): Promise<void> {
    await taking;
    await current.close();
  }
  function takeOver() {
    if (closing) return;
    taking = claim().then(
      (next) => {
        current = next;
      },
      (cause: unknown) => options.onError({ id: 'core', method: 'take over', cause }),
    );
  }

  return {
    handlers: delegate(contract, () => current.handlers),
    get picturesFolder() {
      return current.picturesFolder;
    },
    get isOwn() {
      return current.isOwn;
    },
    refresh: () => current.refresh(),
    wake: () => current.wake(),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

async function ownCore(
  owner: CoreOwner,
  { createCore, version, onError }: SharedCoreOptions,
): Promise<SharedCore> {
  try {
    const core = await createCore();
    await owner.listen({ snapgrove: version, picturesFolder: core.picturesFolder }, (port) => {
      serve(contract, core.handlers, port, { onError });
    });
    return {
      handlers: core.handlers,
      picturesFolder: core.picturesFolder,
      isOwn: true,
      refresh: () => core.refresh(),
      wake: () => core.wake(),
      async close() {
        await core.close();
        await owner.release();
      },
    };
  } catch (cause) {
    await owner.release();
    throw cause;
  }
}

function coreElsewhere(
  { port, greeting }: CoreClient,
  { version }: SharedCoreOptions,
  onGone: () => void,
): SharedCore {
  if (greeting.snapgrove !== version) {
    port.close();
    throw new AppError(
      'unavailable',
      asIs(
        `Snapgrove ${greeting.snapgrove} is running, and this is ${version}. Your machines are unharmed. Quit the other one and start this one again.`,
      ),
    );
  }
  const handlers = relay(contract, connect(contract, port));
  const refresh = () => {
    // Whatever this fails with, the page hears of the lost connection by its own requests.
    Promise.resolve(handlers['world.refresh']({}, { signal: new AbortController().signal })).catch(
      () => undefined,
    );
  };
  let wanted = true;
  port.onClose(() => {
    if (wanted) onGone();
  });
  return {
    handlers,
    picturesFolder: greeting.picturesFolder,
    isOwn: false,
    refresh,
    wake: refresh,
    async close() {
      wanted = false;
      port.close();
    },
  };
}
