import { describe, expect, it } from 'vitest';
import { planDelete } from '../../electron/snapshots/delete-plan.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { snapshotOf } from '../helpers/snapshot-sample.ts';

const below = (name: string, parent: string | null, more: Partial<Snapshot> = {}) =>
  snapshotOf(name, { parentId: parent === null ? null : `m/${parent}`, ...more });

/** root → a → b → c, and a → d. */
const tree = [
  below('root', null),
  below('a', 'root', { sizeBytes: 10 }),
  below('b', 'a', { sizeBytes: 5, pinned: true }),
  below('c', 'b'),
  below('d', 'a'),
];

const planned = (targets: string, children: 'keep' | 'delete' | 'only') => {
  const ids = targets.split(' ').map((each) => `m/${each}`);
  const plan = planDelete(tree, ids, children);
  return {
    deletes: plan.deletes.map((each) => each.name),
    moves: plan.moves.map((each) => [each.name, each.newParentId]),
    pinned: plan.pinned.map((each) => each.name),
    frees: plan.freesBytes,
    findings: plan.findings.map((each) => each.code),
  };
};

describe('planDelete', () => {
  it('moves the children of one up to its parent', () => {
    expect(planned('a', 'keep')).toEqual({
      deletes: ['a'],
      moves: [
        ['b', 'm/root'],
        ['d', 'm/root'],
      ],
      pinned: [],
      frees: 10,
      findings: [],
    });
    expect(planned('root', 'keep').moves).toEqual([['a', null]]);
  });

  it('deletes a branch leaf first, and names the pinned ones in it', () => {
    const plan = planned('a', 'delete');
    expect(plan).toMatchObject({ moves: [], pinned: ['b'], frees: 15, findings: [] });
    expect([...plan.deletes].sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(plan.deletes.at(-1)).toBe('a');
    expect(plan.deletes.indexOf('c')).toBeLessThan(plan.deletes.indexOf('b'));
  });

  it('deletes what is below only', () => {
    const plan = planned('b', 'only');
    expect(plan).toMatchObject({ deletes: ['c'], moves: [], pinned: [], frees: null });
    expect(planned('d', 'only')).toMatchObject({ deletes: [], findings: ['no-descendants'] });
  });

  it('deletes several in one plan, leaf first in whatever order they were named', () => {
    for (const order of ['a c', 'c a']) {
      expect(planned(order, 'keep')).toEqual({
        deletes: ['c', 'a'],
        moves: [
          ['b', 'm/root'],
          ['d', 'm/root'],
        ],
        pinned: [],
        frees: 10,
        findings: [],
      });
    }
    // b goes with a, so that c moves past both.
    expect(planned('b a', 'keep')).toMatchObject({
      deletes: ['b', 'a'],
      moves: [
        ['d', 'm/root'],
        ['c', 'm/root'],
      ],
      pinned: ['b'],
    });
    expect(planned('a b', 'delete').deletes).toHaveLength(4);
    expect(planned('a nowhere', 'keep')).toMatchObject({ deletes: [], findings: ['not-there'] });
  });

  it('says that there is nothing to delete', () => {
    expect(planned('nowhere', 'keep')).toMatchObject({ deletes: [], findings: ['not-there'] });
  });
});
