import { inSlices } from '../../threads/slices.ts';
import type { SnapshotFacts } from '../hypervisor.ts';
import type { QemuDrive } from './drives.ts';
import { findingSnapshotFacts, snapshotFacts } from './snapshot-facts.ts';

/** A machine's snapshots as its drives hold them: the same value while the drives are the same. */
export class ListedSnapshots {
  #last: { readonly drives: readonly QemuDrive[]; readonly facts: readonly SnapshotFacts[] } | null = null;

  of(drives: readonly QemuDrive[]): readonly SnapshotFacts[] {
    if (this.#last?.drives !== drives) this.#last = { drives, facts: snapshotFacts(drives) };
    return this.#last.facts;
  }

  /** As `of`, letting others have the thread where there are many. */
  async list(drives: readonly QemuDrive[]): Promise<readonly SnapshotFacts[]> {
    const before = this.#last;
    if (before?.drives === drives) return before.facts;
    const facts = await inSlices(findingSnapshotFacts(drives));
    // Somebody may have listed newer drives meanwhile.
    if (this.#last === before) this.#last = { drives, facts };
    return facts;
  }
}
