import { Camera, PanelRight, Search } from 'lucide-react';
import { reasonOf } from '../../../shared/model/machine.ts';
import { MachineMenu } from '../features/machines/MachineMenu.tsx';
import { PowerButtons } from '../features/machines/PowerButtons.tsx';
import { StateDot } from '../features/machines/StateDot.tsx';
import { useText } from '../lib/text/use-text.tsx';
import { Button } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { workingShortcut } from '../view/command.ts';
import { formatShortcut } from '../view/shortcut.ts';
import { useCommandContext, useCommandList } from '../view/use-commands.tsx';
import { useMachineView, useOpenOverlay, useView, useViewStore } from '../view/use-view.tsx';
import { areDetailsShown, setMachineView, toggleDetails } from '../view/view-state.ts';
import { useMachine } from '../world/use-world.tsx';
import styles from './MachineHeader.module.css';
import { overlays } from './OverlayHost.tsx';
import { snapshotViews } from './snapshot-views.ts';

/** The line above a machine's snapshots: who it is, what it does, how it is looked at, and the button that takes one. */
export function MachineHeader(props: { readonly machineId: string }) {
  const { t, say } = useText();
  const machine = useMachine(props.machineId);
  const view = useViewStore();
  const { mode } = useMachineView(props.machineId);
  const detailsShown = useView(areDetailsShown);
  const open = useOpenOverlay();
  const commands = useCommandList();
  const context = useCommandContext();
  if (machine === undefined) return null;
  const take = machine.capabilities.take;
  const takeCommand = commands.find((each) => each.id === 'snapshot.take');
  const takeShortcut = takeCommand && workingShortcut(takeCommand, context);
  return (
    <header className={styles.header}>
      <div className={styles.who}>
        <h1 className={styles.name} dir="auto" title={machine.name}>
          {machine.name}
        </h1>
        <span className={styles.state} title={t(`machine.state.${machine.state}`)}>
          <StateDot state={machine.state} />
          <span className={styles.word}>{t(`machine.state.${machine.state}`)}</span>
        </span>
        <PowerButtons machine={machine} />
        <MachineMenu machine={machine} />
      </div>
      <div className={styles.how}>
        {snapshotViews.length > 1 && (
          <Choice
            label={t('app.view')}
            quiet
            value={mode}
            options={snapshotViews.map(({ mode: value, icon: Icon }) => ({
              value,
              label: t(`view.${value}`),
              icon: <Icon aria-hidden />,
            }))}
            onChange={(value) => setMachineView(view, machine.id, { mode: value })}
          />
        )}
        {overlays.search !== undefined && (
          <IconButton
            label={t('app.search')}
            shortcut={formatShortcut({ key: 'f', mod: true })}
            icon={<Search />}
            onClick={() => open({ kind: 'search', text: '' })}
          />
        )}
        <IconButton
          label={t(detailsShown ? 'app.hideDetails' : 'app.showDetails')}
          icon={<PanelRight />}
          aria-pressed={detailsShown}
          onClick={() => toggleDetails(view)}
        />
      </div>
      <div className={styles.take}>
        <Tooltip
          text={take.available ? (takeShortcut ? formatShortcut(takeShortcut) : '') : say(reasonOf(take))}
        >
          <Button
            look="primary"
            icon={<Camera aria-hidden />}
            aria-disabled={!take.available}
            onClick={() => take.available && open({ kind: 'take', machineIds: [machine.id] })}
          >
            {t('snapshot.take')}
          </Button>
        </Tooltip>
      </div>
    </header>
  );
}
