import type { Machine } from '../../../shared/model/machine.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import type { Command, CommandContext } from '../view/command.ts';
import type { Overlay, OverlayOf } from '../view/overlay.ts';
import type { Shortcut } from '../view/shortcut.ts';
import { shownMachineId } from '../view/shown-machine.ts';
import {
  areDetailsShown,
  HERE,
  machineView,
  setMachineView,
  toggleDetails,
  type ViewMode,
} from '../view/view-state.ts';
import { snapshotOf } from '../world/use-world.tsx';
import { overlays } from './OverlayHost.tsx';
import { snapshotViews } from './snapshot-views.ts';

/** Every command of the window, in the order of the palette. */
export const commands: readonly Command[] = [
  {
    id: 'snapshot.take',
    title: ({ text }) => text.t('snapshot.take'),
    shortcut: { key: 't', mod: true },
    tabShortcut: { key: 's', mod: true },
    isAvailable: (context) => shownMachine(context)?.capabilities.take.available ?? false,
    run: (context) => {
      const machine = shownMachine(context);
      if (machine !== undefined)
        context.view.setState({ overlay: { kind: 'take', machineIds: [machine.id] } });
    },
  },
  {
    id: 'snapshot.restore',
    title: (context) => withName(context, 'restore.title'),
    shortcut: { key: 'Enter', mod: true },
    isAvailable: (context) => selectedSnapshot(context) !== undefined,
    run: (context) => {
      const snapshot = selectedSnapshot(context);
      if (snapshot !== undefined) {
        context.view.setState({ overlay: { kind: 'restore', snapshotId: snapshot.id } });
      }
    },
  },
  {
    id: 'snapshot.delete',
    title: (context) => withName(context, 'delete.title'),
    isAvailable: (context) => selectedSnapshots(context).length > 0,
    run: (context) => {
      const snapshotIds = selectedSnapshots(context).map((each) => each.id);
      if (snapshotIds.length > 0) context.view.setState({ overlay: { kind: 'delete', snapshotIds } });
    },
  },
  {
    id: 'snapshot.pin',
    title: (context) => context.text.t(selectedSnapshot(context)?.pinned ? 'snapshot.unpin' : 'snapshot.pin'),
    isAvailable: (context) => selectedSnapshot(context) !== undefined,
    run: (context) => {
      const snapshot = selectedSnapshot(context);
      if (snapshot === undefined) return;
      const { api } = context.session;
      // Shown by the snapshot itself, which stays as it is when this fails.
      void api['snapshot.describe']({ snapshotId: snapshot.id, pinned: !snapshot.pinned }).catch(
        () => undefined,
      );
    },
  },
  {
    id: 'snapshot.view',
    title: ({ text }) => text.t('snapshot.view'),
    isAvailable: (context) => selectedSnapshot(context)?.picture != null,
    run: (context) => {
      const snapshot = selectedSnapshot(context);
      if (snapshot === undefined) return;
      const { machineId, id } = snapshot;
      context.view.setState({ overlay: { kind: 'viewer', machineId, id } });
    },
  },
  {
    id: 'snapshot.compare',
    title: (context) =>
      context.text.t(comparable(context)?.right === HERE ? 'snapshot.compareNow' : 'snapshot.compare'),
    shortcut: { key: 'd', mod: true },
    isAvailable: (context) => comparable(context) !== null,
    run: (context) => {
      const overlay = comparable(context);
      if (overlay !== null) context.view.setState({ overlay });
    },
  },
  ...snapshotViews.map(({ mode }, index) => viewCommand(mode, index)),
  overlayCommand('search', 'search.title', { kind: 'search', text: '' }, { key: 'f', mod: true }),
  overlayCommand('palette', 'palette.title', { kind: 'palette' }, { key: 'k', mod: true }),
  {
    id: 'machine.add',
    title: ({ text }) => text.t('add.title'),
    shortcut: { key: 'n', mod: true },
    tabShortcut: { key: 'o', mod: true },
    isAvailable: () => true,
    run: ({ view }) => view.setState({ overlay: { kind: 'addMachine' } }),
  },
  {
    id: 'world.refresh',
    title: ({ text }) => text.t('machine.refresh'),
    shortcut: { key: 'F5' },
    isAvailable: (context) => shownMachine(context) !== undefined,
    run: (context) => {
      const machine = shownMachine(context);
      if (machine === undefined) return;
      const { api } = context.session;
      // A failure shows in the machine's link.
      void api['world.refresh']({ machineId: machine.id }).catch(() => undefined);
    },
  },
  {
    id: 'jobs.show',
    title: ({ text }) => text.t('jobs.show'),
    shortcut: { key: 'j', mod: true },
    isAvailable: () => overlays.jobs !== undefined,
    run: ({ view }) => view.setState({ overlay: { kind: 'jobs' } }),
  },
  {
    id: 'details.toggle',
    title: ({ text, view }) =>
      text.t(areDetailsShown(view.getState()) ? 'app.hideDetails' : 'app.showDetails'),
    shortcut: { key: 'i', mod: true },
    isAvailable: () => true,
    run: ({ view }) => toggleDetails(view),
  },
  overlayCommand('settings', 'settings.open', { kind: 'settings' }, { key: ',', mod: true }),
  overlayCommand('help.shortcuts', 'shortcuts.title', { kind: 'shortcuts' }, { key: '?' }),
  overlayCommand('help.about', 'settings.aboutOpen', { kind: 'settings' }),
];

