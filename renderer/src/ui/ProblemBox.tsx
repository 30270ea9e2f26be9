import { useText } from '../lib/text/use-text.tsx';
import type { Problem } from '../lib/use-action.ts';
import { Findings } from './Findings.tsx';
import styles from './ProblemBox.module.css';

/** Why something did not begin, read out at once. */
export function ProblemBox(props: { readonly problem: Problem | null }) {
  const { say } = useText();
  if (props.problem === null) return null;
  return (
    <div className={styles.box} role="alert">
      <p>{say(props.problem.said)}</p>
      <Findings findings={props.problem.findings} areReasons />
    </div>
  );
}
