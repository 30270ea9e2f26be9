import { Columns2, Ellipsis, Pin, PinOff, Play, RotateCcw, Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Machine } from '../../../../shared/model/machine.ts';
import type { Snapshot } from '../../../../shared/model/snapshot.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Button } from '../../ui/Button.tsx';
import { Findings } from '../../ui/Findings.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { report } from '../../view/report.ts';
import { useOpenOverlay } from '../../view/use-view.tsx';
import { HERE } from '../../view/view-state.ts';
import { useSession } from '../../world/use-world.tsx';
import { badgesOf } from '../snapshot/badges.ts';
import { SnapshotBadges } from '../snapshot/SnapshotBadges.tsx';
import {
  activateProblem,
  noPictureText,
  restoreProblem,
  snapshotMenu,
} from '../snapshot/snapshot-actions.tsx';
import { DescriptionEditor } from './DescriptionEditor.tsx';
import styles from './DetailsPane.module.css';
import { LabelEditor } from './LabelEditor.tsx';
import { LargePicture } from './LargePicture.tsx';
import { SnapshotDrives } from './SnapshotDrives.tsx';
import { SnapshotFacts } from './SnapshotFacts.tsx';
import { SnapshotXml } from './SnapshotXml.tsx';

interface SnapshotDetailsProps {
  readonly machine: Machine;
  readonly snapshot: Snapshot;
}

/** Everything known of one snapshot, what can be noted about it, and what can be done with it. */
export function SnapshotDetails({ machine, snapshot }: SnapshotDetailsProps) {
  const text = useText();
  const { t } = text;
  const { api } = useSession();
  const open = useOpenOverlay();
  const badges = badgesOf(snapshot, machine.activatedSnapshotId === snapshot.id, text);
  const togglePin = () =>
    void report(() => api['snapshot.describe']({ snapshotId: snapshot.id, pinned: !snapshot.pinned }));
  return (
    <>
      <div className={styles.scroll}>
        <LargePicture
          picture={snapshot.picture}
          name={snapshot.name}
          note={snapshot.picture === null ? noPictureText(snapshot, text) : null}
          onOpen={() => open({ kind: 'viewer', machineId: machine.id, id: snapshot.id })}
        />
        <div className={styles.top}>
          <div className={styles.head}>
            <h2 className={styles.name} dir="auto">
              {snapshot.name}
            </h2>
            <IconButton
              label={t(snapshot.pinned ? 'snapshot.unpin' : 'snapshot.pin')}
              icon={snapshot.pinned ? <PinOff /> : <Pin />}
              aria-pressed={snapshot.pinned}
              onClick={togglePin}
            />
          </div>
          <p className={styles.when}>
            <RelativeTime at={snapshot.createdAt} /> · {text.time(snapshot.createdAt)}
          </p>
          <SnapshotBadges badges={badges} />
        </div>
        <Findings findings={snapshot.restorable.findings} />
        <DescriptionEditor snapshot={snapshot} />
        <LabelEditor snapshot={snapshot} />
        <SnapshotFacts snapshot={snapshot} />
        <SnapshotDrives snapshot={snapshot} />
        <SnapshotXml snapshotId={snapshot.id} />
      </div>
      <SnapshotActions machine={machine} snapshot={snapshot} />
    </>
  );
}

function SnapshotActions({ machine, snapshot }: SnapshotDetailsProps) {
  const text = useText();
  const { t } = text;
  const session = useSession();
  const open = useOpenOverlay();
  const cantRestore = restoreProblem(machine, snapshot, text);
  const cantActivate = activateProblem(machine, snapshot, text);
  const remove = machine.capabilities.delete;
  const { id } = snapshot;
  return (
    <div className={styles.actions}>
      {/* A machine that is off can't be restored but activated; the likely one of the two stands here. */}
      {cantRestore !== null && cantActivate === null ? (
        <Button icon={<Play aria-hidden />} onClick={() => open({ kind: 'activate', snapshotId: id })}>
          {t('snapshot.activate')}
        </Button>
      ) : (
        <Explained problem={cantRestore}>
          <Button
            icon={<RotateCcw aria-hidden />}
            aria-disabled={cantRestore !== null}
            onClick={() => cantRestore === null && open({ kind: 'restore', snapshotId: id })}
          >
            {t('snapshot.restore')}
          </Button>
        </Explained>
      )}
      <Button
        icon={<Columns2 aria-hidden />}
        onClick={() => open({ kind: 'compare', machineId: machine.id, left: id, right: HERE })}
      >
        {t('snapshot.compare')}
      </Button>
      <span className={styles.icons}>
        <IconButton
          label={t('snapshot.delete')}
          shortcut="Del"
          icon={<Trash2 />}
          disabled={!remove.available || snapshot.lost}
          onClick={() => open({ kind: 'delete', snapshotIds: [id] })}
        />
        <Menu
          trigger={<IconButton label={t('snapshot.menu', { name: snapshot.name })} icon={<Ellipsis />} />}
          entries={snapshotMenu(machine, snapshot, { text, session, open })}
        />
      </span>
    </div>
  );
}

/** Says why a button does nothing now when it is pointed at or focused. */
function Explained(props: { readonly problem: string | null; readonly children: ReactElement }) {
  return props.problem === null ? props.children : <Tooltip text={props.problem}>{props.children}</Tooltip>;
}
