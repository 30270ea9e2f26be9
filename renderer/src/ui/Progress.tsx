import styles from './Progress.module.css';

/** A bar for work that goes on; without a `value` (0 to 1) it says only that it does. */
export function Progress(props: {
  readonly label: string;
  readonly value: number | null;
  readonly text?: string;
}) {
  const { value } = props;
  return (
    <div
      className={styles.bar}
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value === null ? undefined : Math.round(value * 100)}
      aria-valuetext={props.text}
      data-unknown={value === null}
    >
      <div className={styles.done} style={value === null ? undefined : { inlineSize: `${value * 100}%` }} />
    </div>
  );
}