/** Runs a command by its id when it is available now. */
export function runCommand(id: string, context: CommandContext): void {
  const command = commands.find((each) => each.id === id);
  if (command?.isAvailable(context) === true) command.run(context);
}

function overlayCommand(
  id: string,
  title: 'search.title' | 'palette.title' | 'settings.open' | 'shortcuts.title' | 'settings.aboutOpen',
  overlay: Overlay,
  shortcut?: Shortcut,
): Command {
  return {
    id,
    title: ({ text }) => text.t(title),
    ...(shortcut === undefined ? {} : { shortcut }),
    isAvailable: () => overlays[overlay.kind] !== undefined,
    run: ({ view }) => view.setState({ overlay }),
  };
}

/** The two selected, or the selected one and now. */
function comparable(context: CommandContext): OverlayOf<'compare'> | null {
  const machine = shownMachine(context);
  if (machine === undefined) return null;
  const { selection } = machineView(context.view.getState(), machine.id);
  const [left, right = HERE] = selection;
  if (left === undefined || left === right || selection.length > 2) return null;
  return { kind: 'compare', machineId: machine.id, left, right };
}

function viewCommand(mode: ViewMode, index: number): Command {
  return {
    id: `view.${mode}`,
    title: ({ text }) => text.t(`view.${mode}`),
    shortcut: { key: String(index + 1), mod: true },
    isAvailable: (context) => shownMachine(context) !== undefined,
    run: (context) => {
      const machine = shownMachine(context);
      if (machine !== undefined) setMachineView(context.view, machine.id, { mode });
    },
  };
}

function shownMachine({ session, view }: CommandContext): Machine | undefined {
  const world = session.world.getState();
  return world.machines.get(shownMachineId(world, view.getState()) ?? '');
}

function selectedSnapshots(context: CommandContext): readonly Snapshot[] {
  const machine = shownMachine(context);
  if (machine === undefined) return [];
  const world = context.session.world.getState();
  return machineView(context.view.getState(), machine.id)
    .selection.filter((id) => id !== HERE)
    .flatMap((id) => snapshotOf(world, id) ?? []);
}

function selectedSnapshot(context: CommandContext): Snapshot | undefined {
  const selected = selectedSnapshots(context);
  return selected.length === 1 ? selected[0] : undefined;
}

function withName(context: CommandContext, key: 'restore.title' | 'delete.title'): string {
  const selected = selectedSnapshots(context);
  if (selected.length === 0) {
    return context.text.t(key === 'restore.title' ? 'snapshot.restore' : 'snapshot.delete');
  }
  if (key === 'delete.title' && selected.length > 1) {
    return context.text.t('delete.titleMany', { count: selected.length });
  }
  return context.text.t(key, { name: selected[0]?.name ?? '' });
}
