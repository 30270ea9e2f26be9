import { useCallback, useRef } from 'react';
import { Group, type Layout, Panel, Separator } from 'react-resizable-panels';
import { DetailsPane } from '../features/details/DetailsPane.tsx';
import { JobsBar } from '../features/jobs/JobsBar.tsx';
import { Notices } from '../features/jobs/Notices.tsx';
import { MachineList } from '../features/machines/MachineList.tsx';
import { useText } from '../lib/text/use-text.tsx';
import { useShownMachineId } from '../view/shown-machine.ts';
import { useView, useViewStore } from '../view/use-view.tsx';
import { areDetailsShown } from '../view/view-state.ts';
import { useWorld } from '../world/use-world.tsx';
import { Boundary } from './Boundary.tsx';
import { DetailsDrawer } from './DetailsDrawer.tsx';
import styles from './Frame.module.css';
import { LineBanner } from './LineBanner.tsx';
import { MachinePane } from './MachinePane.tsx';
import { useNarrow } from './use-narrow.ts';

/** The frame: machines at the left, the chosen one's snapshots, their details at the right, jobs below. */
export function Frame() {
  const { t } = useText();
  const view = useViewStore();
  const machineId = useShownMachineId();
  const detailsShown = useView(areDetailsShown) && machineId !== null;
  const isNarrow = useView((state) => state.isNarrow);
  const frame = useRef<HTMLDivElement>(null);
  useNarrow(frame);
  const hasPane = detailsShown && !isNarrow;
  const group = hasPane ? 'withDetails' : 'withoutDetails';
  const layout = useView((state) => state.panes[group]);
  const loaded = useWorld((world) => world.loaded);
  const keepLayout = useCallback(
    (panes: Layout) => view.setState((state) => ({ panes: { ...state.panes, [group]: panes } })),
    [view, group],
  );
  return (
    <div ref={frame} className={styles.frame}>
      <LineBanner />
      <Group
        key={group}
        className={styles.panes}
        {...(layout === undefined ? {} : { defaultLayout: layout })}
        onLayoutChanged={keepLayout}
      >
        <Panel
          id="machines"
          className={styles.side}
          defaultSize="15.5rem"
          minSize="11rem"
          maxSize="26rem"
          groupResizeBehavior="preserve-pixel-size"
        >
          <Boundary>
            <MachineList />
          </Boundary>
        </Panel>
        <Separator className={styles.divider} title={t('app.resizeMachines')} />
        <Panel id="main" className={styles.main} minSize="18rem">
          <Boundary key={machineId}>{loaded && <MachinePane machineId={machineId} />}</Boundary>
        </Panel>
        {hasPane && (
          <>
            <Separator className={styles.divider} title={t('app.resizeDetails')} />
            <Panel
              id="details"
              className={styles.details}
              defaultSize={`${window.innerWidth < 1200 ? 18 : 21.5}rem`}
              minSize="14rem"
              maxSize="40rem"
              groupResizeBehavior="preserve-pixel-size"
            >
              <Boundary key={machineId}>
                <DetailsPane machineId={machineId} />
              </Boundary>
            </Panel>
          </>
        )}
      </Group>
      {detailsShown && isNarrow && (
        <DetailsDrawer>
          <Boundary key={machineId}>
            <DetailsPane machineId={machineId} />
          </Boundary>
        </DetailsDrawer>
      )}
      <Notices />
      <JobsBar />
    </div>
  );
}
