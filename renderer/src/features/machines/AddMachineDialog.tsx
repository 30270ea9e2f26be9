import { FolderOpen } from 'lucide-react';
import { Fragment, useRef, useState } from 'react';
import { useText } from '../../lib/text/use-text.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ProblemBox } from '../../ui/ProblemBox.tsx';
import { TextField } from '../../ui/TextField.tsx';
import type { OverlayProps } from '../../view/overlay.ts';
import { report } from '../../view/report.ts';
import { useSession, useWorld } from '../../world/use-world.tsx';
import styles from './AddMachineDialog.module.css';
import { FoundMachines } from './FoundMachines.tsx';
import { useAddMachine } from './use-add-machine.ts';
import { useFoundMachines } from './use-found-machines.ts';

/** Adds a machine: one that runs here, or one named by its socket, URI or image. */
export function AddMachineDialog({ onClose }: OverlayProps<'addMachine'>) {
  const { t, say } = useText();
  const { api } = useSession();
  const canChoose = useWorld((world) => world.shell?.capabilities.chooseFile ?? false);
  const [address, setAddress] = useState('');
  const [isMissing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const found = useFoundMachines();
  const { action, add } = useAddMachine();
  const submit = async (wanted: string) => {
    if (wanted.trim() === '') {
      setMissing(true);
      field.current?.focus();
    } else if (await add(wanted)) onClose();
  };
  const choose = (kind: 'socket' | 'image') =>
    void report(async () => {
      const { path } = await api['shell.chooseFile']({ kind });
      if (path !== null) setAddress(path);
    });
  return (
    <Dialog
      title={t('add.title')}
      initialFocus={field}
      onClose={onClose}
      onSubmit={() => void submit(address)}
      footer={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" submit disabled={action.isBusy}>
            {t('add.confirm')}
          </Button>
        </>
      }
    >
      <section className={styles.part}>
        <h3>{t('add.found')}</h3>
        {found.value === null ? (
          <p className={styles.quiet}>
            {found.problem === null ? t('add.looking') : say(found.problem.said)}
          </p>
        ) : found.value.length === 0 ? (
          <p className={styles.quiet}>{t('add.noneFound')}</p>
        ) : (
          <FoundMachines found={found.value} isBusy={action.isBusy} onAdd={(each) => void submit(each)} />
        )}
      </section>
      <section className={styles.part}>
        <TextField
          ref={field}
          label={t('add.address')}
          dir="ltr"
          placeholder={t('add.placeholder')}
          value={address}
          problem={isMissing && address.trim() === '' ? t('add.missing') : null}
          onChange={(event) => setAddress(event.target.value)}
        />
        {canChoose && (
          <div className={styles.choose}>
            <Button size="small" icon={<FolderOpen aria-hidden />} onClick={() => choose('socket')}>
              {t('add.chooseSocket')}
            </Button>
            <Button size="small" icon={<FolderOpen aria-hidden />} onClick={() => choose('image')}>
              {t('add.chooseImage')}
            </Button>
          </div>
        )}
        <ProblemBox problem={action.problem} />
      </section>
      <section className={styles.part} aria-label={t('add.kinds')}>
        <dl className={styles.kinds}>
          <Kind
            name={t('add.kindName.qmp')}
            text={t('add.kind.qmp')}
            examples={['-qmp unix:/run/vm.sock,server=on,wait=off']}
          />
          <Kind
            name={t('add.kindName.libvirt')}
            text={t('add.kind.libvirt')}
            examples={['qemu:///system', 'qemu+ssh://me@rack-1/system']}
          />
          <Kind
            name={t('add.kindName.image')}
            text={t('add.kind.image')}
            examples={['/home/me/vm/disk.qcow2']}
          />
        </dl>
      </section>
    </Dialog>
  );
}

function Kind(props: { readonly name: string; readonly text: string; readonly examples: readonly string[] }) {
  return (
    <div className={styles.kind}>
      <dt>{props.name}</dt>
      <dd>
        {props.text}
        {props.examples.map((example) => (
          <Fragment key={example}>
            {' '}
            <code>{example}</code>
          </Fragment>
        ))}
      </dd>
    </div>
  );
}
