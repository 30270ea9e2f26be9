import { useRef, useState } from 'react';
import { isAllowed } from '../../../../shared/model/finding.ts';
import type { Machine } from '../../../../shared/model/machine.ts';
import type { Snapshot } from '../../../../shared/model/snapshot.ts';
import { isBlocked } from '../../lib/is-blocked.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { useAction } from '../../lib/use-action.ts';
import { useAnswer } from '../../lib/use-answer.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Findings } from '../../ui/Findings.tsx';
import { ProblemBox } from '../../ui/ProblemBox.tsx';
import type { OverlayProps } from '../../view/overlay.ts';
import { useMachine, useSession, useSnapshot } from '../../world/use-world.tsx';
import { FromTo } from '../restore/FromTo.tsx';
import { KeepCurrent } from '../restore/KeepCurrent.tsx';
import { Loses } from '../restore/Loses.tsx';

/** Makes a snapshot the state that a machine which is off begins with at its next start. */
export function ActivateDialog({ overlay, onClose }: OverlayProps<'activate'>) {
  const snapshot = useSnapshot(overlay.snapshotId);
  const machine = useMachine(snapshot?.machineId ?? null);
  if (snapshot === undefined || machine === undefined) return null;
  return <Activate machine={machine} snapshot={snapshot} onClose={onClose} />;
}

interface ActivateProps {
  readonly machine: Machine;
  readonly snapshot: Snapshot;
  readonly onClose: () => void;
}

function Activate({ machine, snapshot, onClose }: ActivateProps) {
  const { t } = useText();
  const { api } = useSession();
  const [keepsCurrent, setKeepsCurrent] = useState(true);
  const confirm = useRef<HTMLButtonElement>(null);
  const action = useAction();
  const { id, name } = snapshot;
  const { value: plan, problem } = useAnswer(
    id,
    (signal) => api['snapshot.planActivate']({ snapshotId: id }, signal),
    isBlocked,
  );
  const isKept = keepsCurrent && (plan?.keepCurrent.available ?? true);
  const isReady = plan !== null && isAllowed(plan.findings);
  const activate = async () => {
    if (!isReady) return;
    if (await action.run(() => api['snapshot.activate']({ snapshotId: id, keepCurrent: isKept }))) onClose();
  };
  return (
    <Dialog
      title={t('activate.title', { name })}
      subtitle={t('activate.text', { machine: machine.name })}
      initialFocus={confirm}
      onClose={onClose}
      onSubmit={() => void activate()}
      footer={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button ref={confirm} look="primary" submit aria-disabled={!isReady || action.isBusy}>
            {t('activate.confirm', { name })}
          </Button>
        </>
      }
    >
      <FromTo machine={machine} snapshot={snapshot} plan={plan} />
      <Findings findings={plan?.findings ?? []} />
      <Loses sentences={plan?.loses ?? []} isKept={isKept} />
      <KeepCurrent plan={plan} checked={keepsCurrent} onChange={setKeepsCurrent} />
      <ProblemBox problem={problem ?? action.problem} />
    </Dialog>
  );
}
