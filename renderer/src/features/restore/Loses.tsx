import { useText } from '../../lib/text/use-text.tsx';
import styles from './Loses.module.css';

/** What would be gone afterwards: a calm list while it is kept as a snapshot, a warning when it is not. */
export function Loses(props: { readonly sentences: readonly string[]; readonly isKept: boolean }) {
  const { t } = useText();
  if (props.sentences.length === 0) return null;
  return (
    <section className={styles.loses} data-kept={props.isKept}>
      <h3 className={styles.title}>{t(props.isKept ? 'restore.kept' : 'restore.loses')}</h3>
      <ul>
        {props.sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}
