import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { Finding, Severity } from '../../../shared/model/finding.ts';
import { messageOf, remedyOf } from '../../../shared/model/finding.ts';
import { useText } from '../lib/text/use-text.tsx';
import styles from './Findings.module.css';

const ORDER: readonly Severity[] = ['blocks', 'warns', 'informs'];
const ICONS = { blocks: CircleAlert, warns: TriangleAlert, informs: Info };

export interface FindingsProps {
  readonly findings: readonly Finding[];
  /** Whether they tell why something failed, to which what only informs adds nothing. */
  readonly areReasons?: boolean;
}

/** Findings in words, the gravest first, each with its way out. */
export function Findings({ findings, areReasons = false }: FindingsProps) {
  const { t, say } = useText();
  const shown = areReasons ? findings.filter((each) => each.severity !== 'informs') : findings;
  if (shown.length === 0) return null;
  const sorted = [...shown].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
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
