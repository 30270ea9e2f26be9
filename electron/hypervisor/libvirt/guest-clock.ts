import { type Finding, finding } from '../../../shared/model/finding.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import type { LibvirtClient } from '../../libvirt-rpc/client.ts';
import { ConnectionFailure } from '../../libvirt-rpc/connection-failure.ts';
import { LibvirtError } from '../../libvirt-rpc/errors.ts';
import type { LibvirtMachine } from './libvirt-machine.ts';

/** How long the agent may take, in seconds. */
const AGENT_SECONDS = 5;

/**
 * Sets the guest's clock, which stands where it stood at the snapshot, through its agent. A guest without an agent
 * is left as it is; that it could not be set is a finding, for the restore itself is done.
 */
export async function setGuestClock(machine: LibvirtMachine): Promise<readonly Finding[]> {
  if (machine.reading.definition.agent === 'none') return [notSet(machine.name, say('clock/no-agent'))];
  try {
    const client = await machine.link.forJobs();
    await sendTime(client, machine);
    return [];
  } catch (error) {
    if (!(error instanceof LibvirtError) && !(error instanceof ConnectionFailure)) throw error;
    return [notSet(machine.name, say('clock/agent-failed', { said: error.message.replace(/\.$/, '') }))];
  }
}

async function sendTime(client: LibvirtClient, machine: LibvirtMachine): Promise<void> {
  // guest-set-time counts nanoseconds, more than a JavaScript number holds exactly.
  const command = `{"execute":"guest-set-time","arguments":{"time":${Date.now()}000000}}`;
  await client.domains.agentCommand(machine.domain, command, AGENT_SECONDS);
}

function notSet(machine: string, why: Sentence): Finding {
  return finding('informs', 'clock-not-set', { machine, why });
}
