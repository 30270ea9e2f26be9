import { illegalCharacter } from '../../shared/domainsnapshot/well-formed.ts';
import {
  BLANK_DOMAIN_SNAPSHOT,
  type BlockDevice,
  type DomainSnapshot,
  type SnapshotNotes,
} from '../../shared/domainsnapshot.ts';
import type { SnapshotState } from '../../shared/model/snapshot.ts';
import type { Domain, SnapshotFacts } from '../hypervisor/hypervisor.ts';

/** What a new document records beside the hypervisor's facts. */
export interface Circumstances {
  readonly description: string;
  readonly state: SnapshotState;
  readonly parent: string | null;
  readonly notes: SnapshotNotes;
}

export const BLANK_SNAPSHOT_NOTES: SnapshotNotes = {
  labels: [],
  pinned: false,
  safety: false,
  origin: 'snapgrove',
  screenshot: null,
  screenshotProblem: null,
  ramBytes: null,
  devices: null,
  drivesLeftOut: [],
};

/** The document of a snapshot: the proposal's elements, with one `<blockdev>` per drive that it lives on. */
export function documentOf(facts: SnapshotFacts, uuid: string, about: Circumstances): DomainSnapshot {
  return {
    ...BLANK_DOMAIN_SNAPSHOT,
    name: facts.name,
    description: about.description,
    state: about.state,
    createdAt: facts.createdAt,
    parent: storableParent(about.parent),
    domainUuid: uuid,
    blockDevices: blockDevicesOf(facts),
    notes: about.notes,
  };
}

/** The parent's name as a document tells it; null where another program gave it a name that no document can hold. */
export function storableParent(name: string | null): string | null {
  return name === null || illegalCharacter(name) !== null ? null : name;
}

function blockDevicesOf(facts: SnapshotFacts): readonly BlockDevice[] {
  return facts.instances.map((instance): BlockDevice => {
    const drive = facts.drives.find((each) => each.path === instance.drivePath);
    return {
      path: instance.drivePath,
      device: drive?.device ?? null,
      node: instance.driveId,
      format: drive?.format ?? null,
      virtualSizeBytes: drive?.virtualSizeBytes ?? null,
      imageSnapshotId: instance.imageSnapshotId,
      imageSnapshotDate: instance.imageDateMs,
      vmstate: instance.vmStateBytes > 0,
      kept: [],
    };
  });
}

/** The snapshot's state word for what the machine does now. */
export function snapshotStateOf(domain: Domain, memory: boolean): SnapshotState {
  if (!memory) return domain.state === 'off' ? 'shutoff' : 'disk-snapshot';
  switch (domain.state) {
    case 'running':
      return 'running';
    case 'paused':
      return 'paused';
    case 'suspended':
      return 'pmsuspended';
    case 'crashed':
      return 'crashed';
    case 'off':
      return 'shutoff';
    case 'broken':
    case 'unknown':
      return 'nostate';
    default:
      return domain.state satisfies never;
  }
}
