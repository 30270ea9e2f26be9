import { type ComponentPropsWithRef, type ReactNode, useId } from 'react';
import styles from './TextField.module.css';

interface FieldProps {
  readonly label: string;
  /** Said beside the label, such as "optional". */
  readonly note?: string;
  readonly hint?: ReactNode;
  /** What is wrong with the value, or null. */
  readonly problem?: string | null;
}

export type TextFieldProps = FieldProps & Omit<ComponentPropsWithRef<'input'>, 'className' | 'id'>;

/** One line of text with its label, hint and problem. */
export function TextField({ label, note, hint, problem = null, ...rest }: TextFieldProps) {
  const ids = useFieldIds(hint, problem);
  return (
    <div className={styles.field}>
      <FieldLabel id={ids.input} label={label} note={note} />
      <input
        dir="auto"
        autoComplete="off"
        spellCheck={false}
        {...rest}
        id={ids.input}
        className={styles.input}
        aria-invalid={problem !== null}
        aria-describedby={ids.describedBy}
      />
      <FieldHints ids={ids} hint={hint} problem={problem} />
    </div>
  );
}

export type TextAreaProps = FieldProps & Omit<ComponentPropsWithRef<'textarea'>, 'className' | 'id'>;

/** Several lines of text with their label, hint and problem. */
export function TextArea({ label, note, hint, problem = null, ...rest }: TextAreaProps) {
  const ids = useFieldIds(hint, problem);
  return (
    <div className={styles.field}>
      <FieldLabel id={ids.input} label={label} note={note} />
      <textarea
        dir="auto"
        rows={3}
        {...rest}
        id={ids.input}
        className={styles.input}
        aria-invalid={problem !== null}
        aria-describedby={ids.describedBy}
      />
      <FieldHints ids={ids} hint={hint} problem={problem} />
    </div>
  );
}

interface FieldIds {
  readonly input: string;
  readonly hint: string;
  readonly problem: string;
  readonly describedBy: string | undefined;
}

function useFieldIds(hint: ReactNode, problem: string | null): FieldIds {
  const input = useId();
  const ids = { input, hint: `${input}-hint`, problem: `${input}-problem` };
  const described = [hint !== undefined && ids.hint, problem !== null && ids.problem].filter(
    (id) => id !== false,
  );
  return { ...ids, describedBy: described.length > 0 ? described.join(' ') : undefined };
}

function FieldLabel(props: {
  readonly id: string;
  readonly label: string;
  readonly note: string | undefined;
}) {
  return (
    <div className={styles.label}>
      <label htmlFor={props.id}>{props.label}</label>
      {props.note !== undefined && <span className={styles.note}>{props.note}</span>}
    </div>
  );
}

function FieldHints(props: {
  readonly ids: FieldIds;
  readonly hint: ReactNode;
  readonly problem: string | null;
}) {
  return (
    <>
      {props.hint !== undefined && (
        <div id={props.ids.hint} className={styles.hint}>
          {props.hint}
        </div>
      )}
      {props.problem !== null && (
        <div id={props.ids.problem} className={styles.problem} role="alert">
          {props.problem}
        </div>
      )}
    </>
  );
}
