import { Checkbox as Base } from '@base-ui/react/checkbox';
import { Check } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import styles from './Checkbox.module.css';

export interface CheckboxProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** A choice that is on or off, with its label and a hint. */
export function Checkbox(props: CheckboxProps) {
  const id = useId();
  return (
    <div className={styles.line} data-disabled={props.disabled}>
      <Base.Root
        id={id}
        className={styles.box}
        checked={props.checked}
        disabled={props.disabled ?? false}
        aria-labelledby={`${id}-label`}
        aria-describedby={props.hint === undefined ? undefined : `${id}-hint`}
        onCheckedChange={props.onChange}
      >
        <Base.Indicator className={styles.mark}>
          <Check strokeWidth={3.5} />
        </Base.Indicator>
      </Base.Root>
      <div className={styles.texts}>
        <label htmlFor={id} id={`${id}-label`}>
          {props.label}
        </label>
        {props.hint !== undefined && (
          <div id={`${id}-hint`} className={styles.hint}>
            {props.hint}
          </div>
        )}
      </div>
    </div>
  );
}
