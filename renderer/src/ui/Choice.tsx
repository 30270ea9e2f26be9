import { type ReactNode, useId } from 'react';
import styles from './Choice.module.css';

export interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly label: string; readonly icon?: ReactNode }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** Whether the label is only for screen readers. */
  readonly quiet?: boolean;
}

/** A choice of one of a few, all visible: radio buttons drawn as one bar. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset className={styles.choice}>
      <legend className={props.quiet === true ? styles.hidden : styles.legend}>{props.label}</legend>
      <div className={styles.bar}>
        {props.options.map((option) => (
          <label
            key={option.value}
            className={styles.option}
            title={option.icon === undefined ? undefined : option.label}
          >
            <input
              type="radio"
              className={styles.input}
              name={name}
              checked={option.value === props.value}
              onChange={() => props.onChange(option.value)}
            />
            {option.icon}
            <span className={styles.label}>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
