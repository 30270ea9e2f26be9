import type { PowerAction } from '../../../shared/model/machine.ts';
import type { OperationContext } from '../hypervisor.ts';
import type { LibvirtMachine } from './libvirt-machine.ts';
import { inWords } from './problem.ts';

const TRIED: Readonly<Record<PowerAction, string>> = {
  start: 'was not started',
  pause: 'was not paused',
  resume: 'was not resumed',
  shutdown: 'was not asked to shut down',
  powerOff: 'was not turned off',
  reset: 'was not reset',
};

/** Starts, stops, pauses. Throws HypervisorError. */
export async function power(
  machine: LibvirtMachine,
  action: PowerAction,
  context: OperationContext,
): Promise<void> {
  await inWords(`${machine.name} ${TRIED[action]}`, async () => {
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
          context.onStep(`${machine.name} was asked to shut down; the guest decides when.`);
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
}
