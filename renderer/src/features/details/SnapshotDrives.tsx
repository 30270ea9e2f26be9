import { HardDrive } from 'lucide-react';
import type { Snapshot, SnapshotDriveStatus } from '../../../../shared/model/snapshot.ts';
import { deviceName } from '../../lib/device-name.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Badge, type BadgeTone } from '../../ui/Badge.tsx';
import styles from './DetailsPane.module.css';
import drives from './Drives.module.css';

const TONES: Readonly<Record<SnapshotDriveStatus, BadgeTone>> = {
  present: 'quiet',
  missing: 'danger',
  moved: 'warning',
  replaced: 'danger',
  changed: 'warning',
  'snapshot-gone': 'danger',
  unknown: 'quiet',
};

/** The drives that a snapshot lives on, each with how it looks today, and those that it leaves out. */
export function SnapshotDrives({ snapshot }: { readonly snapshot: Snapshot }) {
  const { t, bytes } = useText();
  if (snapshot.drives.length === 0 && snapshot.drivesLeftOut.length === 0) return null;
  return (
    <section className={styles.part}>
      <h3 className={styles.partTitle}>{t('details.drives')}</h3>
      <ul className={drives.list}>
        {snapshot.drives.map((drive) => (
          <li key={`${drive.path} ${drive.device}`} className={drives.drive}>
            <HardDrive className={drives.icon} aria-hidden />
            <div className={drives.texts}>
              <div className={drives.path}>{drive.path}</div>
              <div className={drives.facts}>
                {[
                  drive.device === null ? null : deviceName(drive.device),
                  drive.format,
                  drive.virtualSizeBytes === null ? null : bytes(drive.virtualSizeBytes),
                ]
                  .filter((fact) => fact !== null)
                  .join(' · ')}
              </div>
            </div>
            <Badge label={t(`drive.${drive.status}`)} tone={TONES[drive.status]} />
          </li>
        ))}
        {snapshot.drivesLeftOut.map((name) => (
          <li key={name} className={drives.drive}>
            <HardDrive className={drives.icon} aria-hidden />
            <div className={drives.texts}>
              <div className={drives.path}>{name}</div>
            </div>
            <Badge label={t('details.driveLeftOut')} />
          </li>
        ))}
      </ul>
    </section>
  );
}
