import { useText } from '../../lib/text/use-text.tsx';
import styles from './TakeDialog.module.css';
import type { TakePlanOf } from './use-take-plans.ts';

/** How much would be saved, for how long the machine would stand still, and how much room there is. */
export function TakeSummary(props: { readonly plans: readonly TakePlanOf[]; readonly isAsking: boolean }) {
  const { t, bytes, span } = useText();
  const memory = props.plans.reduce((sum, { plan }) => sum + (plan.memoryBytes ?? 0), 0);
  const estimates = props.plans.flatMap(({ plan }) => plan.estimateMs ?? []);
  const rooms = props.plans.flatMap(({ plan }) => plan.freeBytes ?? []);
  const facts: string[] = [];
  if (memory > 0) facts.push(t('take.willSave', { size: bytes(memory) }));
  if (estimates.length > 0 && Math.max(...estimates) >= 1_000) {
    facts.push(t('take.willStand', { duration: span(Math.max(...estimates)) }));
  }
  if (rooms.length < props.plans.length) facts.push(t('take.freeUnknown'));
  if (rooms.length > 0) facts.push(t('take.free', { size: bytes(Math.min(...rooms)) }));
  if (facts.length === 0) return null;
  return (
    <p className={styles.facts} data-asking={props.isAsking}>
      {facts.join(' · ')}
    </p>
  );
}
