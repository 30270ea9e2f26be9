import { reasonOf } from '../../../../shared/model/machine.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { useWorld } from '../../world/use-world.tsx';
import styles from './TakeDialog.module.css';

export interface OtherMachinesProps {
  readonly chosen: readonly string[];
  /** Those that the dialog was opened for; they stay. */
  readonly fixed: readonly string[];
  readonly onChange: (machineIds: readonly string[]) => void;
}

/** Further machines to take a snapshot of under the same name. */
export function OtherMachines({ chosen, fixed, onChange }: OtherMachinesProps) {
  const { t, say } = useText();
  const machines = useWorld((world) => world.machines);
  const others = [...machines.values()].filter((each) => !fixed.includes(each.id));
  if (others.length === 0) return null;
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t('take.otherMachines')}</legend>
      <div className={styles.choices}>
        {others.map(({ id, name, state, capabilities }) => (
          <Checkbox
            key={id}
            label={name}
            hint={
              capabilities.take.available ? t(`machine.state.${state}`) : say(reasonOf(capabilities.take))
            }
            checked={chosen.includes(id)}
            disabled={!capabilities.take.available}
            onChange={(isIn) => onChange(isIn ? [...chosen, id] : chosen.filter((each) => each !== id))}
          />
        ))}
      </div>
    </fieldset>
  );
}
