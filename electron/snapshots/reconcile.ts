import { createHash } from 'node:crypto';
import type { DomainSnapshot } from '../../shared/domainsnapshot.ts';
import { type Snapshot, snapshotId } from '../../shared/model/snapshot.ts';
import { recognised } from '../../shared/sentences/recognised.ts';
import type { Domain, RememberedSnapshot, SnapshotFacts } from '../hypervisor/hypervisor.ts';
import { atOnce } from '../threads/slices.ts';
import type { StoredSnapshot } from './document-reader.ts';
import { driveStatuses, isLost } from './drive-status.ts';
import type { MachineNotes } from './machine-notes.ts';
import { createdAt, nameOf, parentKeys, presentKey } from './parents.ts';
import { restorable } from './restorable.ts';
import { identitiesOf } from './snapshot-documents.ts';
import { unreadableSnapshot } from './unreadable-snapshot.ts';

/** All that is known of a machine's snapshots, from the hypervisor and from the store. */
export interface Evidence {
  readonly machineId: string;
  readonly domain: Domain;
  readonly facts: readonly SnapshotFacts[];
  readonly stored: readonly StoredSnapshot[];
  readonly notes: MachineNotes;
  /** Whether the hypervisor itself knows parents and the current snapshot. */
  readonly keepsTree: boolean;
  /** The tree as it was while the machine was the same: what has not changed is taken from it. */
  readonly before?: Reconciled | null;
}

/** The true tree: what the world shows, and what the store must learn. */
export interface Reconciled {
  readonly snapshots: readonly Snapshot[];
  /** What is shown of each entry, by key. */
  readonly shown: ReadonlyMap<string, Snapshot>;
  /** By key, for operations; a lost snapshot has no facts. */
  readonly entries: ReadonlyMap<string, SnapshotEntry>;
  /** The key of each entry's parent as shown. */
  readonly parents: ReadonlyMap<string, string | null>;
  readonly currentKey: string | null;
  /** The notes as they must be written; the same value when nothing changed. */
  readonly notes: MachineNotes;
  /** Documents of snapshots made elsewhere that are gone and carry nothing of the user's. */
  readonly forget: readonly string[];
}

export interface SnapshotEntry {
  readonly key: string;
  readonly facts: SnapshotFacts | null;
  readonly document: DomainSnapshot | null;
}

/** Brings the hypervisor's list and the store's documents together. Nothing is dropped that the user could miss. */
export function reconcile(evidence: Evidence): Reconciled {
  return atOnce(reconciling(evidence));
}

/** Reconciles with a yield wherever others may have the thread; nothing of the evidence may change meanwhile. */
export function* reconciling(evidence: Evidence): Generator<void, Reconciled> {
  const { entries, forgotten } = yield* match(evidence);
  const forget = forgotten.map((entry) => entry.key);
  const notes = evidence.keepsTree
    ? evidence.notes
    : placeNewcomers(withForgotten(evidence.notes, entries, forgotten), entries, evidence.domain);
  yield;
  const parents = yield* parentKeys(entries, notes, evidence.keepsTree);
  yield;
  const currentKey = evidence.keepsTree
    ? ([...entries.values()].find((entry) => entry.facts?.current === true)?.key ?? null)
    : presentKey(notes.currentKey ?? null, entries, notes);
  const namesakes = pathsByName(evidence.facts);
  const shown = new Map<string, Snapshot>();
  for (const entry of entries.values()) {
    yield;
    const parent = parents.get(entry.key) ?? null;
    shown.set(
      entry.key,
      shownBefore(evidence, entry, parent) ?? snapshotOf(evidence, entry, parent, namesakes),
    );
  }
  const snapshots = [...shown.values()];
  for (const stored of evidence.stored) {
    if ('problem' in stored) snapshots.push(unreadableSnapshot(evidence.machineId, stored));
  }
  return { snapshots, shown, entries, parents, currentKey, notes, forget };
}

/** Finds the key of a snapshot without a document of ours: the one it was given, or one made from what it is. */
function keyFinder(
  elsewhere: MachineNotes['elsewhere'],
): (facts: Pick<SnapshotFacts, 'name' | 'identities'>) => string {
  const given = new Map<string, string>();
  for (const [key, { name, identities }] of Object.entries(elsewhere)) {
    for (const identity of identities) given.set([name, identity].join('\0'), key);
  }
  return ({ name, identities }) =>
    identities.map((identity) => given.get([name, identity].join('\0'))).find((key) => key !== undefined) ??
    keyOf(name, identities[0] ?? '');
}

/** Keys made so far: an image may hold ten thousand snapshots, and each is asked for at every change. */
const keys = new Map<string, string>();
const MAX_KEYS = 100_000;

