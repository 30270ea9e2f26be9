import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { findingOf } from '../../../../shared/model/finding.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { useAction } from '../../lib/use-action.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Findings } from '../../ui/Findings.tsx';
import { ProblemBox } from '../../ui/ProblemBox.tsx';
import { TextArea, TextField } from '../../ui/TextField.tsx';
import type { OverlayProps } from '../../view/overlay.ts';
import { useSession, useWorld } from '../../world/use-world.tsx';
import { nameProblem } from './name-problem.ts';
import { OtherMachines } from './OtherMachines.tsx';
import styles from './TakeDialog.module.css';
import { FIRST_OPTIONS, TakeOptions } from './TakeOptions.tsx';
import { TakeSummary } from './TakeSummary.tsx';
import { useNameUses } from './use-name-uses.ts';
import { useTakePlans } from './use-take-plans.ts';

/** Takes a snapshot of a machine, or one of the same name of several. */
export function TakeDialog({ overlay, onClose }: OverlayProps<'take'>) {
  const text = useText();
  const { t } = text;
  const { api } = useSession();
  const [machineIds, setMachineIds] = useState(overlay.machineIds);
  const [name, setName] = useState<string | null>(null);
  const [description, setDescription] = useState('');
  const [options, setOptions] = useState(FIRST_OPTIONS);
  const [wasTried, setTried] = useState(false);
  const isEarly = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  const { plans, isAsking, problem } = useTakePlans(machineIds, options);
  const uses = useNameUses(machineIds);
  const action = useAction();
  const [firstId = ''] = machineIds;
  const machineName = useWorld((world) => world.machines.get(firstId)?.name ?? '');

  const first = plans[0]?.plan;
  const shownName = name ?? first?.defaultName ?? '';
  // Until the plan brings a name, only one that was typed can be wrong.
  const wrong = name === null && first === undefined ? null : nameProblem(shownName, uses, text);
  const isOne = machineIds.length === 1;
  const findings = plans.flatMap(({ machine, plan }) =>
    plan.findings.map((each) => (isOne ? each : findingOf(machine, each))),
  );
  const isBlocked = findings.some((each) => each.severity === 'blocks');

  const take = async () => {
    setTried(true);
    if (wrong !== null) {
      field.current?.focus();
      return;
    }
    isEarly.current = first === undefined;
    if (isBlocked || first === undefined) return;
    const request = { name: shownName, description, ...options };
    const done = await action.run(() =>
      Promise.all(machineIds.map((machineId) => api['snapshot.take']({ machineId, ...request }))),
    );
    if (done) onClose();
  };
  // Enter may come before the plan does. Then the plan is heeded first: what it warns of is to be read.
  const takeIfEarly = useEffectEvent(() => {
    if (isEarly.current && findings.every((each) => each.severity === 'informs')) void take();
  });
  const isPlanned = first !== undefined;
  useEffect(() => {
    if (isPlanned) takeIfEarly();
  }, [isPlanned]);
  // The name that comes with the plan is a proposal: what is typed next replaces it.
  useLayoutEffect(() => {
    if (isPlanned && name === null && document.activeElement === field.current) field.current?.select();
  }, [isPlanned, name]);
  return (
    <Dialog
      title={t('take.title')}
      subtitle={isOne ? t('take.of', { name: machineName }) : t('take.ofMany', { count: machineIds.length })}
      initialFocus={field}
      onClose={onClose}
      onSubmit={() => void take()}
      footer={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" submit disabled={action.isBusy || isBlocked}>
            {isOne ? t('take.confirm') : t('take.confirmMany', { count: machineIds.length })}
          </Button>
        </>
      }
    >
      <TextField
        ref={field}
        label={t('take.name')}
        value={shownName}
        problem={wasTried || name !== null ? wrong : null}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setName(event.target.value)}
      />
      <TextArea
        label={t('take.description')}
        note={t('optional')}
        rows={2}
        value={description}
        onChange={(event) => setDescription(event.target.value)}
      />
      {first !== undefined && <TakeSummary plans={plans} isAsking={isAsking} />}
      <Findings findings={findings} />
      <ProblemBox problem={problem ?? action.problem} />
      <details className={styles.more}>
        <summary className={styles.summary}>{t('take.advanced')}</summary>
        <div className={styles.options}>
          <TakeOptions
            machineId={firstId}
            isOne={isOne}
            plan={first ?? null}
            options={options}
            onChange={setOptions}
          />
          <OtherMachines chosen={machineIds} fixed={overlay.machineIds} onChange={setMachineIds} />
        </div>
      </details>
    </Dialog>
  );
}
