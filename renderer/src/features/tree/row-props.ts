import type { MouseEvent } from 'react';
import type { TreeRow } from '../../../../shared/model/tree-rows.ts';
import type { BranchesProps } from './Branches.tsx';
import type { TreeEntry } from './tree-entries.ts';

/** What every row of the tree gets. */
export interface RowProps {
  readonly machineId: string;
  readonly row: TreeRow<TreeEntry>;
  readonly path: BranchesProps['path'];
  readonly isSelected: boolean;
  /** Whether the Tab key comes here. */
  readonly isTabStop: boolean;
  /** Where it lies, in pixels from the top, and how high it is. */
  readonly top: number;
  readonly height: number;
  readonly onPress: (row: TreeRow<TreeEntry>, event: MouseEvent) => void;
  readonly onOpen: (row: TreeRow<TreeEntry>) => void;
  readonly onToggle: (row: TreeRow<TreeEntry>) => void;
}
