import type { Sentence } from '../../../../shared/sentences/sentence.ts';
import { useText } from '../../lib/text/use-text.tsx';
import styles from './Loses.module.css';

/** What would be gone afterwards: a calm list while it is kept as a snapshot, a warning when it is not. */
export function Loses(props: { readonly sentences: readonly Sentence[]; readonly isKept: boolean }) {
  const { t, say } = useText();
  if (props.sentences.length === 0) return null;
  return (
    <section className={styles.loses} data-kept={props.isKept}>
      <h3 className={styles.title}>{t(props.isKept ? 'restore.kept' : 'restore.loses')}</h3>
      <ul>
        {props.sentences.map((sentence) => (
          <li key={sentence.text}>{say(sentence)}</li>
        ))}
      </ul>
    </section>
  );
}
