import type { Snapshot } from '../../../../shared/model/snapshot.ts';
import { foldText } from '../../lib/fold-text.ts';
import type { World } from '../../world/world.ts';
import { fulfils, type Query } from './query.ts';

/** The snapshots of one machine that were found, the newest first. */
export interface FoundOfMachine {
  readonly machineId: string;
  readonly machineName: string;
  readonly snapshots: readonly Snapshot[];
}

/** Texts of snapshots as they are compared; a snapshot that changes is another object and is folded anew. */
const folded = new WeakMap<Snapshot, string>();

/** Finds the snapshots of all machines that fulfil a query; machines by name. Without terms, nothing. */
export function searchWorld(
  { machines, snapshots }: Pick<World, 'machines' | 'snapshots'>,
  query: Query,
): readonly FoundOfMachine[] {
  if (query.terms.length === 0) return [];
  const found: FoundOfMachine[] = [];
  for (const { id: machineId, name: machineName } of machines.values()) {
    const machineText = foldText(machineName);
    const fitting: Snapshot[] = [];
    for (const snapshot of snapshots.get(machineId)?.values() ?? []) {
      if (fulfils(query, `${textsOf(snapshot)}\n${machineText}`, snapshot.createdAt)) fitting.push(snapshot);
    }
    if (fitting.length > 0) {
      fitting.sort((a, b) => b.createdAt - a.createdAt);
      found.push({ machineId, machineName, snapshots: fitting });
    }
  }
  return found.sort((a, b) => a.machineName.localeCompare(b.machineName));
}

function textsOf(snapshot: Snapshot): string {
  const known = folded.get(snapshot);
  if (known !== undefined) return known;
  const texts = foldText([snapshot.name, snapshot.description, ...snapshot.labels].join('\n'));
  folded.set(snapshot, texts);
  return texts;
}
