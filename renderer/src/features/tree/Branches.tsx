import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo } from 'react';
import type { Joint } from '../../../../shared/model/tree-rows.ts';
import styles from './Branches.module.css';

export interface BranchesProps {
  readonly column: number;
  readonly joint: Joint;
  readonly hasChildren: boolean;
  readonly expanded: boolean;
  /** Where the emphasised line to the present runs in this row. */
  readonly path: 'none' | 'passes' | 'starts' | 'ends' | 'through';
  readonly node: 'snapshot' | 'here' | 'taking';
  readonly label: string;
  readonly onToggle: () => void;
}

/** Sizes of a column and a row in the drawing's own units; the style sheet gives them their size in rem. */
const COLUMN = 24;
const ROW = 60;
const MIDDLE = ROW / 2;

function x(column: number): number {
  return column * COLUMN + COLUMN / 2;
}

/** The lines left of a row: those that pass by, the one it hangs on, and the one that goes on below. */
export const Branches = memo(function Branches(props: BranchesProps) {
  const { column, joint, expanded, path, node } = props;
  const own = x(column);
  const isOnPath = path === 'starts' || path === 'through' || path === 'ends';
  const quiet: string[] = [];
  const strong: string[] = [];
  for (let passing = 0; passing < column; passing++) {
    (passing === 0 && path === 'passes' ? strong : quiet).push(`M${x(passing)} 0V${ROW}`);
  }
  if (joint === 'straight') (isOnPath ? strong : quiet).push(`M${own} 0V${MIDDLE}`);
  if (joint === 'branch') {
    const from = x(column - 1);
    quiet.push(`M${from} 0V${MIDDLE - 14}Q${from} ${MIDDLE} ${from + 14} ${MIDDLE}H${own}`);
  }
  if (expanded) (path === 'starts' || path === 'through' ? strong : quiet).push(`M${own} ${MIDDLE}V${ROW}`);
  const width = (column + 1) * COLUMN;
  return (
    <span className={styles.branches} style={{ inlineSize: `${(column + 1) * 1.5}rem` }} aria-hidden>
      <svg
        className={styles.lines}
        viewBox={`0 0 ${width} ${ROW}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {quiet.length > 0 && <path className={styles.quiet} d={quiet.join('')} />}
        {strong.length > 0 && <path className={styles.strong} d={strong.join('')} />}
      </svg>
      <NodeMark {...props} isOnPath={isOnPath} node={node} />
    </span>
  );
});

function NodeMark(props: BranchesProps & { readonly isOnPath: boolean }) {
  const { hasChildren, expanded, node, isOnPath, label, onToggle } = props;
  if (!hasChildren) return <span className={styles.dot} data-node={node} data-on-path={isOnPath} />;
  return (
    <button
      type="button"
      className={styles.toggle}
      tabIndex={-1}
      title={label}
      data-expanded={expanded}
      data-on-path={isOnPath}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <span className={styles.dot} data-node={node} data-on-path={isOnPath} />
      {expanded ? <ChevronDown className={styles.chevron} /> : <ChevronRight className={styles.chevron} />}
    </button>
  );
}
