import { browserShell } from '../../electron/shell/browser-shell.ts';
import { startLoopbackServer } from '../../electron/shell/loopback-server.ts';
import { serve } from '../../shared/contract/serve.ts';
import { faceContract } from '../../shared/contract/shell-contract.ts';
import type { SyntheticCore } from './synthetic-core.ts';

export interface SyntheticFace {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the built page over a stand-in core, by the real loopback server. Mistakes of handlers are thrown. */
export async function serveSyntheticFace(
  core: SyntheticCore,
  folders: { readonly page: string; readonly pictures: string },
): Promise<SyntheticFace> {
  return startLoopbackServer({
    page: folders.page,
    pictures: () => folders.pictures,
    port: 0,
    onPort(port, picturesPath) {
      serve(faceContract, { ...core.handlers, ...browserShell({ picturesPath, demo: false }) }, port, {
        onError: ({ method, cause }) => {
          throw new Error(`the stand-in core failed in ${method}`, { cause });
        },
      });
    },
  });
}
