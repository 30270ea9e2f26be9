import { MAX_NAME_BYTES } from '../../../../shared/model/snapshot.ts';
import type { Text } from '../../lib/text/use-text.tsx';

/** Where a name is to be used. */
export interface NameUse {
  readonly machineName: string;
  readonly taken: ReadonlySet<string>;
}

/** Why a snapshot can't have this name on these machines, in a sentence; null when it can. */
export function nameProblem(name: string, uses: readonly NameUse[], { t }: Text): string | null {
  if (name.trim() === '') return t('take.nameEmpty');
  const bytes = new TextEncoder().encode(name).length;
  if (bytes > MAX_NAME_BYTES) return t('take.nameLong', { count: bytes, limit: MAX_NAME_BYTES });
  const taken = uses.find((use) => use.taken.has(name));
  return taken === undefined ? null : t('take.nameTaken', { machine: taken.machineName });
}
