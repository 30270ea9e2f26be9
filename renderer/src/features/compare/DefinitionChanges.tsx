import { useMemo, useState } from 'react';
import type { Machine } from '../../../../shared/model/machine.ts';
import type { Text } from '../../lib/text/use-text.tsx';
import { useText } from '../../lib/text/use-text.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { ProblemBox } from '../../ui/ProblemBox.tsx';
import styles from './DefinitionChanges.module.css';
import { compareDefinitions, type FactValue, type Part, type PartChange } from './definition.ts';
import { factName } from './fact-names.ts';
import type { Side } from './side.ts';
import { type Told, useDefinitions } from './use-definitions.ts';
import { XmlChanges } from './XmlChanges.tsx';

/** What changed in the machine's definition, as a list in words or as XML. */
export function DefinitionChanges(props: {
  readonly machine: Machine;
  readonly before: Side;
  readonly after: Side;
}) {
  const { t } = useText();
  const [form, setForm] = useState<'list' | 'xml'>('list');
  const { value, problem, isAsking } = useDefinitions(props.machine, props.before.id, props.after.id);
  return (
    <section className={styles.changes} aria-busy={isAsking}>
      <div className={styles.head}>
        <h3 className={styles.title}>{t('compare.definition')}</h3>
        <Choice
          label={t('compare.form')}
          quiet
          value={form}
          options={[
            { value: 'list', label: t('compare.list') },
            { value: 'xml', label: t('compare.xml') },
          ]}
          onChange={setForm}
        />
      </div>
      <ProblemBox problem={problem} />
      {value !== null && (form === 'list' ? <ChangeList told={value} /> : <Xml told={value} />)}
    </section>
  );
}

function ChangeList({ told: [before, after] }: { readonly told: readonly [Told, Told] }) {
  const { t } = useText();
  const changes = useMemo(
    () =>
      before.definition === null || after.definition === null
        ? null
        : compareDefinitions(before.definition, after.definition),
    [before, after],
  );
  if (changes === null) return <p className={styles.quiet}>{t('compare.unreadable')}</p>;
  if (changes.length === 0) return <p className={styles.quiet}>{t('compare.sameDefinition')}</p>;
  return (
    <ul className={styles.list}>
      {changes.map((change) => (
        <Change key={`${change.part.kind} ${change.part.name} ${change.change}`} change={change} />
      ))}
    </ul>
  );
}

function Change({ change }: { readonly change: PartChange }) {
  const text = useText();
  const { t } = text;
  const { part } = change;
  return (
    <li className={styles.change} data-change={change.change}>
      <span className={styles.sign}>
        {t(change.change === 'changed' ? 'compare.changed.sign' : `compare.${change.change}`)}
      </span>
      <div className={styles.what}>
        <strong>
          {t(`compare.part.${part.kind}`)} {part.name !== '' && <bdi>{part.name}</bdi>}
        </strong>
        {change.change === 'changed' ? (
          <dl className={styles.facts}>
            {change.facts.map(({ fact, before, after }) => (
              <div key={fact} className={styles.fact}>
                <dt>{factName(fact, t)}</dt>
                <dd>
                  <del>{valueText(before, text)}</del>
                  <span aria-hidden> → </span>
                  <ins>{valueText(after, text)}</ins>
                </dd>
              </div>
            ))}
          </dl>
        ) : (
          <div className={styles.quiet}>{summaryOf(part, text)}</div>
        )}
      </div>
    </li>
  );
}

function valueText(value: FactValue | null, { t, bytes }: Text): string {
  if (value === null) return t('compare.nothing');
  return typeof value === 'string' ? value : bytes(value.bytes);
}

/** The few facts that tell what a part is. */
function summaryOf(part: Part, text: Text): string {
  return [...part.facts.entries()]
    .filter(([fact]) => !fact.startsWith('driver ') || fact === 'driver type')
    .slice(0, 5)
    .map(([fact, value]) => `${factName(fact, text.t)}: ${valueText(value, text)}`)
    .join(' · ');
}

function Xml({ told: [before, after] }: { readonly told: readonly [Told, Told] }) {
  const { t } = useText();
  if (before.xml === null || after.xml === null) return <p className={styles.quiet}>{t('compare.noXml')}</p>;
  return <XmlChanges before={before.xml} after={after.xml} />;
}
