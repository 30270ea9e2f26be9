import type { Finding } from '../../../../shared/model/finding.ts';
import type { DeletePlan } from '../../../../shared/model/plan.ts';

/** Snapshots that move to one new parent. */
export interface Move {
  readonly newParentId: string | null;
  readonly names: readonly string[];
}

/** What several deletes would do together. */
export interface DeletePlans {
  readonly findings: readonly Finding[];
  readonly deletes: readonly { readonly snapshotId: string; readonly name: string }[];
  readonly moves: readonly Move[];
  readonly pinned: readonly { readonly snapshotId: string; readonly name: string }[];
  /** Null when it can't be known of one of them. */
  readonly freesBytes: number | null;
}

/**
 * Puts the plans of several deletes together. A snapshot that one plan moves and another deletes is not said to move,
 * and one that would move below a snapshot that goes as well is said to move to where that one's children go.
 */
export function joinPlans(plans: readonly DeletePlan[]): DeletePlans {
  const deletes = new Map(plans.flatMap((plan) => plan.deletes).map((each) => [each.snapshotId, each]));
  const pinned = new Map(plans.flatMap((plan) => plan.pinned).map((each) => [each.snapshotId, each]));
  const findings = new Map(
    plans.flatMap((plan) => plan.findings).map((each) => [`${each.code} ${each.message}`, each]),
  );
  const allMoves = plans.flatMap((plan) => plan.moves);
  // Where the children of each snapshot that goes are moved to.
  const heirs = new Map<string, string | null>(
    plans.flatMap((plan) =>
      plan.deletes.map((each) => [each.snapshotId, plan.moves[0]?.newParentId ?? null] as const),
    ),
  );
  const names = new Map<string | null, string[]>();
  for (const move of allMoves) {
    if (deletes.has(move.snapshotId)) continue;
    const parent = standingParent(move.newParentId, heirs);
    const known = names.get(parent);
    if (known === undefined) names.set(parent, [move.name]);
    else if (!known.includes(move.name)) known.push(move.name);
  }
  const frees = plans.map((plan) => plan.freesBytes);
  return {
    findings: [...findings.values()],
    deletes: [...deletes.values()],
    moves: [...names].map(([newParentId, moved]) => ({ newParentId, names: moved })),
    pinned: [...pinned.values()],
    freesBytes: frees.includes(null) ? null : frees.reduce<number>((sum, each) => sum + (each ?? 0), 0),
  };
}

function standingParent(parentId: string | null, heirs: ReadonlyMap<string, string | null>): string | null {
  const seen = new Set<string>();
  let at = parentId;
  while (at !== null && heirs.has(at) && !seen.has(at)) {
    seen.add(at);
    at = heirs.get(at) ?? null;
  }
  return at;
}