function keyOf(name: string, identity: string): string {
  const text = [name, identity].join('\0');
  const known = keys.get(text);
  if (known !== undefined) return known;
  if (keys.size >= MAX_KEYS) keys.clear();
  const key = `x-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  keys.set(text, key);
  return key;
}

interface Matched {
  readonly entries: ReadonlyMap<string, SnapshotEntry>;
  readonly forgotten: readonly SnapshotEntry[];
}

function* match(evidence: Evidence): Generator<void, Matched> {
  const documentsByName = new Map<string, { readonly key: string; readonly document: DomainSnapshot }[]>();
  for (const stored of evidence.stored) {
    if ('problem' in stored) continue;
    const { name } = stored.document;
    const same = documentsByName.get(name);
    if (same === undefined) documentsByName.set(name, [stored]);
    else same.push(stored);
  }
  const keyOfStranger = keyFinder(evidence.notes.elsewhere);
  const entries = new Map<string, SnapshotEntry>();
  const used = new Set<string>();
  for (const facts of evidence.facts) {
    yield;
    const stored = documentsByName
      .get(facts.name)
      ?.find(({ key, document }) => !used.has(key) && isSame(facts, document));
    const key = stored?.key ?? keyOfStranger(facts);
    if (stored !== undefined) used.add(stored.key);
    entries.set(key, { key, facts, document: stored?.document ?? null });
  }
  const forgotten: SnapshotEntry[] = [];
  for (const stored of evidence.stored) {
    if ('problem' in stored || used.has(stored.key)) continue;
    const entry = { key: stored.key, facts: null, document: stored.document };
    if (carriesNothing(stored.document) && isGone(evidence, entry)) forgotten.push(entry);
    else entries.set(stored.key, entry);
  }
  return { entries, forgotten };
}

/** Whether a document describes this very snapshot, and not another one of its name. */
export function isSame(facts: SnapshotFacts, document: DomainSnapshot): boolean {
  return (
    facts.name === document.name &&
    identitiesOf(document).some((identity) => facts.identities.includes(identity))
  );
}

/** What was shown of an entry of which nothing changed; null where something did, or may have. */
function shownBefore({ before }: Evidence, entry: SnapshotEntry, parent: string | null): Snapshot | null {
  const was = before?.entries.get(entry.key);
  const isSameEntry =
    was !== undefined && was.facts === entry.facts && was.document === entry.document && entry.facts !== null;
  if (before == null || !isSameEntry || before.parents.get(entry.key) !== parent) return null;
  // Where it is missing on a drive, other snapshots of its name count too.
  const isWhole = (entry.document?.blockDevices.length ?? 0) <= (entry.facts?.instances.length ?? 0);
  return isWhole ? (before.shown.get(entry.key) ?? null) : null;
}

/** A snapshot made elsewhere that the user wrote nothing about. */
function carriesNothing(document: DomainSnapshot): boolean {
  const { notes } = document;
  return (
    notes?.origin === 'elsewhere' && document.description === '' && notes.labels.length === 0 && !notes.pinned
  );
}

function isGone(evidence: Evidence, entry: SnapshotEntry): boolean {
  // libvirt lists all there is, when it can be asked; an image that can't be read may hold more.
  return evidence.keepsTree ? canBeSeen(evidence) : isLost(drivesOf(evidence, entry, new Map()));
}

function canBeSeen({ domain }: Evidence): boolean {
  return domain.state !== 'unknown';
}

/** What is forgotten leaves its place behind: its children hang on it until they find its parent. */
function withForgotten(
  notes: MachineNotes,
  entries: ReadonlyMap<string, SnapshotEntry>,
  forgotten: readonly SnapshotEntry[],
): MachineNotes {
  const added = forgotten.filter((entry) => notes.elsewhere[entry.key] === undefined);
  if (added.length === 0) return notes;
  const all = new Map([...entries, ...forgotten.map((entry) => [entry.key, entry] as const)]);
  const parents = atOnce(parentKeys(all, notes, false));
  const places = added.map(
    (entry) =>
      [entry.key, { name: nameOf(entry), parent: parents.get(entry.key) ?? null, identities: [] }] as const,
  );
  return { ...notes, elsewhere: { ...notes.elsewhere, ...Object.fromEntries(places) } };
}

/**
 * Gives snapshots made elsewhere their place when they are first seen: one made after the present state began
 * grew from the current snapshot and is current now; an older one hangs below the newest before it.
 */
function placeNewcomers(
  notes: MachineNotes,
  entries: ReadonlyMap<string, SnapshotEntry>,
  domain: Domain,
): MachineNotes {
  const byAge = [...entries.values()].sort((a, b) => createdAt(a) - createdAt(b));
  const newcomers = byAge.filter(
    (entry) => entry.document === null && notes.elsewhere[entry.key] === undefined,
  );
  const isFirstLook = notes.currentKey === undefined && domain.seenAt !== null;
  if (newcomers.length === 0)
    return isFirstLook ? { ...notes, currentKey: byAge.at(-1)?.key ?? null } : notes;
  const elsewhere = { ...notes.elsewhere };
  let currentKey = notes.currentKey;
  let currentSince = notes.currentSince;
  let older = 0;
  for (const entry of newcomers) {
    while (older < byAge.length && createdAt(byAge[older]) < createdAt(entry)) older += 1;
    const grewFromCurrent =
      currentKey !== undefined && currentKey !== null && createdAt(entry) >= currentSince;
    const before = byAge[older - 1]?.key ?? null;
    elsewhere[entry.key] = {
      name: nameOf(entry),
      parent: grewFromCurrent ? (currentKey ?? null) : before,
      identities: entry.facts?.identities ?? [],
    };
    if (currentKey == null || createdAt(entry) >= currentSince) {
      currentKey = entry.key;
      currentSince = createdAt(entry);
    }
  }
  return { ...notes, elsewhere, currentKey: currentKey ?? null, currentSince, currentActivity: null };
}

function pathsByName(facts: readonly SnapshotFacts[]): ReadonlyMap<string, ReadonlySet<string>> {
  const paths = new Map<string, Set<string>>();
  for (const each of facts) {
    const known = paths.get(each.name) ?? new Set();
    for (const instance of each.instances) known.add(instance.drivePath);
    paths.set(each.name, known);
  }
  return paths;
}

function drivesOf(
  evidence: Evidence,
  entry: SnapshotEntry,
  namesakes: ReadonlyMap<string, ReadonlySet<string>>,
): Snapshot['drives'] {
  const devices = entry.document?.blockDevices ?? [];
  if (devices.length === 0) {
    const drives = entry.facts?.drives ?? [];
    // As they were when libvirt was last asked, which need not be so any more.
    if (!evidence.keepsTree || canBeSeen(evidence)) return drives;
    return drives.map((drive) => ({ ...drive, status: 'unknown' }));
  }
  return driveStatuses(devices, {
    drives: evidence.domain.drives,
    facts: entry.facts,
    namesakes: namesakes.get(nameOf(entry)) ?? new Set(),
    canBeSeen: canBeSeen(evidence),
  });
}

/** What the store remembers of a snapshot, for comparing with the machine of today. */
export function rememberedOf(entry: SnapshotEntry): RememberedSnapshot | null {
  const { document } = entry;
  if (document === null) return null;
  return {
    ramBytes: document.notes?.ramBytes ?? null,
    devices: document.notes?.devices ?? null,
    drives: [],
    state: document.state === 'nostate' ? null : document.state,
  };
}

function snapshotOf(
  evidence: Evidence,
  entry: SnapshotEntry,
  parent: string | null,
  namesakes: ReadonlyMap<string, ReadonlySet<string>>,
): Snapshot {
  const { facts, document } = entry;
  const drives = drivesOf(evidence, entry, namesakes);
  const lost = facts === null && isGone(evidence, entry);
  const name = nameOf(entry);
  const memory = facts?.memory ?? document?.blockDevices.some((device) => device.vmstate === true) ?? false;
  const notes = document?.notes ?? null;
  return {
    id: snapshotId(evidence.machineId, entry.key),
    machineId: evidence.machineId,
    name,
    description: (evidence.keepsTree ? facts?.description : undefined) ?? document?.description ?? '',
    labels: notes?.labels ?? [],
    pinned: notes?.pinned ?? false,
    safety: notes?.safety ?? false,
    origin: notes?.origin ?? 'elsewhere',
    parentId: parent === null ? null : snapshotId(evidence.machineId, parent),
    createdAt: createdAt(entry),
    state: (evidence.keepsTree ? facts?.state : null) ?? document?.state ?? facts?.state ?? 'nostate',
    kind: facts?.kind ?? 'internal',
    memory,
    sizeBytes: facts?.sizeBytes ?? null,
    picture: notes?.screenshot ?? null,
    pictureProblem: notes?.screenshotProblem == null ? null : recognised(notes.screenshotProblem),
    drives,
    drivesLeftOut: notes?.drivesLeftOut ?? [],
    restorable: restorable(
      {
        name,
        memory,
        drives,
        lost,
        unseen: evidence.keepsTree && !canBeSeen(evidence),
        standing: facts?.findings ?? [],
      },
      // libvirt restores with the definition of that moment, so today's machine need not be like it.
      evidence.keepsTree ? null : rememberedOf(entry),
      evidence.domain,
    ),
    lost,
    unreadable: null,
  };
}
