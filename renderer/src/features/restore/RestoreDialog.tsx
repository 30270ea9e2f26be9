import { useRef, useState } from 'react';
import type { WantedState } from '../../../../shared/contract/contract.ts';
import { isAllowed } from '../../../../shared/model/finding.ts';
import type { Machine } from '../../../../shared/model/machine.ts';
import type { Snapshot } from '../../../../shared/model/snapshot.ts';
import { isBlocked } from '../../lib/is-blocked.ts';
import { useTimedText } from '../../lib/now.ts';
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
import { useMachine, useSession, useSnapshot } from '../../world/use-world.tsx';
import { FromTo } from './FromTo.tsx';
import { KeepCurrent } from './KeepCurrent.tsx';
import { Loses } from './Loses.tsx';

/** Goes back to a snapshot now, after showing what would happen and what would be lost. */
export function RestoreDialog({ overlay, onClose }: OverlayProps<'restore'>) {
  const snapshot = useSnapshot(overlay.snapshotId);
  const machine = useMachine(snapshot?.machineId ?? null);
  if (snapshot === undefined || machine === undefined) return null;
  return <Restore machine={machine} snapshot={snapshot} onClose={onClose} />;
}

interface RestoreProps {
  readonly machine: Machine;
  readonly snapshot: Snapshot;
  readonly onClose: () => void;
}

const STATES: readonly WantedState[] = ['as-snapshot', 'running', 'paused'];

function Restore({ machine, snapshot, onClose }: RestoreProps) {
  const { t, say, age, time } = useText();
  const { api } = useSession();
  const [state, setState] = useState<WantedState>('as-snapshot');
  const [keepsCurrent, setKeepsCurrent] = useState(true);
  const [force, setForce] = useState(false);
  const confirm = useRef<HTMLButtonElement>(null);
  const action = useAction();
  const { id, name } = snapshot;
  const { value: plan, problem } = useAnswer(
    `${id} ${state}`,
    (signal) => api['snapshot.planRestore']({ snapshotId: id, state }, signal),
    isBlocked,
  );
  const subtitle = useTimedText((now) =>
    t('restore.of', {
      machine: machine.name,
      time: time(snapshot.createdAt),
      age: age(snapshot.createdAt, now),
    }),
  );
  const canKeep = plan?.keepCurrent.available ?? true;
  const isKept = keepsCurrent && canKeep;
  const findings = plan?.findings ?? [];
  const isReady = plan !== null && isAllowed(plan.findings) && (plan.force === null || force);
  const restore = async () => {
    if (!isReady) return;
    const request = { snapshotId: id, state, keepCurrent: isKept, force };
    if (await action.run(() => api['snapshot.restore'](request))) onClose();
  };
  return (
    <Dialog
      title={t('restore.title', { name })}
      subtitle={subtitle}
      initialFocus={confirm}
      onClose={onClose}
      onSubmit={() => void restore()}
      footer={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button ref={confirm} look="primary" submit aria-disabled={!isReady || action.isBusy}>
            {t('restore.confirm', { name })}
          </Button>
        </>
      }
    >
      <FromTo machine={machine} snapshot={snapshot} plan={plan} />
      <Findings findings={findings.filter((each) => each.severity !== 'informs')} />
      <Loses sentences={plan?.loses ?? []} isKept={isKept} />
      <Findings findings={findings.filter((each) => each.severity === 'informs')} />
      <KeepCurrent plan={plan} checked={keepsCurrent} onChange={setKeepsCurrent} />
      <Choice
        label={t('restore.state')}
        value={state}
        options={STATES.map((value) => ({ value, label: t(`restore.state.${value}`) }))}
        onChange={setState}
      />
      {plan !== null && plan.force !== null && (
        <Checkbox label={t('restore.force')} hint={say(plan.force)} checked={force} onChange={setForce} />
      )}
      <ProblemBox problem={problem ?? action.problem} />
    </Dialog>
  );
}
