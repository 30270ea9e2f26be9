import { type Snapshot, snapshotId } from '../../shared/model/snapshot.ts';
import { say } from '../../shared/sentences/say.ts';

/** What is shown of a snapshot whose document can't be read; `writtenAt` is ms since the epoch. */
export function unreadableSnapshot(
  machineId: string,
  stored: { readonly key: string; readonly problem: string; readonly writtenAt: number },
): Snapshot {
  return {
    id: snapshotId(machineId, stored.key),
    machineId,
    name: stored.key,
    description: '',
    labels: [],
    pinned: false,
    safety: false,
    origin: 'snapgrove',
    parentId: null,
    createdAt: stored.writtenAt,
    state: 'nostate',
    kind: 'internal',
    memory: false,
    sizeBytes: null,
    picture: null,
    pictureProblem: null,
    drives: [],
    drivesLeftOut: [],
    restorable: { ok: false, findings: [] },
    lost: false,
    unreadable: say('store/unreadable', { said: stored.problem }),
  };
}
