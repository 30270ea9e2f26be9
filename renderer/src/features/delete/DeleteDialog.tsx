import { useRef, useState } from 'react';
import { isAllowed } from '../../../../shared/model/finding.ts';
import type { DeleteChildren } from '../../../../shared/model/plan.ts';
import { splitSnapshotId } from '../../../../shared/model/snapshot.ts';
import { isBlocked } from '../../lib/is-blocked.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { useAction } from '../../lib/use-action.ts';
import { useAnswer } from '../../lib/use-answer.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Findings } from '../../ui/Findings.tsx';
import { ProblemBox } from '../../ui/ProblemBox.tsx';
import type { OverlayProps } from '../../view/overlay.ts';
import { useMachine, useSession, useSnapshot, useWorld } from '../../world/use-world.tsx';
import type { World } from '../../world/world.ts';
import { DeletePlanView } from './DeletePlanView.tsx';

const CHILDREN: readonly DeleteChildren[] = ['keep', 'delete', 'only'];

/** Deletes one snapshot, what is below it, or several, after showing what goes, what moves and what is freed. */
export function DeleteDialog({ overlay, onClose }: OverlayProps<'delete'>) {
  const { t } = useText();
  const { api } = useSession();
  const { snapshotIds } = overlay;
  const [firstId = ''] = snapshotIds;
  const isOne = snapshotIds.length === 1;
  const snapshot = useSnapshot(firstId);
  const machine = useMachine(splitSnapshotId(firstId).machineId);
  const hasChildren = useWorld((world) => isOne && hasChild(world, firstId));
  const undoMs = useWorld((world) => world.settings?.undoMs ?? 0);
  const [children, setChildren] = useState<DeleteChildren>('keep');
  const [named, setNamed] = useState<readonly string[]>([]);
  const confirm = useRef<HTMLButtonElement>(null);
  const action = useAction();
  const what = { snapshotId: firstId, also: snapshotIds.slice(1), children };
  const {
    value: plan,
    isAsking,
    problem,
  } = useAnswer(
    `${children} ${snapshotIds.join(' ')}`,
    (signal) => api['snapshot.planDelete'](what, signal),
    isBlocked,
  );
  if (machine === undefined || (isOne && snapshot === undefined)) return null;
  const name = snapshot?.name ?? '';
  const goes = plan?.deletes.length ?? snapshotIds.length;
  const isReady =
    plan !== null &&
    !isAsking &&
    goes > 0 &&
    isAllowed(plan.findings) &&
    plan.pinned.every((each) => named.includes(each.snapshotId));
  const remove = async () => {
    if (!isReady) return;
    const shown = plan.deletes.map((each) => each.snapshotId);
    const done = await action.run(() => api['snapshot.delete']({ ...what, pinned: named, shown }));
    if (done) onClose();
  };
  const label =
    isOne && children === 'keep' ? t('delete.confirm', { name }) : t('delete.confirmMany', { count: goes });
  return (
    <Dialog
      title={isOne ? t('delete.title', { name }) : t('delete.titleMany', { count: snapshotIds.length })}
      subtitle={t('delete.of', { machine: machine.name })}
      initialFocus={confirm}
      onClose={onClose}
      onSubmit={() => void remove()}
      footer={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button ref={confirm} look="danger" submit aria-disabled={!isReady || action.isBusy}>
            {label}
          </Button>
        </>
      }
    >
      {hasChildren && (
        <Choice
          label={t('delete.what')}
          value={children}
          options={CHILDREN.map((each) => ({ value: each, label: t(`delete.${each}`) }))}
          onChange={setChildren}
        />
      )}
      {plan === null ? (
        <p>{problem === null && t('finding.checking')}</p>
      ) : (
        <DeletePlanView machineId={machine.id} plan={plan} only={isOne ? (snapshot ?? null) : null} />
      )}
      <Findings findings={plan?.findings ?? []} />
      {plan?.pinned.map((each) => (
        <Checkbox
          key={each.snapshotId}
          label={t('delete.pinned', { name: each.name })}
          checked={named.includes(each.snapshotId)}
          onChange={(isNamed) =>
            setNamed(isNamed ? [...named, each.snapshotId] : named.filter((id) => id !== each.snapshotId))
          }
        />
      ))}
      <ProblemBox problem={problem ?? action.problem} />
      {undoMs >= 1_000 && <p>{t('delete.undo', { seconds: Math.round(undoMs / 1_000) })}</p>}
    </Dialog>
  );
}

function hasChild(world: World, snapshotId: string): boolean {
  for (const each of world.snapshots.get(splitSnapshotId(snapshotId).machineId)?.values() ?? []) {
    if (each.parentId === snapshotId) return true;
  }
  return false;
}
