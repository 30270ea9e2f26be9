import type { Handlers } from '../../shared/contract/definition.ts';
import { AppError } from '../../shared/contract/errors.ts';
import type { ShellContract } from '../../shared/contract/shell-contract.ts';
import { say } from '../../shared/sentences/say.ts';
import { version } from './version.ts';

/** Makes what the browser face offers its page besides the core: next to nothing, and `capabilities` says so. */
export function browserShell(options: {
  readonly picturesPath: string;
  readonly demo: boolean;
}): Handlers<ShellContract> {
  const notHere = () => {
    throw new AppError('unavailable', say('shell/only-desktop'));
  };
  return {
    'shell.describe': () => ({
      face: 'browser',
      version,
      ...options,
      capabilities: { menu: false, chooseFile: false, savePicture: false, notify: false },
    }),
    'shell.commands': async function* none() {
      // There is no menu here to choose from.
    },
    'shell.chooseFile': notHere,
    'shell.savePicture': notHere,
    'shell.notify': notHere,
  };
}
