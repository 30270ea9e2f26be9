import type { ReactNode } from 'react';
import type { Snapshot } from '../../../../shared/model/snapshot.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { type Fact, Facts } from '../../ui/Facts.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { useViewStore } from '../../view/use-view.tsx';
import { reveal } from '../../view/view-state.ts';
import { useSnapshot, useSnapshots } from '../../world/use-world.tsx';
import styles from './DetailsPane.module.css';

/** Children that are listed before "and n more". */
const listed = 6;

/** When and how a snapshot was made, what it holds, and its place in the tree. */
export function SnapshotFacts({ snapshot }: { readonly snapshot: Snapshot }) {
  const { t, bytes } = useText();
  const parent = useSnapshot(snapshot.parentId);
  const children = useChildren(snapshot);
  const facts: Fact[] = [
    { name: t('details.state'), value: t(`was.${snapshot.state}`) },
    { name: t('details.kind'), value: t(snapshot.memory ? 'details.kind.memory' : 'details.kind.disk') },
    { name: t('details.place'), value: t(`details.place.${snapshot.kind}`) },
    { name: t('details.origin'), value: t(`details.origin.${snapshot.origin}`) },
  ];
  facts.push({
    name: t('details.size'),
    value:
      snapshot.sizeBytes === null
        ? t('details.sizeUnknown')
        : t('details.sizeText', { size: bytes(snapshot.sizeBytes) }),
  });
  facts.push({
    name: t('details.parent'),
    value: parent === undefined ? t('details.noParent') : <SnapshotLink snapshot={parent} />,
  });
  if (children.length > 0) {
    facts.push({
      name: t('details.children', { count: children.length }),
      value: <Links snapshots={children} />,
    });
  }
  return <Facts facts={facts} />;
}

function useChildren(snapshot: Snapshot): readonly Snapshot[] {
  const all = useSnapshots(snapshot.machineId);
  const children: Snapshot[] = [];
  for (const each of all.values()) if (each.parentId === snapshot.id) children.push(each);
  return children.sort((a, b) => a.createdAt - b.createdAt);
}

function Links({ snapshots }: { readonly snapshots: readonly Snapshot[] }): ReactNode {
  const { t } = useText();
  return (
    <ul className={styles.list}>
      {snapshots.slice(0, listed).map((each) => (
        <li key={each.id}>
          <SnapshotLink snapshot={each} />
        </li>
      ))}
      {snapshots.length > listed && <li>{t('details.allChildren', { count: snapshots.length - listed })}</li>}
    </ul>
  );
}

function SnapshotLink({ snapshot }: { readonly snapshot: Snapshot }) {
  const view = useViewStore();
  return (
    <LinkButton onPress={() => reveal(view, snapshot.machineId, snapshot.id)}>{snapshot.name}</LinkButton>
  );
}
