import type { Job } from '../../../shared/model/job.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';

export type OperationKind = 'take' | 'restore' | 'delete';

/** One operation that was cut off: what it would have done. */
export interface Attempt {
  readonly kind: OperationKind;
  readonly name: string;
  /** Name of the snapshot that the machine's state grew from when it was begun. */
  readonly current: string | null;
  /** What the first drive held when it was begun. */
  readonly content: number;
  /** Null when the core was killed before it could answer. */
  readonly jobId: string | null;
}

/** What was told of a snapshot, or is to be known of it: it must still be so after any kill. */
export interface Expected {
  readonly description: string;
  readonly safety: boolean;
  readonly parent: string | null;
  /** What the first drive held when it was taken. */
  readonly content: number;
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
  const parentOf = (name: string | null) => nearest(name, before, present);
  const now = new Map<string, Expected>();
  for (const name of present) {
    const isTaken = attempt?.kind === 'take' && attempt.name === name;
    const known = before.get(name) ?? {
      description: isTaken ? told(name) : '',
      // Whatever else is new was made by a restore, to keep what it replaces.
      safety: !isTaken,
      parent: attempt?.current ?? null,
      content: attempt?.content ?? 0,
    };
    now.set(name, { ...known, parent: parentOf(known.parent) });
  }
  return now;
}

/** The snapshot itself, or the nearest one above it that is still there. */
function nearest(
  name: string | null,
  before: ReadonlyMap<string, Expected>,
  present: { has(name: string): boolean },
): string | null {
  let at = name;
  while (at !== null && !present.has(at)) at = before.get(at)?.parent ?? null;
  return at;
}

/**
 * The name of the snapshot that the present state grew from, by what the first drive holds: each snapshot was taken
 * of another content. A content that is in none was written since, and nothing was restored.
 */
export function currentNow(
  before: ReadonlyMap<string, Expected>,
  now: ReadonlyMap<string, Expected>,
  attempt: Attempt | null,
  content: number,
): string | null {
  for (const [name, known] of now) if (known.content === content) return name;
  return nearest(attempt?.current ?? null, before, now);
}

/** What is shown of a machine's snapshots and of all jobs. */
export interface Shown {
  /** Name of the snapshot that the present state is said to have grown from. */
  readonly current: string | null;
  readonly snapshots: readonly Snapshot[];
  readonly jobs: readonly Job[];
}

/**
 * Everything in which what is shown is not true; `inImages` says on how many of `drives` drives each name is,
 * `currents` what the present state may have grown from.
 */
export function deviations(
  { snapshots, jobs, current }: Shown,
  expected: ReadonlyMap<string, Expected>,
  currents: readonly (string | null)[],
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
  const misplaced = currents.includes(current)
    ? []
    : [`the present state is said to come from “${current}”, not from ${currents.join(' or ')}`];
  return [...missing, ...wrong, ...misplaced, ...jobs.flatMap(jobDeviations)];
}

function snapshotDeviations(
  { name, description, safety, unreadable, restorable }: Snapshot,
  parent: string | null,
  wants: Expected,
  isWhole: boolean,
): readonly string[] {
  const wrong: string[] = [];
  if (unreadable !== null) wrong.push(`“${name}” can’t be read: ${unreadable.text}`);
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
    /(was|were) (not )?(made|deleted|restored)|was cut off|failed half way/.test(text),
  );
  return wasRunning && !isLookedInto ? [`nobody has found out how far ${kind} came`] : [];
}
