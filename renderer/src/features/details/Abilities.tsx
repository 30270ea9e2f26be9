import { Check, X } from 'lucide-react';
import type { Capabilities } from '../../../../shared/model/machine.ts';
import { reasonOf } from '../../../../shared/model/machine.ts';
import { type Text, useText } from '../../lib/text/use-text.tsx';
import styles from './Abilities.module.css';
import details from './DetailsPane.module.css';

const SHOWN = [
  'take',
  'memory',
  'diskOnly',
  'external',
  'quiesce',
  'restore',
  'activate',
  'delete',
  'screenshot',
] as const satisfies readonly (keyof Capabilities)[];

interface Ability {
  readonly names: readonly (typeof SHOWN)[number][];
  /** Why none of them can be done; null for one that can. */
  readonly reason: string | null;
}

/** What can be done, one by one, and what can't, together where the reason is the same. */
function byReason(capabilities: Capabilities, say: Text['say']): readonly Ability[] {
  const unable = new Map<string, (typeof SHOWN)[number][]>();
  const abilities: Ability[] = [];
  for (const name of SHOWN) {
    const can = capabilities[name];
    if (can.available) abilities.push({ names: [name], reason: null });
    else {
      const reason = say(reasonOf(can));
      const same = unable.get(reason);
      if (same === undefined) {
        const names = [name];
        unable.set(reason, names);
        abilities.push({ names, reason });
      } else same.push(name);
    }
  }
  return abilities;
}

/** What the machine can do with snapshots now, and why it can't do the rest. */
export function Abilities({ capabilities }: { readonly capabilities: Capabilities }) {
  const { t, say } = useText();
  return (
    <section className={details.part}>
      <h3 className={details.partTitle}>{t('details.abilities')}</h3>
      <ul className={styles.abilities}>
        {byReason(capabilities, say).map(({ names, reason }) => (
          <li key={names.join(' ')} className={styles.ability} data-can={reason === null}>
            {reason === null ? <Check aria-label={t('details.yes')} /> : <X aria-label={t('details.no')} />}
            <span>
              {names.map((name) => t(`ability.${name}`)).join(', ')}
              {reason !== null && <span className={styles.reason}>{reason}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
