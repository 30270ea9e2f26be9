import type { Machine, PowerAction } from '../../../../shared/model/machine.ts';
import { report } from '../../view/report.ts';
import { useOpenOverlay } from '../../view/use-view.tsx';
import { useSession } from '../../world/use-world.tsx';

/**
 * Starts, pauses, resumes and stops a machine. What the guest has no part in is asked first, and so is a start whose
 * command line was never looked at.
 */
export function usePower(machine: Machine): (action: PowerAction) => void {
  const { api } = useSession();
  const open = useOpenOverlay();
  return (action) => {
    if (action === 'powerOff' || action === 'reset') {
      open({ kind: 'cutOff', machineId: machine.id, action });
      return;
    }
    void report(async () => {
      if (action === 'start' && machine.source.kind !== 'libvirt' && !machine.demo) {
        const { confirmed } = await api['machine.commandLine']({ machineId: machine.id });
        if (!confirmed) {
          open({ kind: 'commandLine', machineId: machine.id });
          return;
        }
      }
      await api['machine.power']({ machineId: machine.id, action });
    });
  };
}
