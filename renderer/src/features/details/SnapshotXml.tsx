import { useState } from 'react';
import { useText } from '../../lib/text/use-text.tsx';
import { useAnswer } from '../../lib/use-answer.ts';
import { Choice } from '../../ui/Choice.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { ProblemBox } from '../../ui/ProblemBox.tsx';
import { useSession } from '../../world/use-world.tsx';
import styles from './SnapshotXml.module.css';

/** The snapshot's document, asked for when it is opened, in Snapgrove's or in libvirt's form. */
export function SnapshotXml(props: { readonly snapshotId: string }) {
  const { t } = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={styles.details} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>{t('details.xml')}</summary>
      {isOpen && <Document snapshotId={props.snapshotId} />}
    </details>
  );
}

function Document({ snapshotId }: { readonly snapshotId: string }) {
  const { t } = useText();
  const { api } = useSession();
  const [form, setForm] = useState<'seed' | 'libvirt'>('seed');
  const { value, problem } = useAnswer(`${snapshotId} ${form}`, (signal) =>
    api['snapshot.xml']({ snapshotId, form }, signal),
  );
  return (
    <div className={styles.document}>
      <div className={styles.bar}>
        <Choice
          label={t('details.xmlForm')}
          quiet
          value={form}
          options={(['seed', 'libvirt'] as const).map((each) => ({
            value: each,
            label: t(`details.xml.${each}`),
          }))}
          onChange={setForm}
        />
        {value !== null && <CopyButton text={value.xml} />}
      </div>
      <ProblemBox problem={problem} />
      {value !== null && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get there
        <pre className={styles.code} tabIndex={0}>
          {value.xml}
        </pre>
      )}
    </div>
  );
}
