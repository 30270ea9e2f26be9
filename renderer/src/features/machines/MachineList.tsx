import { Plus, Search, Settings } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef } from 'react';
import type { Connection } from '../../../../shared/model/connection.ts';
import { LOCAL_CONNECTION_ID } from '../../../../shared/model/connection.ts';
import type { Machine } from '../../../../shared/model/machine.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { formatShortcut } from '../../view/shortcut.ts';
import { useShownMachineId } from '../../view/shown-machine.ts';
import { useOpenOverlay, useView, useViewStore } from '../../view/use-view.tsx';
import { useWorld } from '../../world/use-world.tsx';
import { ConnectionHeading } from './ConnectionHeading.tsx';
import { connectionTitle } from './connection-title.ts';
import { MachineItem } from './MachineItem.tsx';
import styles from './MachineList.module.css';

/** All machines by connection, with a field that filters them. */
export function MachineList() {
  const text = useText();
  const { t } = text;
  const view = useViewStore();
  const open = useOpenOverlay();
  const filter = useView((state) => state.machineFilter);
  const machines = useWorld((world) => world.machines);
  const connections = useWorld((world) => world.connections);
  const shown = useShownMachineId();
  const list = useRef<HTMLDivElement>(null);
  const groups = useMemo(() => groupMachines(machines, connections, filter), [machines, connections, filter]);
  const isFiltered = filter.trim() !== '';
  const firstId = groups[0]?.machines[0]?.id;
  const isShownListed = groups.some((group) => group.machines.some((machine) => machine.id === shown));
  return (
    <nav className={styles.nav} aria-label={t('machines.title')}>
      <div className={styles.top}>
        <h2 className={styles.title}>{t('machines.title')}</h2>
        <div className={styles.filter} hidden={machines.size === 0}>
          <Search className={styles.filterIcon} aria-hidden />
          <input
            type="search"
            className={styles.filterField}
            aria-label={t('machines.filter')}
            placeholder={t('machines.filter')}
            value={filter}
            onChange={(event) => view.setState({ machineFilter: event.target.value })}
            onKeyDown={(event) => {
              if (event.key === 'Escape') view.setState({ machineFilter: '' });
              if (event.key === 'ArrowDown') focusMachine(list.current, 0);
            }}
          />
        </div>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons inside */}
      <div ref={list} className={styles.list} onKeyDown={moveByArrows}>
        {isFiltered && groups.length === 0 && <p className={styles.noMatch}>{t('machines.noMatch')}</p>}
        {groups.map((group) => (
          <section key={group.connection.id} aria-label={connectionTitle(group.connection, text)}>
            <ConnectionHeading
              connection={group.connection}
              title={connectionTitle(group.connection, text)}
            />
            <ul>
              {group.machines.map((machine) => (
                <MachineItem
                  key={machine.id}
                  machine={machine}
                  isShown={machine.id === shown}
                  isTabStop={isShownListed ? machine.id === shown : machine.id === firstId}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <div className={styles.bottom}>
        <Button look="quiet" icon={<Plus aria-hidden />} onClick={() => open({ kind: 'addMachine' })}>
          {t('add.button')}
        </Button>
        <IconButton
          label={t('settings.open')}
          shortcut={formatShortcut({ key: ',', mod: true })}
          icon={<Settings />}
          onClick={() => open({ kind: 'settings' })}
        />
      </div>
    </nav>
  );
}

interface MachineGroup {
  readonly connection: Connection;
  readonly machines: readonly Machine[];
}

/** Machines by connection, this computer first; a connection without machines stays, unless filtered away. */
function groupMachines(
  machines: ReadonlyMap<string, Machine>,
  connections: ReadonlyMap<string, Connection>,
  filter: string,
): readonly MachineGroup[] {
  const wanted = filter.trim().toLocaleLowerCase();
  const found = new Map<string, Machine[]>();
  for (const machine of machines.values()) {
    if (!machine.name.toLocaleLowerCase().includes(wanted)) continue;
    const group = found.get(machine.connectionId);
    if (group === undefined) found.set(machine.connectionId, [machine]);
    else group.push(machine);
  }
  return [...connections.values()]
    .map((connection) => ({
      connection,
      machines: (found.get(connection.id) ?? []).sort((a, b) =>
        a.name.localeCompare(b.name, undefined, { numeric: true }),
      ),
    }))
    .filter(
      (group) => group.machines.length > 0 || (wanted === '' && group.connection.id !== LOCAL_CONNECTION_ID),
    )
    .sort(
      (a, b) =>
        rank(a.connection) - rank(b.connection) || a.connection.title.localeCompare(b.connection.title),
    );
}

function rank(connection: Connection): number {
  return connection.id === LOCAL_CONNECTION_ID ? 0 : 1;
}

function moveByArrows(event: KeyboardEvent<HTMLDivElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const buttons = machineButtons(event.currentTarget);
  const at = buttons.findIndex((button) => button.matches(':focus'));
  if (at < 0) return;
  if (event.key === 'Home') focusMachine(event.currentTarget, 0);
  else if (event.key === 'End') focusMachine(event.currentTarget, buttons.length - 1);
  else if (step !== 0) focusMachine(event.currentTarget, at + step);
  else return;
  event.preventDefault();
}

function focusMachine(list: HTMLElement | null, index: number): void {
  if (list !== null) machineButtons(list)[index]?.focus();
}

function machineButtons(list: HTMLElement): readonly HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>('[data-machine]')];
}
