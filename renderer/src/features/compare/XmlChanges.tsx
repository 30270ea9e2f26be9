import { useMemo } from 'react';
import { useText } from '../../lib/text/use-text.tsx';
import styles from './XmlChanges.module.css';
import { compareXml } from './xml-lines.ts';

/** How lines are set off where colour can't be seen. */
const SIGNS = { same: ' ', added: '+', removed: '−', skipped: ' ' } as const;

/** Two XML documents line by line, with what is the same left out but for a few lines around each change. */
export function XmlChanges({ before, after }: { readonly before: string; readonly after: string }) {
  const { t } = useText();
  const lines = useMemo(() => compareXml(before, after), [before, after]);
  if (lines === null) return <p className={styles.quiet}>{t('compare.tooDifferent')}</p>;
  if (lines.length === 0) return <p className={styles.quiet}>{t('compare.sameXml')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get there
    <section className={styles.box} tabIndex={0} aria-label={t('compare.xml')}>
      <table className={styles.lines}>
        <tbody>
          {lines.map((line) => (
            <tr
              key={`${line.before} ${line.after} ${line.text}`}
              className={styles.line}
              data-kind={line.kind}
            >
              <td className={styles.number}>{line.before}</td>
              <td className={styles.number}>{line.after}</td>
              <td className={styles.text}>
                <span className={styles.sign}>{SIGNS[line.kind]}</span>
                <code>{line.text}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
