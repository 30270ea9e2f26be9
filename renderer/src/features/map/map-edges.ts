import { type Area, CARD, type MapLayout } from './map-layout.ts';

/** Lines of the tree as SVG path data, relative to an origin: the way to the present apart from the others. */
export interface MapEdges {
  readonly quiet: string;
  readonly strong: string;
}

const BEND = 14;

/**
 * Draws the lines that are seen within an area: from each parent to an upright trunk, and from there to each child.
 * What lies outside is left out, so that a parent of thousands costs no more than those seen.
 */
export function edgesWithin(
  layout: MapLayout,
  onPath: (index: number) => boolean,
  area: Area,
  origin: { readonly x: number; readonly y: number },
): MapEdges {
  const quiet: string[] = [];
  const strong: string[] = [];
  const px = (value: number) => round(value - origin.x);
  const py = (value: number) => round(value - origin.y);
  for (const trunk of layout.trunks) {
    const parentX = (layout.x[trunk.parent] ?? 0) + CARD.width;
    const childX = parentX + (trunk.x - parentX) * 2;
    if (trunk.bottom < area.top || trunk.top > area.bottom) continue;
    if (childX < area.left || parentX > area.right) continue;
    const parentY = (layout.y[trunk.parent] ?? 0) + CARD.height / 2;
    for (const child of trunk.children) {
      const childY = (layout.y[child] ?? 0) + CARD.height / 2;
      if (Math.max(parentY, childY) < area.top || Math.min(parentY, childY) > area.bottom) continue;
      const isSeen = childY >= area.top && childY <= area.bottom;
      const strongly = onPath(child);
      if (!isSeen && !strongly) continue;
      (strongly ? strong : quiet).push(elbow(parentX, parentY, trunk.x, childX, childY));
    }
    const top = Math.max(trunk.top + BEND, area.top);
    const bottom = Math.min(trunk.bottom - BEND, area.bottom);
    if (trunk.children.length > 1 && bottom > top) quiet.push(`M${px(trunk.x)} ${py(top)}V${py(bottom)}`);
  }
  return { quiet: quiet.join(''), strong: strong.join('') };

  function elbow(fromX: number, fromY: number, turnX: number, toX: number, toY: number): string {
    const drop = toY - fromY;
    if (Math.abs(drop) < 0.5) return `M${px(fromX)} ${py(fromY)}H${px(toX)}`;
    const bend = Math.min(BEND, Math.abs(drop) / 2) * Math.sign(drop);
    const along = Math.abs(bend);
    // The upright part may be far longer than what is seen of it.
    const start = clamp(fromY + bend, area.top - BEND, area.bottom + BEND);
    const isStartSeen = fromY >= area.top - BEND && fromY <= area.bottom + BEND;
    const head = isStartSeen
      ? `M${px(fromX)} ${py(fromY)}H${px(turnX - along)}Q${px(turnX)} ${py(fromY)} ${px(turnX)} ${py(fromY + bend)}`
      : `M${px(turnX)} ${py(start)}`;
    const isEndSeen = toY >= area.top - BEND && toY <= area.bottom + BEND;
    return isEndSeen
      ? `${head}V${py(toY - bend)}Q${px(turnX)} ${py(toY)} ${px(turnX + along)} ${py(toY)}H${px(toX)}`
      : `${head}V${py(clamp(toY, area.top - BEND, area.bottom + BEND))}`;
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
