import { Ellipsis, RefreshCw, SquareTerminal, Trash2, Unplug } from 'lucide-react';
import type { Machine } from '../../../../shared/model/machine.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu, type MenuEntry } from '../../ui/Menu.tsx';
import { report } from '../../view/report.ts';
import { useOpenOverlay } from '../../view/use-view.tsx';
import { useSession } from '../../world/use-world.tsx';

/** What else can be done with a machine. */
export function MachineMenu({ machine }: { readonly machine: Machine }) {
  const { t } = useText();
  const { api } = useSession();
  const open = useOpenOverlay();
  const entries: MenuEntry[] = [
    {
      kind: 'action',
      label: t('machine.refresh'),
      icon: <RefreshCw />,
      shortcut: 'F5',
      onChoose: () => void report(() => api['world.refresh']({ machineId: machine.id })),
    },
    {
      kind: 'check',
      label: t('machine.screenshotsOn'),
      checked: machine.screenshots,
      onChange: (screenshots) =>
        void report(() => api['machine.setScreenshots']({ machineId: machine.id, screenshots })),
    },
  ];
  if (machine.source.kind !== 'libvirt' && !machine.demo) {
    entries.push({
      kind: 'action',
      label: t('machine.commandLine'),
      icon: <SquareTerminal />,
      onChoose: () => open({ kind: 'commandLine', machineId: machine.id }),
    });
  }
  entries.push({ kind: 'line' });
  if (machine.demo) {
    entries.push({
      kind: 'action',
      label: t('machine.stopDemo'),
      icon: <Unplug />,
      onChoose: () => void report(() => api['demo.stop']({})),
    });
  }
  const isLibvirts = machine.source.kind === 'libvirt';
  entries.push({
    kind: 'action',
    label: t(isLibvirts ? 'machine.removeConnection' : 'machine.remove'),
    icon: <Trash2 />,
    onChoose: () =>
      open(
        isLibvirts
          ? { kind: 'removeConnection', connectionId: machine.connectionId }
          : { kind: 'removeMachine', machineId: machine.id },
      ),
  });
  return (
    <Menu
      align="start"
      trigger={<IconButton label={t('machine.menu', { name: machine.name })} icon={<Ellipsis />} />}
      entries={entries}
    />
  );
}
