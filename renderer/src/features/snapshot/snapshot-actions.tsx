import { Camera, Columns2, Eraser, Expand, Pin, PinOff, Play, RotateCcw, Trash2 } from 'lucide-react';
import { messageOf } from '../../../../shared/model/finding.ts';
import { type Machine, reasonOf } from '../../../../shared/model/machine.ts';
import type { Snapshot } from '../../../../shared/model/snapshot.ts';
import type { Text } from '../../lib/text/use-text.tsx';
import type { MenuEntry } from '../../ui/Menu.tsx';
import type { Overlay } from '../../view/overlay.ts';
import { report } from '../../view/report.ts';
import { formatShortcut } from '../../view/shortcut.ts';
import { HERE } from '../../view/view-state.ts';
import type { Session } from '../../world/session.ts';

/** What actions on snapshots need around them. */
export interface SnapshotActionContext {
  readonly text: Text;
  readonly session: Session;
  readonly open: (overlay: Overlay) => void;
}

/** Why a snapshot can't be restored now, in a sentence; null when it can. */
export function restoreProblem(machine: Machine, snapshot: Snapshot, { say }: Text): string | null {
  const blocking = snapshot.restorable.findings.find((each) => each.severity === 'blocks');
  if (blocking !== undefined) return say(messageOf(blocking));
  const { restore } = machine.capabilities;
  return restore.available ? null : say(reasonOf(restore));
}

/** Why a snapshot can't be activated now, in a sentence; null when it can. */
export function activateProblem(machine: Machine, snapshot: Snapshot, { say }: Text): string | null {
  const blocking = snapshot.restorable.findings.find((each) => each.severity === 'blocks');
  const { activate } = machine.capabilities;
  if (!activate.available) return say(reasonOf(activate));
  return blocking === undefined ? null : say(messageOf(blocking));
}

/** Why a snapshot has no picture. */
export function noPictureText({ pictureProblem }: Snapshot, { t, say }: Text): string {
  return pictureProblem === null ? t('picture.none') : say(pictureProblem);
}

/** What can be done with one snapshot, for a menu. */
export function snapshotMenu(
  machine: Machine,
  snapshot: Snapshot,
  { text, session, open }: SnapshotActionContext,
): readonly MenuEntry[] {
  const { t, say } = text;
  const { id } = snapshot;
  const remove = machine.capabilities.delete;
  return [
    {
      kind: 'action',
      label: t('snapshot.restore'),
      icon: <RotateCcw />,
      shortcut: formatShortcut({ key: 'Enter', mod: true }),
      unavailable: restoreProblem(machine, snapshot, text),
      onChoose: () => open({ kind: 'restore', snapshotId: id }),
    },
    {
      kind: 'action',
      label: t('snapshot.activate'),
      icon: <Play />,
      unavailable: activateProblem(machine, snapshot, text),
      onChoose: () => open({ kind: 'activate', snapshotId: id }),
    },
    { kind: 'line' },
    {
      kind: 'action',
      label: t('snapshot.view'),
      icon: <Expand />,
      shortcut: 'Enter',
      unavailable: snapshot.picture === null ? noPictureText(snapshot, text) : null,
      onChoose: () => open({ kind: 'viewer', machineId: machine.id, id }),
    },
    {
      kind: 'action',
      label: t('snapshot.compareNow'),
      icon: <Columns2 />,
      shortcut: formatShortcut({ key: 'd', mod: true }),
      onChoose: () => open({ kind: 'compare', machineId: machine.id, left: id, right: HERE }),
    },
    {
      kind: 'action',
      label: t('compare.with'),
      onChoose: () => open({ kind: 'compare', machineId: machine.id, left: id, right: HERE, choosing: true }),
    },
    {
      kind: 'action',
      label: t(snapshot.pinned ? 'snapshot.unpin' : 'snapshot.pin'),
      icon: snapshot.pinned ? <PinOff /> : <Pin />,
      onChoose: () =>
        void report(() => session.api['snapshot.describe']({ snapshotId: id, pinned: !snapshot.pinned })),
    },
    { kind: 'line' },
    snapshot.lost || isOutOfReach(snapshot)
      ? {
          kind: 'action',
          label: t('snapshot.forget'),
          icon: <Eraser />,
          onChoose: () => void report(() => session.api['snapshot.forget']({ snapshotId: id })),
        }
      : {
          kind: 'action',
          label: t('snapshot.delete'),
          icon: <Trash2 />,
          shortcut: 'Del',
          danger: true,
          unavailable: remove.available ? null : say(reasonOf(remove)),
          onChoose: () => open({ kind: 'delete', snapshotIds: [id] }),
        },
  ];
}

/** Whether none of the drives that it lives on is attached: nothing of it can be deleted then. */
function isOutOfReach({ drives }: Snapshot): boolean {
  return drives.length > 0 && drives.every(({ status }) => status === 'missing');
}

/** What can be done with the machine's present, for a menu. */
export function hereMenu(
  machine: Machine,
  { text: { t, say }, open }: SnapshotActionContext,
): readonly MenuEntry[] {
  const { take } = machine.capabilities;
  return [
    {
      kind: 'action',
      label: t('snapshot.take'),
      icon: <Camera />,
      unavailable: take.available ? null : say(reasonOf(take)),
      onChoose: () => open({ kind: 'take', machineIds: [machine.id] }),
    },
    {
      kind: 'action',
      label: t('snapshot.view'),
      icon: <Expand />,
      unavailable: machine.picture === null ? t('picture.none') : null,
      onChoose: () => open({ kind: 'viewer', machineId: machine.id, id: HERE }),
    },
  ];
}

/** What can be done with several snapshots, for a menu. */
export function selectionMenu(
  machine: Machine,
  selection: readonly string[],
  { text: { t, say }, open }: SnapshotActionContext,
): readonly MenuEntry[] {
  const [left, right] = selection;
  const snapshotIds = selection.filter((id) => id !== HERE);
  const remove = machine.capabilities.delete;
  const compare: MenuEntry[] =
    selection.length === 2 && left !== undefined && right !== undefined
      ? [
          {
            kind: 'action',
            label: t('snapshot.compare'),
            icon: <Columns2 />,
            onChoose: () => open({ kind: 'compare', machineId: machine.id, left, right }),
          },
        ]
      : [];
  if (snapshotIds.length === 0) return compare;
  return [
    ...compare,
    {
      kind: 'action',
      label: t('delete.titleMany', { count: snapshotIds.length }),
      icon: <Trash2 />,
      danger: true,
      unavailable: remove.available ? null : say(reasonOf(remove)),
      onChoose: () => open({ kind: 'delete', snapshotIds }),
    },
  ];
}
