import { describe, expect, it } from 'vitest';
import { joinPlans } from '../../renderer/src/features/delete/delete-plans.ts';
import { finding } from '../../shared/model/finding.ts';
import type { DeletePlan } from '../../shared/model/plan.ts';

const named = (id: string) => ({ snapshotId: id, name: id.toUpperCase() });

function plan(
  of: string,
  parent: string | null,
  children: readonly string[],
  more: Partial<DeletePlan> = {},
): DeletePlan {
  return {
    findings: [],
    deletes: [named(of)],
    moves: children.map((child) => ({ ...named(child), newParentId: parent })),
    pinned: [],
    freesBytes: 10,
    ...more,
  };
}

describe('joinPlans', () => {
  it('moves children to where they stand at the end, when their new parent goes as well', () => {
    // a - b - c - d: b and c go, in either order.
    const plans = [plan('b', 'a', ['c']), plan('c', 'b', ['d'])];
    expect(joinPlans(plans).moves).toEqual([{ newParentId: 'a', names: ['D'] }]);
    expect(joinPlans(plans.toReversed()).moves).toEqual([{ newParentId: 'a', names: ['D'] }]);
  });

  it('makes roots of the children of roots', () => {
    expect(joinPlans([plan('a', null, ['b', 'c'])]).moves).toEqual([
      { newParentId: null, names: ['B', 'C'] },
    ]);
  });

  it('adds up what is freed, and knows it of none when it is not known of one', () => {
    expect(joinPlans([plan('a', null, []), plan('b', null, [])]).freesBytes).toBe(20);
    expect(joinPlans([plan('a', null, []), plan('b', null, [], { freesBytes: null })]).freesBytes).toBeNull();
  });

  it('says each finding, each pinned and each deleted snapshot once', () => {
    const both = {
      findings: [finding('warns', 'w', 'Careful.')],
      pinned: [named('p')],
      deletes: [named('p')],
    };
    const joined = joinPlans([plan('p', null, [], both), plan('p', null, [], both)]);
    expect(joined.findings).toHaveLength(1);
    expect(joined.pinned).toEqual([named('p')]);
    expect(joined.deletes).toEqual([named('p')]);
  });
});
