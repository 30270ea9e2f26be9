import { Plus, X } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { Snapshot } from '../../../../shared/model/snapshot.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { useFocusKept } from '../../lib/use-focus-kept.ts';
import { report } from '../../view/report.ts';
import { useSession } from '../../world/use-world.tsx';
import styles from './LabelEditor.module.css';

/** A snapshot's labels: each can be taken off, and one typed is put on by Enter. */
export function LabelEditor({ snapshot }: { readonly snapshot: Snapshot }) {
  const { t } = useText();
  const { api } = useSession();
  const [draft, setDraft] = useState('');
  const section = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const focus = useFocusKept(section, () => field.current);
  const { id, labels } = snapshot;
  const set = (next: readonly string[]) =>
    void report(() => api['snapshot.describe']({ snapshotId: id, labels: next }));
  const add = () => {
    const label = draft.trim().slice(0, 100);
    if (label !== '' && !labels.includes(label)) set([...labels, label]);
    setDraft('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = labels.at(-1);
    if (event.key === 'Enter' || event.key === ',') add();
    else if (event.key === 'Backspace' && draft === '' && last !== undefined) set(labels.slice(0, -1));
    else return;
    event.preventDefault();
  };
  return (
    <section ref={section} className={styles.labels} aria-label={t('details.labels')} {...focus}>
      {labels.map((label) => (
        <span key={label} className={styles.label}>
          <bdi className={styles.text}>{label}</bdi>
          <button
            type="button"
            className={styles.remove}
            aria-label={t('details.removeLabel', { label })}
            onClick={() => set(labels.filter((each) => each !== label))}
          >
            <X aria-hidden />
          </button>
        </span>
      ))}
      <span className={styles.add}>
        <Plus aria-hidden />
        <input
          ref={field}
          className={styles.field}
          aria-label={t('details.addLabel')}
          placeholder={t('details.addLabel')}
          value={draft}
          maxLength={100}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={add}
        />
      </span>
    </section>
  );
}
