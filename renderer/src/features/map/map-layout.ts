import { type HierarchyNode, type HierarchyPointNode, hierarchy, tree as tidyTree } from 'd3-hierarchy';
import type { TreeItem } from '../../../../shared/model/tree.ts';
import type { TreeRow } from '../../../../shared/model/tree-rows.ts';

/** Size of a card and what lies between, in the map's units: pixels at zoom 1 with a rem of 16 pixels. */
export const CARD = { width: 208, height: 168 } as const;
export const PITCH = { x: 280, y: 196 } as const;

/** A part of the plane, in its units. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where the line from a parent turns to its children: upright at `x`, from `top` to `bottom`. */
export interface Trunk {
  readonly parent: number;
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly children: readonly number[];
}

/** Places of the cards' upper left corners by row; the tree grows to the right. */
export interface MapLayout {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly extent: Area;
  readonly trunks: readonly Trunk[];
  /** Rows at the same distance from the root, from top to bottom; by level. */
  readonly columns: readonly (readonly number[])[];
}

const ROOT = -1;

/** Arranges the rows of a tree as tidy as can be (Reingold and Tilford, by d3, which does not recurse). */
export function layoutMap(rows: readonly TreeRow<TreeItem>[]): MapLayout {
  const children = childrenByRow(rows);
  const root = hierarchyOf(rows, children);
  const placed = tidyTree<number>()
    .nodeSize([PITCH.y, PITCH.x])
    .separation((a, b) => (a.parent === b.parent ? 1 : 1.15))(root);
  const x = new Float64Array(rows.length);
  const y = new Float64Array(rows.length);
  let [top, right, bottom] = [Number.POSITIVE_INFINITY, 0, Number.NEGATIVE_INFINITY];
  placed.each((node: HierarchyPointNode<number>) => {
    if (node.data === ROOT) return;
    x[node.data] = node.y - PITCH.x;
    y[node.data] = node.x;
    top = Math.min(top, node.x);
    bottom = Math.max(bottom, node.x + CARD.height);
    right = Math.max(right, node.y - PITCH.x + CARD.width);
  });
  for (let index = 0; index < rows.length; index++) y[index] = (y[index] ?? 0) - top;
  const columns: number[][] = [];
  for (const { index, level } of rows) {
    const column = columns[level] ?? [];
    columns[level] = column;
    column.push(index);
  }
  return {
    x,
    y,
    extent: { left: 0, top: 0, right, bottom: rows.length === 0 ? 0 : bottom - top },
    trunks: trunksOf(children, x, y),
    columns,
  };
}

/**
 * Hangs d3's nodes together here: its own way walks up from every node to find how high the tree is, which takes
 * the square of a long chain's length.
 */
function hierarchyOf(
  rows: readonly TreeRow<TreeItem>[],
  children: ReadonlyMap<number, readonly number[]>,
): HierarchyNode<number> {
  const root = hierarchy(ROOT);
  const nodes = rows.map(({ index, level }) => Object.assign(hierarchy(index), { depth: level }));
  for (const [parent, of] of children) {
    const node = nodes[parent] ?? root;
    node.children = of.flatMap((index) => nodes[index] ?? []);
    for (const child of node.children) child.parent = node;
  }
  return root;
}

function childrenByRow(rows: readonly TreeRow<TreeItem>[]): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>();
  for (const { index, parentIndex } of rows) {
    const siblings = children.get(parentIndex ?? ROOT);
    if (siblings === undefined) children.set(parentIndex ?? ROOT, [index]);
    else siblings.push(index);
  }
  return children;
}

function trunksOf(
  children: ReadonlyMap<number, readonly number[]>,
  x: Float64Array,
  y: Float64Array,
): readonly Trunk[] {
  const trunks: Trunk[] = [];
  for (const [parent, of] of children) {
    if (parent === ROOT) continue;
    const heights = [parent, ...of].map((index) => middleOf(y, index));
    trunks.push({
      parent,
      x: (x[parent] ?? 0) + (CARD.width + PITCH.x) / 2,
      top: heights.reduce((a, b) => Math.min(a, b)),
      bottom: heights.reduce((a, b) => Math.max(a, b)),
      children: of,
    });
  }
  return trunks;
}

function middleOf(y: Float64Array, index: number): number {
  return (y[index] ?? 0) + CARD.height / 2;
}

/** The place of one card. */
export function areaOf({ x, y }: MapLayout, index: number): Area {
  const left = x[index] ?? 0;
  const top = y[index] ?? 0;
  return { left, top, right: left + CARD.width, bottom: top + CARD.height };
}

/** Rows whose cards lie at least partly within an area. */
export function rowsWithin({ x, y }: MapLayout, area: Area): number[] {
  const found: number[] = [];
  for (let index = 0; index < x.length; index++) {
    const left = x[index] ?? 0;
    const top = y[index] ?? 0;
    if (
      left < area.right &&
      left + CARD.width > area.left &&
      top < area.bottom &&
      top + CARD.height > area.top
    ) {
      found.push(index);
    }
  }
  return found;
}

/** The row whose card is at a point, or null. */
export function rowAt(layout: MapLayout, x: number, y: number): number | null {
  return rowsWithin(layout, { left: x, top: y, right: x, bottom: y })[0] ?? null;
}
