import { ChevronRight } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import type { Picture } from '../../../../shared/model/picture.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { ComboDialog } from '../../ui/ComboDialog.tsx';
import { Thumbnail } from '../../ui/Thumbnail.tsx';
import { workingShortcut } from '../../view/command.ts';
import { jumpTo } from '../../view/jump.ts';
import type { OverlayProps } from '../../view/overlay.ts';
import { formatShortcut } from '../../view/shortcut.ts';
import { useCommandContext, useCommandList } from '../../view/use-commands.tsx';
import { machineView } from '../../view/view-state.ts';
import { useWorld } from '../../world/use-world.tsx';
import { Highlighted } from './Highlighted.tsx';
import styles from './PaletteDialog.module.css';
import { matchEntries, type PaletteEntry } from './palette-entries.ts';

interface Entry extends PaletteEntry {
  readonly shortcut: string | null;
  /** Null for commands; undefined is never stored. */
  readonly picture: Picture | null;
  readonly run: () => void;
}

/** Everything that can be done or gone to, found by a few letters. */
export function PaletteDialog({ onClose }: OverlayProps<'palette'>) {
  const { t } = useText();
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text);
  const entries = useEntries();
  const matches = useMemo(() => matchEntries(entries, wanted), [entries, wanted]);
  const options = useMemo(
    () =>
      matches.map(({ entry, found }) => ({
        id: `${entry.kind} ${entry.id}`,
        group: t(`palette.${entry.kind}`),
        entry,
        found,
      })),
    [matches, t],
  );
  return (
    <ComboDialog
      title={t('palette.title')}
      placeholder={t('palette.placeholder')}
      text={text}
      onText={setText}
      options={options}
      optionsFit={wanted}
      optionRem={2.25}
      note={options.length === 0 ? t('palette.none') : null}
      onClose={onClose}
      onChoose={({ entry }) => {
        onClose();
        entry.run();
      }}
      draw={({ entry, found }) => (
        <>
          <span className={styles.icon}>
            {entry.kind === 'command' ? (
              <ChevronRight aria-hidden />
            ) : (
              <Thumbnail picture={entry.picture} alt="" />
            )}
          </span>
          <span className={styles.title}>
            <Highlighted text={entry.title} found={found} />
          </span>
          <span className={styles.hint}>
            <bdi>{entry.hint}</bdi>
          </span>
          {entry.shortcut !== null && <kbd className={styles.keys}>{entry.shortcut}</kbd>}
        </>
      )}
    />
  );
}

function useEntries(): readonly Entry[] {
  const commands = useCommandList();
  const context = useCommandContext();
  const machines = useWorld((world) => world.machines);
  const snapshots = useWorld((world) => world.snapshots);
  return useMemo(() => {
    const entries: Entry[] = [];
    for (const command of commands) {
      if (command.id === 'palette' || !command.isAvailable(context)) continue;
      const { id } = command;
      const shortcut = workingShortcut(command, context);
      entries.push({
        id,
        kind: 'command',
        title: command.title(context),
        hint: '',
        shortcut: shortcut === undefined ? null : formatShortcut(shortcut),
        picture: null,
        run: () => command.run(context),
      });
    }
    const { view, session } = context;
    const jump = (machineId: string, id: string) => jumpTo(view, session.world.getState(), machineId, id);
    for (const { id, name, picture } of machines.values()) {
      const run = () => jump(id, machineView(view.getState(), id).focusId);
      entries.push({ id, kind: 'machine', title: name, hint: '', shortcut: null, picture, run });
    }
    for (const [machineId, of] of snapshots) {
      const hint = machines.get(machineId)?.name ?? '';
      for (const { id, name, picture } of of.values()) {
        const run = () => jump(machineId, id);
        entries.push({ id, kind: 'snapshot', title: name, hint, shortcut: null, picture, run });
      }
    }
    return entries;
  }, [commands, context, machines, snapshots]);
}
