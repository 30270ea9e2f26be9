import { Pencil } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { Snapshot } from '../../../../shared/model/snapshot.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { useAction } from '../../lib/use-action.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { ProblemBox } from '../../ui/ProblemBox.tsx';
import { TextArea } from '../../ui/TextField.tsx';
import { useSession } from '../../world/use-world.tsx';
import styles from './DescriptionEditor.module.css';
import pane from './DetailsPane.module.css';

/** A snapshot's description, changed in place. Ctrl+Enter saves, Escape leaves it as it was. */
export function DescriptionEditor({ snapshot }: { readonly snapshot: Snapshot }) {
  const { t } = useText();
  const { api } = useSession();
  const [draft, setDraft] = useState<string | null>(null);
  const action = useAction();
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setDraft(null);
    action.clear();
    // The opener is drawn again first.
    requestAnimationFrame(() => opener.current?.focus());
  };
  const save = async () => {
    if (draft === null) return;
    const done = await action.run(() =>
      api['snapshot.describe']({ snapshotId: snapshot.id, description: draft }),
    );
    if (done) close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  if (draft !== null) {
    return (
      <section className={pane.part}>
        <TextArea
          label={t('details.description')}
          value={draft}
          rows={Math.min(12, Math.max(3, draft.split('\n').length + 1))}
          autoFocus
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <ProblemBox problem={action.problem} />
        <div className={styles.buttons}>
          <Button size="small" onClick={close}>
            {t('app.cancel')}
          </Button>
          <Button size="small" look="primary" disabled={action.isBusy} onClick={() => void save()}>
            {t('app.save')}
          </Button>
        </div>
      </section>
    );
  }
  const edit = () => setDraft(snapshot.description);
  if (snapshot.description === '') {
    return (
      <div>
        <Button ref={opener} size="small" look="quiet" icon={<Pencil aria-hidden />} onClick={edit}>
          {t('details.addDescription')}
        </Button>
      </div>
    );
  }
  return (
    <section className={styles.shown} aria-label={t('details.description')}>
      <p className={styles.text} dir="auto">
        {snapshot.description}
      </p>
      <IconButton
        ref={opener}
        size="small"
        label={t('details.editDescription')}
        icon={<Pencil />}
        onClick={edit}
      />
    </section>
  );
}
