import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { Finding, Severity } from '../../../shared/model/finding.ts';
import { messageOf, remedyOf } from '../../../shared/model/finding.ts';
import { useText } from '../lib/text/use-text.tsx';
import styles from './Findings.module.css';

const ORDER: readonly Severity[] = ['blocks', 'warns', 'informs'];
const ICONS = { blocks: CircleAlert, warns: TriangleAlert, informs: Info };

/** Findings in words, the gravest first, each with its way out. */
export function Findings(props: { readonly findings: readonly Finding[] }) {
  const { t, say } = useText();
  if (props.findings.length === 0) return null;
  const sorted = [...props.findings].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  return (
    <ul className={styles.list}>
      {sorted.map((each) => {
        const Icon = ICONS[each.severity];
        const remedy = remedyOf(each);
        return (
          <li key={`${each.code} ${each.message}`} className={styles.finding} data-severity={each.severity}>
            <Icon className={styles.icon} aria-hidden />
            <div className={styles.text}>
              <span className={styles.severity}>{t(`finding.${each.severity}`)}: </span>
              {say(messageOf(each))}
              {remedy !== null && <div className={styles.remedy}>{say(remedy)}</div>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
