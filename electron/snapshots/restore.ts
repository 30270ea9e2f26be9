import type { WantedState } from '../../shared/contract/contract.ts';
import { type Finding, finding, isAllowed } from '../../shared/model/finding.ts';
import { snapshotId } from '../../shared/model/snapshot.ts';
import { say } from '../../shared/sentences/say.ts';
import { HypervisorError, type SnapshotFacts } from '../hypervisor/hypervisor.ts';
import { deleteSnapshots } from './delete.ts';
import { type OperationJournal, RefusedError } from './intent.ts';
import type { MachineBook } from './machine-book.ts';
import { rememberedOf, type SnapshotEntry } from './reconcile.ts';
import { safetyName, supersededSafety } from './safety.ts';
import { hasMemory, type Pictures, takeSnapshot } from './take.ts';

export interface RestoreOptions {
  readonly state: WantedState;
  readonly keepCurrent: boolean;
  readonly force: boolean;
}

/**
 * Goes back to a snapshot: every check first, then the safety snapshot, complete, and only then the restore.
 * Returns the key of the safety snapshot, if one was asked for. Throws RefusedError before anything was sent.
 */
export async function restoreSnapshot(
  book: MachineBook,
  key: string,
  options: RestoreOptions,
  pictures: Pictures | null,
  journal: OperationJournal,
): Promise<{ readonly safetyKey: string | null; readonly findings: readonly Finding[] }> {
  const { facts, entry } = await refuseBlocked(book, key, options);
  const safetyKey = options.keepCurrent ? await keepCurrent(book, facts, pictures, journal) : null;
  const restored = await mentioningSafety(book, safetyKey, async () => {
    // Saving the present state may have taken minutes.
    if (safetyKey !== null) await refuseBlocked(book, key, options);
    await journal.intend({ kind: 'restore', key, name: facts.name, startedAt: Date.now() });
    return await growing(book, key, () =>
      book.hypervisor.restoreSnapshot(
        book.uuid,
        facts,
        { state: options.state, remembered: rememberedOf(entry), force: options.force },
        { onProgress: () => undefined, onStep: journal.step },
      ),
    );
  });
  await book.reconcile();

  const pruned = safetyKey === null ? [] : await removeSuperseded(book, key, safetyKey, journal);
  return { safetyKey, findings: [...restored.findings, ...pruned] };
}

/** Notes what the present state grows from once `work` put it there, also when what came after that failed. */
export async function growing<T>(book: MachineBook, key: string, work: () => Promise<T>): Promise<T> {
  const since = Date.now();
  try {
    const result = await work();
    await book.setCurrent(key);
    return result;
  } catch (error) {
    if (book.hypervisor.restoreOutcome(book.uuid, since) === 'restored') await book.setCurrent(key);
    throw error;
  }
}

/** Says in the error of a failed restore where the state before is kept. */
async function mentioningSafety<T>(
  book: MachineBook,
  safetyKey: string | null,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (safetyKey === null || !(error instanceof HypervisorError)) throw error;
    throw new HypervisorError(
      error.code,
      say('restore/kept', { why: error.said, name: book.nameOf(safetyKey) ?? '' }),
      { findings: error.findings, cause: error },
    );
  }
}

/** Makes a snapshot what the machine starts from next time; the disks' present state is kept first if asked for. */
export async function activateSnapshot(
  book: MachineBook,
  key: string,
  options: { readonly keepCurrent: boolean },
  pictures: Pictures | null,
  journal: OperationJournal,
): Promise<{ readonly safetyKey: string | null; readonly findings: readonly Finding[] }> {
  await book.reconcile();
  const entry = book.entry(key);
  const { facts } = entry;
  const findings = await restoreFindings(book, entry, 'activate', 'as-snapshot');
  if (facts === null || !isAllowed(findings)) {
    throw new RefusedError(
      say('activate/refused', { name: book.nameOf(key) ?? '', machine: book.domain.name }),
      findings,
    );
  }
  // QEMU loads memory as it starts; libvirt loads it at once and keeps it for the start.
  const putsDisksNow = !hasMemory(book.domain) && (book.hypervisor.keepsTree || !facts.memory);
  const safetyKey =
    options.keepCurrent && putsDisksNow ? await keepCurrent(book, facts, pictures, journal) : null;

  await journal.intend({ kind: 'restore', key, name: facts.name, startedAt: Date.now() });
  const carryOut = () =>
    book.hypervisor.activateSnapshot(book.uuid, facts, rememberedOf(entry), {
      onProgress: () => undefined,
      onStep: journal.step,
    });
  const result = putsDisksNow ? await growing(book, key, carryOut) : await carryOut();
  await book.reconcile();
  return { safetyKey, findings: result.findings };
}

