import type { Machine } from '../../../../shared/model/machine.ts';
import { reasonOf } from '../../../../shared/model/machine.ts';
import type { TakePlan } from '../../../../shared/model/plan.ts';
import { deviceName } from '../../lib/device-name.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useMachine } from '../../world/use-world.tsx';
import styles from './TakeDialog.module.css';

/** The part of a take request that most people leave as it is. */
export interface TakeOptionValues {
  readonly memory: boolean;
  readonly drives: readonly string[] | null;
  readonly quiesce: boolean;
  readonly external: { readonly memoryFile: string | null } | null;
}

export const FIRST_OPTIONS: TakeOptionValues = { memory: true, drives: null, quiesce: false, external: null };

export interface TakeOptionsProps {
  readonly machineId: string;
  /** Drives are chosen for one machine only: they are named differently on each. */
  readonly isOne: boolean;
  readonly plan: TakePlan | null;
  readonly options: TakeOptionValues;
  readonly onChange: (options: TakeOptionValues) => void;
}

/** Memory, quiet file systems, files of its own, and which drives; what the machine can't do says why. */
export function TakeOptions(props: TakeOptionsProps) {
  const machine = useMachine(props.machineId);
  return machine === undefined ? null : <Options {...props} machine={machine} />;
}

function Options({
  machine,
  isOne,
  plan,
  options,
  onChange,
}: TakeOptionsProps & { readonly machine: Machine }) {
  const { t, say } = useText();
  const can = machine.capabilities;
  const change = (part: Partial<TakeOptionValues>) => onChange({ ...options, ...part });
  return (
    <>
      <Checkbox
        label={t('take.memory')}
        hint={can.memory.available ? t('take.memoryHint') : say(reasonOf(can.memory))}
        checked={options.memory && can.memory.available}
        disabled={!can.memory.available || (!can.diskOnly.available && options.memory)}
        onChange={(memory) => change({ memory, quiesce: memory ? false : options.quiesce })}
      />
      {!options.memory && (
        <Checkbox
          label={t('take.quiesce')}
          hint={can.quiesce.available ? undefined : say(reasonOf(can.quiesce))}
          checked={options.quiesce}
          disabled={!can.quiesce.available}
          onChange={(quiesce) => change({ quiesce })}
        />
      )}
      <Checkbox
        label={t('take.external')}
        hint={can.external.available ? undefined : say(reasonOf(can.external))}
        checked={options.external !== null}
        disabled={!can.external.available}
        onChange={(external) => change({ external: external ? { memoryFile: null } : null })}
      />
      {options.external !== null && options.memory && (
        <TextField
          label={t('take.memoryFile')}
          dir="ltr"
          placeholder={plan?.memoryFile ?? ''}
          value={options.external.memoryFile ?? ''}
          onChange={(event) =>
            change({ external: { memoryFile: event.target.value === '' ? null : event.target.value } })
          }
        />
      )}
      {isOne && can.chooseDrives.available && plan !== null && (
        <DriveChoice plan={plan} chosen={options.drives} onChange={(drives) => change({ drives })} />
      )}
    </>
  );
}

interface DriveChoiceProps {
  readonly plan: TakePlan;
  /** Null for every drive that can hold snapshots. */
  readonly chosen: readonly string[] | null;
  readonly onChange: (chosen: readonly string[] | null) => void;
}

function DriveChoice({ plan, chosen, onChange }: DriveChoiceProps) {
  const { t, say } = useText();
  const able = plan.drives.filter((drive) => drive.leftOut === null).map((drive) => drive.id);
  const now = chosen ?? able;
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t('take.drives')}</legend>
      {plan.drives.map((drive) => (
        <Checkbox
          key={drive.id}
          label={deviceName(drive.device ?? drive.id)}
          hint={drive.leftOut === null ? (drive.path ?? undefined) : say(drive.leftOut)}
          checked={drive.leftOut === null && now.includes(drive.id)}
          // One at least: a snapshot of nothing is none.
          disabled={drive.leftOut !== null || (now.length === 1 && now.includes(drive.id))}
          onChange={(isIn) => {
            const next = able.filter((id) => (id === drive.id ? isIn : now.includes(id)));
            onChange(next.length === able.length ? null : next);
          }}
        />
      ))}
    </fieldset>
  );
}
