import { isDeepStrictEqual } from 'node:util';
import type { SnapshotFacts } from '../hypervisor/hypervisor.ts';

/**
 * The facts as listed now, each the same value as before where nothing changed, and the whole list too: whoever
 * compares need not look into them.
 */
export function* withKnownFacts(
  before: readonly SnapshotFacts[],
  listed: readonly SnapshotFacts[],
): Generator<void, readonly SnapshotFacts[]> {
  if (before === listed) return before;
  const known = new Map<string, SnapshotFacts>();
  for (const facts of before) {
    known.set(keyOf(facts), facts);
    yield;
  }
  const now: SnapshotFacts[] = [];
  let isSame = before.length === listed.length;
  for (const facts of listed) {
    const old = known.get(keyOf(facts));
    const value = old !== undefined && isEqual(old, facts) ? old : facts;
    isSame &&= value === before[now.length];
    now.push(value);
    yield;
  }
  return isSame ? before : now;
}

function keyOf({ name, identities }: SnapshotFacts): string {
  return `${name}\0${identities[0] ?? ''}`;
}

/** Cheaply where they differ, which is in their first fields as a rule. */
function isEqual(a: SnapshotFacts, b: SnapshotFacts): boolean {
  return a.sizeBytes === b.sizeBytes && a.createdAt === b.createdAt && isDeepStrictEqual(a, b);
}
