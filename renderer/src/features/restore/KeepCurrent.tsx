import { reasonOf } from '../../../../shared/model/machine.ts';
import type { RestorePlan } from '../../../../shared/model/plan.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';

export interface KeepCurrentProps {
  readonly plan: RestorePlan | null;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** Whether the state that is replaced is kept as a snapshot first, under which name, or why it can't be. */
export function KeepCurrent({ plan, checked, onChange }: KeepCurrentProps) {
  const { t, say } = useText();
  const keep = plan?.keepCurrent ?? null;
  const removed = plan?.removesSafety ?? [];
  const hints =
    keep === null
      ? []
      : keep.available
        ? [
            t('restore.keepName', { name: keep.name }),
            removed.length > 0 && checked
              ? t('restore.removesSafety', { count: removed.length, names: removed.join(', ') })
              : '',
          ]
        : [t('restore.cantKeep', { reason: say(reasonOf(keep)) })];
  return (
    <Checkbox
      label={t('restore.keepCurrent')}
      hint={hints.filter((hint) => hint !== '').join(' ')}
      checked={checked && keep?.available !== false}
      disabled={keep?.available === false}
      onChange={onChange}
    />
  );
}
