import { describe, expect, it } from 'vitest';
import { edgesWithin } from '../../renderer/src/features/map/map-edges.ts';
import { layoutMap, PITCH } from '../../renderer/src/features/map/map-layout.ts';
import { buildTree } from '../../shared/model/tree.ts';
import { treeRows } from '../../shared/model/tree-rows.ts';

function wide(children: number) {
  const items = [{ id: 'root', parentId: null, createdAt: 0, name: 'root' }];
  const all = Array.from({ length: children }, (_, at) => ({
    id: `child ${at}`,
    parentId: 'root',
    createdAt: at + 1,
    name: '',
  }));
  return treeRows(buildTree([...items, ...all]), { presentId: `child ${children - 1}` });
}

const everywhere = { left: -1e6, top: -1e6, right: 1e6, bottom: 1e6 };
const origin = { x: 0, y: 0 };

describe('the lines of the map', () => {
  it('draws one line to each child, that to the present apart', () => {
    const rows = wide(3);
    const { quiet, strong } = edgesWithin(
      layoutMap(rows),
      (index) => rows[index]?.onPath ?? false,
      everywhere,
      origin,
    );
    expect(strong.match(/M/g)).toHaveLength(1);
    // Two children and the trunk that they hang on.
    expect(quiet.match(/M/g)).toHaveLength(3);
  });

  it('draws only what is seen of thousands, with no coordinate far outside', () => {
    const rows = wide(10_000);
    const area = { left: 0, top: 1000 * PITCH.y, right: 2 * PITCH.x, bottom: 1005 * PITCH.y };
    const { quiet, strong } = edgesWithin(layoutMap(rows), () => false, area, { x: 0, y: area.top });
    expect(quiet.match(/M/g)?.length).toBeLessThan(10);
    expect(strong).toBe('');
    const heights = [...quiet.matchAll(/[MV](?:[\d.-]+ )?([\d.-]+)/g)].map((match) => Number(match[1]));
    expect(Math.max(...heights)).toBeLessThan(area.bottom - area.top + 100);
    expect(Math.min(...heights)).toBeGreaterThan(-100);
  });

  it('draws the way to the present also where only its upright part is seen', () => {
    const rows = wide(100);
    const area = { left: 0, top: 80 * PITCH.y, right: 2 * PITCH.x, bottom: 85 * PITCH.y };
    const { strong } = edgesWithin(layoutMap(rows), (index) => rows[index]?.onPath ?? false, area, origin);
    expect(strong).toMatch(/^M\S+ \S+V\S+$/);
  });
});
