import type { Finding } from '../../../shared/model/finding.ts';
import type { PowerAction } from '../../../shared/model/machine.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { OperationContext } from '../hypervisor.ts';
import { setGuestClock } from './guest-clock.ts';
import type { LibvirtMachine } from './libvirt-machine.ts';
import { inWords } from './problem.ts';

/** Starts, stops, pauses; returns what is worth telling. Throws HypervisorError. */
export async function power(
  machine: LibvirtMachine,
  action: PowerAction,
  context: OperationContext,
): Promise<readonly Finding[]> {
  const { activated } = machine;
  const loaded = action === 'start' && activated !== null ? machine.readings().get(activated) : undefined;
  await inWords(say(`tried/${action}`, { machine: machine.name }), async () => {
    await machine.holding(async ({ domains }) => {
      const { domain } = machine;
      switch (action) {
        case 'start':
          await domains.start(domain);
          return;
        case 'pause':
          await domains.suspend(domain);
          return;
        case 'resume':
          await (machine.reading.state === 'suspended' ? domains.wakeUp(domain) : domains.resume(domain));
          return;
        case 'shutdown':
          await domains.shutdown(domain);
          context.onStep(say('step/asked-to-shut-down', { machine: machine.name }));
          return;
        case 'powerOff':
          await domains.destroy(domain);
          return;
        case 'reset':
          await domains.reset(domain);
          return;
        default:
          action satisfies never;
      }
    });
  });
  if (loaded === undefined || machine.reading.state !== 'running') return [];
  return await setGuestClock(machine, loaded, context);
}
