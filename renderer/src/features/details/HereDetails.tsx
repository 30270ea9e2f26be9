import { HardDrive } from 'lucide-react';
import { useRef } from 'react';
import type { Machine } from '../../../../shared/model/machine.ts';
import { deviceName } from '../../lib/device-name.ts';
import { useTimedText } from '../../lib/now.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { type Fact, Facts } from '../../ui/Facts.tsx';
import { Findings } from '../../ui/Findings.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { report } from '../../view/report.ts';
import { useOpenOverlay, useViewStore } from '../../view/use-view.tsx';
import { HERE, reveal } from '../../view/view-state.ts';
import { isShowing } from '../../world/live-pictures.ts';
import { useLivePicture } from '../../world/use-live-picture.ts';
import { useSession, useSnapshot } from '../../world/use-world.tsx';
import { Abilities } from './Abilities.tsx';
import styles from './DetailsPane.module.css';
import drives from './Drives.module.css';
import { LargePicture } from './LargePicture.tsx';

/** The present: the machine's screen as it is now, what it is made of, and what it can do. */
export function HereDetails({ machine }: { readonly machine: Machine }) {
  const { t, age } = useText();
  const open = useOpenOverlay();
  const seen = useRef<HTMLButtonElement>(null);
  const picture = useLivePicture(machine, seen);
  const isLive = isShowing(machine);
  const pictureAge = useTimedText((now) =>
    machine.pictureAt === null ? '' : t('details.pictureAt', { age: age(machine.pictureAt, now) }),
  );
  return (
    <div className={styles.scroll}>
      <LargePicture
        ref={seen}
        picture={picture}
        name={machine.name}
        faded={!isLive}
        note={isLive ? null : picture === null ? t('picture.none') : pictureAge}
        onOpen={() => open({ kind: 'viewer', machineId: machine.id, id: HERE })}
      />
      <div className={styles.top}>
        <h2 className={styles.name}>{t('here.name')}</h2>
        <HereSince machine={machine} />
      </div>
      <Findings findings={machine.findings} />
      <MachineFacts machine={machine} />
      <MachineDrives machine={machine} />
      <Abilities capabilities={machine.capabilities} />
    </div>
  );
}

/** Which snapshot the present grew from, and with which one the next start begins. */
function HereSince({ machine }: { readonly machine: Machine }) {
  const { t } = useText();
  const { api } = useSession();
  const view = useViewStore();
  const current = useSnapshot(machine.currentSnapshotId);
  const activated = useSnapshot(machine.activatedSnapshotId);
  return (
    <div className={styles.when}>
      {current !== undefined && (
        <p>
          {t('details.grewFrom')}{' '}
          <LinkButton onPress={() => reveal(view, machine.id, current.id)}>{current.name}</LinkButton>
          {' · '}
          {t(machine.changedSince ? 'here.changed' : 'here.unchanged')}
        </p>
      )}
      {activated !== undefined && (
        <p>
          {t('machine.activated', { name: activated.name })}{' '}
          {/* libvirt has put the machine to the snapshot already. */}
          {machine.source.kind !== 'libvirt' && (
            <LinkButton
              onPress={() => void report(() => api['machine.deactivate']({ machineId: machine.id }))}
            >
              {t('machine.deactivate')}
            </LinkButton>
          )}
        </p>
      )}
    </div>
  );
}

function MachineFacts({ machine }: { readonly machine: Machine }) {
  const { t, bytes } = useText();
  const { source } = machine;
  const facts: Fact[] = [{ name: t('details.machineState'), value: t(`machine.state.${machine.state}`) }];
  if (machine.memoryBytes !== null)
    facts.push({ name: t('details.memory'), value: bytes(machine.memoryBytes) });
  facts.push({
    name: t('details.source'),
    value: source.kind === 'qmp' ? source.address : source.kind === 'image' ? source.path : 'libvirt',
  });
  facts.push({ name: t('details.uuid'), value: machine.uuid });
  return <Facts facts={facts} />;
}

function MachineDrives({ machine }: { readonly machine: Machine }) {
  const { t, say, bytes } = useText();
  if (machine.drives.length === 0) return null;
  return (
    <section className={styles.part}>
      <h3 className={styles.partTitle}>{t('details.drives')}</h3>
      <ul className={drives.list}>
        {machine.drives.map((drive) => (
          <li key={drive.id} className={drives.drive}>
            <HardDrive className={drives.icon} aria-hidden />
            <div className={drives.texts}>
              <div className={drives.path}>{drive.path ?? drive.id}</div>
              <div className={drives.facts}>
                {[
                  drive.device === null ? null : deviceName(drive.device),
                  drive.format,
                  drive.virtualSizeBytes === null ? null : bytes(drive.virtualSizeBytes),
                  drive.readOnly && drive.leftOut === null ? t('drive.readOnly') : null,
                ]
                  .filter((fact) => fact !== null)
                  .join(' · ')}
              </div>
              {drive.leftOut !== null && <div className={drives.clause}>{say(drive.leftOut)}</div>}
            </div>
            {drive.leftOut === null ? (
              <Badge label={t('drive.rolledBack')} tone="accent" />
            ) : (
              <Badge label={t('details.driveLeftOut')} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
