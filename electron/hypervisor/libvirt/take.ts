import { setTimeout as delay } from 'node:timers/promises';
import { DomainSnapshotError } from '../../../shared/domainsnapshot.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import type { LibvirtClient } from '../../libvirt-rpc/client.ts';
import { ConnectionFailure } from '../../libvirt-rpc/connection-failure.ts';
import { LibvirtError } from '../../libvirt-rpc/errors.ts';
import { type Hypervisor, HypervisorError, type OperationContext, type TakeOptions } from '../hypervisor.ts';
import type { LibvirtMachine } from './libvirt-machine.ts';
import { refuseBlocked } from './operation-checks.ts';
import { inWords } from './problem.ts';
import { readableFindings } from './readable-files.ts';
import { type SnapshotRequest, snapshotRequest } from './snapshot-request.ts';
import { takeFindings } from './take-findings.ts';

/** How often libvirt is asked how far it is, in ms. */
const PROGRESS_MS = 500;

/** Takes a snapshot and reads it back; the findings are of what libvirt made. Throws HypervisorError. */
export async function take(
  machine: LibvirtMachine,
  options: TakeOptions,
  context: OperationContext,
): ReturnType<Hypervisor['takeSnapshot']> {
  const tried = say('take/tried', { name: options.name, machine: machine.name });
  return await inWords(tried, async () => {
    const situation = await machine.situation(machine.link.open);
    refuseBlocked(tried, takeFindings(situation, options));
    const request = requestOf(tried, () => snapshotRequest(situation, options));
    context.onStep(say('step/libvirt-take', { name: options.name, machine: machine.name }));
    await machine.holding(async (client) => {
      using _watch = options.external === null ? null : watchProgress(client, machine, context);
      await client.snapshots.create(machine.domain, request.xml, request.flags);
      if (situation.state === 'paused' && options.external !== null && options.memory)
        machine.savedWhilePaused();
    });
    const taken = (await machine.list()).find((each) => each.name === options.name);
    if (taken === undefined) {
      throw new HypervisorError(
        'failed',
        say('libvirt/not-listed', { name: options.name, machine: machine.name }),
      );
    }
    return {
      snapshot: taken,
      findings: await readableFindings(machine, situation.definition, situation.host),
    };
  });
}

function requestOf(tried: Sentence, make: () => SnapshotRequest): SnapshotRequest {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof DomainSnapshotError)) throw error;
    throw new HypervisorError('refused', say('libvirt/problem', { tried, why: error.message }), {
      cause: error,
    });
  }
}

/** Tells how much of the memory is in its file; saving into images tells nothing. */
function watchProgress(
  client: LibvirtClient,
  machine: LibvirtMachine,
  context: OperationContext,
): Disposable {
  const ending = new AbortController();
  const watch = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await delay(PROGRESS_MS, undefined, { signal: ending.signal });
      const job = await client.domains.jobInfo(machine.domain, { signal: ending.signal });
      if (job !== null && job.totalBytes > 0)
        context.onProgress({ doneBytes: job.processedBytes, totalBytes: job.totalBytes });
    }
  };
  watch().catch((error: unknown) => {
    // Progress is a courtesy: without it the operation goes on, and says itself how it ends.
    const isExpected =
      ending.signal.aborted || error instanceof LibvirtError || error instanceof ConnectionFailure;
    if (!isExpected) throw error;
  });
  return { [Symbol.dispose]: () => ending.abort() };
}
