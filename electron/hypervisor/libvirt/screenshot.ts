import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { say } from '../../../shared/sentences/say.ts';
import { LibvirtError } from '../../libvirt-rpc/errors.ts';
import { HypervisorError, type RawScreenshot } from '../hypervisor.ts';
import type { LibvirtMachine } from './libvirt-machine.ts';
import { inWords } from './problem.ts';

/** The most that a picture may take, in bytes: 64 megapixels, three bytes each. */
const MAX_BYTES = 200_000_000;

/** Has libvirt send what is on a head (PNG, or PPM before libvirt 9.0) into a file in `folder`. Throws HypervisorError. */
export async function screenshot(
  machine: LibvirtMachine,
  folder: string,
  head: number,
): Promise<RawScreenshot> {
  const { client } = machine.link.open;
  if (machine.isHeld) {
    throw new HypervisorError('busy', say('libvirt/busy-picture', { machine: machine.name }));
  }
  const { data } = await inWords(say('tried/picture', { machine: machine.name }), async () => {
    try {
      return await client.domains.screenshot(machine.domain, head, { byteLimit: MAX_BYTES });
    } catch (error) {
      if (error instanceof LibvirtError && error.code === 'invalid-argument') {
        throw new HypervisorError(
          'unsupported',
          say('libvirt/no-head', { machine: machine.name, head: head + 1 }),
          {
            cause: error,
          },
        );
      }
      throw error;
    }
  });
  const path = join(folder, `${randomUUID()}.screen`);
  const remove = async (): Promise<void> => await rm(path, { force: true });
  try {
    await writeFile(path, data, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    await remove();
    throw error;
  }
  return { path, [Symbol.asyncDispose]: remove };
}
