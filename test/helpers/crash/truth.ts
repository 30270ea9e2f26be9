import type { Job } from '../../../shared/model/job.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';

export type OperationKind = 'take' | 'restore' | 'delete';

/** One operation that was cut off: what it would have done. */
export interface Attempt {
  readonly kind: OperationKind;
  readonly name: string;
  /** Name of the snapshot that the machine's state grew from when it was begun. */
  readonly current: string | null;
  /** Null when the core was killed before it could answer. */
  readonly jobId: string | null;
}

/** What was told of a snapshot, or is to be known of it: it must still be so after any kill. */
export interface Expected {
  readonly description: string;
  readonly safety: boolean;
  readonly parent: string | null;
}

/** The description that every snapshot of a test is taken with. */
export function told(name: string): string {
  return `What was told of ${name}: <&> “ü” 日本語`;
}

/** What must be known now that the images hold these names, from what had to be before. */
export function expectedNow(
  before: ReadonlyMap<string, Expected>,
  attempt: Attempt | null,
  inImages: Iterable<string>,
): ReadonlyMap<string, Expected> {
  const present = new Set(inImages);
  const parentOf = (name: string | null): string | null => {
    let parent = name;
    while (parent !== null && !present.has(parent)) parent = before.get(parent)?.parent ?? null;
    return parent;
  };
  const now = new Map<string, Expected>();
  for (const name of present) {
    const isTaken = attempt?.kind === 'take' && attempt.name === name;
    const known = before.get(name) ?? {
      description: isTaken ? told(name) : '',
      // Whatever else is new was made by a restore, to keep what it replaces.
      safety: !isTaken,
      parent: attempt?.current ?? null,
    };
    now.set(name, { ...known, parent: parentOf(known.parent) });
  }
  return now;
}

/** What is shown of a machine's snapshots and of all jobs. */
export interface Shown {
  readonly snapshots: readonly Snapshot[];
  readonly jobs: readonly Job[];
}

/** Everything in which what is shown is not true; `inImages` says on how many of `drives` drives each name is. */
export function deviations(
  { snapshots, jobs }: Shown,
  expected: ReadonlyMap<string, Expected>,
  inImages: ReadonlyMap<string, number>,
  drives: number,
): readonly string[] {
  const names = new Map(snapshots.map((each) => [each.id, each.name]));
  const shown = new Set(names.values());
  const missing = [...inImages.keys()]
    .filter((name) => !shown.has(name))
    .map((name) => `“${name}” is missing`);
  const wrong = snapshots.flatMap((each) => {
    const parent = each.parentId === null ? null : (names.get(each.parentId) ?? null);
    const wants = expected.get(each.name);
    if (wants === undefined) return [`“${each.name}” is shown and is gone (${each.lost ? 'lost' : 'there'})`];
    return snapshotDeviations(each, parent, wants, inImages.get(each.name) === drives);
  });
  return [...missing, ...wrong, ...jobs.flatMap(jobDeviations)];
}

function snapshotDeviations(
  { name, description, safety, unreadable, restorable }: Snapshot,
  parent: string | null,
  wants: Expected,
  isWhole: boolean,
): readonly string[] {
  const wrong: string[] = [];
  if (unreadable !== null) wrong.push(`“${name}” can’t be read: ${unreadable}`);
  const isSaidWhole = restorable.ok && restorable.findings.length === 0;
  if (isSaidWhole !== isWhole)
    wrong.push(`“${name}” is ${isSaidWhole ? '' : 'not '}said to be restorable whole`);
  if (description !== wants.description) wrong.push(`the description of “${name}” is “${description}”`);
  if (safety !== wants.safety) wrong.push(`“${name}” is ${safety ? '' : 'not '}marked safety`);
  if (parent !== wants.parent) wrong.push(`“${name}” is below “${parent}”, not “${wants.parent}”`);
  return wrong;
}

function jobDeviations({ kind, state, error, events }: Job): readonly string[] {
  if (state === 'done') return [];
  if (state !== 'interrupted') return [`${kind} is ${state}: ${error?.message}`];
  const message = error?.message ?? '';
  if (!/^Snapgrove ended .*\.$/.test(message)) return [`the interrupted ${kind} says: ${message}`];
  const wasRunning = message.includes('while this was running');
  const isLookedInto = events.some(({ text }) =>
    /(was|were) (not )?(made|deleted)|was cut off|finished/.test(text),
  );
  return wasRunning && !isLookedInto ? [`nobody has found out how far ${kind} came`] : [];
}