/** Everything that stands against or speaks to restoring or activating a snapshot now. */
export async function restoreFindings(
  book: MachineBook,
  entry: SnapshotEntry,
  kind: 'restore' | 'activate',
  state: WantedState,
): Promise<readonly Finding[]> {
  const shown = book.reconciled?.snapshots.find((each) => each.id === `${book.machineId}/${entry.key}`);
  const standing = shown?.restorable.findings ?? [];
  if (entry.facts === null) return standing;
  const remembered = rememberedOf(entry);
  const checked = await book.hypervisor.check(
    book.uuid,
    kind === 'restore'
      ? { kind, snapshot: entry.facts, remembered, state }
      : { kind, snapshot: entry.facts, remembered },
  );
  const known = new Set(standing.map((each) => each.message));
  return [...standing, ...checked.filter((each) => !known.has(each.message))];
}

async function refuseBlocked(
  book: MachineBook,
  key: string,
  { state, force }: Pick<RestoreOptions, 'state' | 'force'>,
): Promise<{ readonly facts: NonNullable<SnapshotEntry['facts']>; readonly entry: SnapshotEntry }> {
  await book.hypervisor.refresh(book.uuid);
  await book.reconcile();
  const entry = book.entry(key);
  const findings = await restoreFindings(book, entry, 'restore', state);
  // What the hypervisor calls risky is done only where the user agreed to it.
  const isRisky = !force && findings.some((each) => each.code === 'force-needed');
  if (entry.facts === null || !isAllowed(findings) || isRisky) {
    throw new RefusedError(
      say('restore/refused', { name: book.nameOf(key) ?? '', machine: book.domain.name }),
      findings,
    );
  }
  return { facts: entry.facts, entry };
}

/** The safety snapshot, complete before anything else is sent. */
async function keepCurrent(
  book: MachineBook,
  restored: SnapshotFacts,
  pictures: Pictures | null,
  journal: OperationJournal,
): Promise<string> {
  const taken = new Set([...book.entries.values()].map((entry) => book.nameOf(entry.key) ?? ''));
  const name = safetyName(restored.name, taken, book.domain.names);
  journal.step(say('step/keep', { name }));
  const { key } = await takeSnapshot(
    book,
    {
      name,
      description: '',
      labels: [],
      safety: true,
      memory: hasMemory(book.domain),
      drives: null,
      quiesce: false,
      // A machine's snapshots should be of one kind.
      external: restored.kind === 'internal' ? null : { memoryFile: null },
    },
    pictures,
    journal,
  );
  return key;
}

/** Removes safety snapshots beyond the newest few, never the one just restored nor the one just taken. */
async function removeSuperseded(
  book: MachineBook,
  restoredKey: string,
  takenKey: string,
  journal: OperationJournal,
): Promise<readonly Finding[]> {
  const old = supersededSafety(book.reconciled?.snapshots ?? [], {
    restored: snapshotId(book.machineId, restoredKey),
    taken: snapshotId(book.machineId, takenKey),
  });
  const findings: Finding[] = [];
  for (const each of old) {
    journal.step(say('step/drop-safety', { name: each.name }));
    try {
      const plan = { deletes: [{ snapshotId: each.id, name: each.name }] };
      findings.push(...(await deleteSnapshots(book, plan, new Set(), journal)));
    } catch (error) {
      if (!(error instanceof HypervisorError || error instanceof RefusedError)) throw error;
      // The restore itself is done.
      findings.push(finding('warns', 'safety-left', { name: each.name, why: error.said }));
    }
  }
  return findings;
}
