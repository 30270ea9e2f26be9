import { randomUUID } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import { isMissing } from '../../files/durable-file.ts';
import { QmpCommandError } from '../../qmp/errors.ts';
import type { QmpSession } from '../../qmp/session.ts';
import { HypervisorError, type RawScreenshot } from '../hypervisor.ts';
import { isLoopback } from './processes.ts';

/**
 * Has QEMU write its screen into `folder`, as PPM (a few ms of its main loop, where PNG takes a hundred), or
 * as PNG when that is refused. Throws HypervisorError with the reason when there can be no picture.
 */
export async function screendump(
  session: QmpSession,
  folder: string,
  machine: string,
): Promise<RawScreenshot> {
  const { address } = session;
  if (address.type === 'tcp' && !isLoopback(address.host)) {
    throw new HypervisorError('unsupported', say('picture/elsewhere', { machine }));
  }
  const path = join(folder, `${randomUUID()}.screen`);
  const remove = async (): Promise<void> => await rm(path, { force: true });
  try {
    await dump(session, path);
    await stat(path);
  } catch (error) {
    await remove();
    if (error instanceof QmpCommandError)
      throw new HypervisorError('unsupported', refusal(machine, error), { cause: error });
    if (isMissing(error)) {
      throw new HypervisorError('unsupported', say('picture/unreachable', { machine }), { cause: error });
    }
    throw error;
  }
  return { path, [Symbol.asyncDispose]: remove };
}

async function dump(session: QmpSession, path: string): Promise<void> {
  try {
    await session.execute('screendump', { filename: path });
  } catch (error) {
    if (!(error instanceof QmpCommandError)) throw error;
    // Whatever PPM met, PNG (QEMU 7.1) may not; when it meets the same, that answer is the one to show.
    await session.execute('screendump', { filename: path, format: 'png' });
  }
}

function refusal(machine: string, error: QmpCommandError): Sentence {
  if (/no console/i.test(error.desc)) return say('picture/no-display-of', { machine });
  if (/failed to open file|permission/i.test(error.desc)) {
    return say('picture/other-user', { machine });
  }
  return say('picture/refused', { machine, said: error.desc });
}
