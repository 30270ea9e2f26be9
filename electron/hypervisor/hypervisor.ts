import type { WantedState } from '../../shared/contract/contract.ts';
import type { Connection, Link } from '../../shared/model/connection.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type {
  Capabilities,
  Drive,
  MachineSource,
  MachineState,
  PowerAction,
} from '../../shared/model/machine.ts';
import type { NameRule } from '../../shared/model/plain-name.ts';
import type { SnapshotDrive, SnapshotKind, SnapshotState } from '../../shared/model/snapshot.ts';
import { SaidError } from '../../shared/sentences/said-error.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';

/** What a hypervisor says of a domain at this moment. */
export interface Domain {
  readonly uuid: string;
  readonly name: string;
  readonly state: MachineState;
  readonly source: MachineSource;
  readonly link: Link;
  readonly memoryBytes: number | null;
  readonly drives: readonly Drive[];
  readonly capabilities: Capabilities;
  readonly findings: readonly Finding[];
  /** Which names a snapshot that is to be taken may have. */
  readonly names: NameRule;
  /** Displays that a screenshot can be taken of. */
  readonly heads: number;
  /** The devices as the guest sees them, for comparing with those at snapshot time; null when not known. */
  readonly devices: readonly string[] | null;
  /** When these facts were last read from the hypervisor or the images, ms since the epoch; null when never. */
  readonly seenAt: number | null;
  /**
   * Changes whenever the guest may have run: compared with the value at the last take or restore it says
   * whether the machine changed since. Null when not known.
   */
  readonly activity: string | null;
}

/** One place that a snapshot lives in: an internal snapshot of one image. */
export interface SnapshotInstance {
  readonly drivePath: string;
  readonly driveId: string;
  readonly imageSnapshotId: string;
  /** The date that the image holds for it, ms since the epoch. */
  readonly imageDateMs: number;
  readonly vmStateBytes: number;
}

/** The identity of an internal snapshot by its id and date (ms since the epoch) in an image. */
export function imageIdentity(imageSnapshotId: string, imageDateMs: number): string {
  return `${imageSnapshotId}@${imageDateMs}`;
}

/** The identity of a snapshot by its moment in whole seconds, where a hypervisor has nothing better (libvirt). */
export function momentIdentity(createdMs: number): string {
  return `t${Math.floor(createdMs / 1000)}`;
}

/** What a hypervisor says of a snapshot. */
export interface SnapshotFacts {
  readonly name: string;
  /**
   * Strings of which any one identifies this very snapshot among those of the same name, so that a name used
   * again is never taken for the old snapshot: `<id>@<date>` per image for QEMU, the creation time for libvirt.
   */
  readonly identities: readonly string[];
  readonly createdAt: number;
  /** Null where the hypervisor does not tell (QEMU). */
  readonly state: SnapshotState | null;
  readonly kind: SnapshotKind;
  readonly memory: boolean;
  /** Name of the parent; null for a root; undefined where the hypervisor does not tell (QEMU). */
  readonly parentName: string | null | undefined;
  readonly description: string | undefined;
  readonly current: boolean | undefined;
  readonly sizeBytes: number | null;
  readonly drives: readonly SnapshotDrive[];
  readonly instances: readonly SnapshotInstance[];
  /** Findings that hold for this snapshot whatever is done with it (QEMU: two of one name, tag not on every drive). */
  readonly findings: readonly Finding[];
}

/** What our own notes say of a snapshot that is about to be restored, for comparing with the machine of today. */
export interface RememberedSnapshot {
  readonly ramBytes: number | null;
  readonly devices: readonly string[] | null;
  readonly drives: readonly SnapshotDrive[];
  readonly state: SnapshotState | null;
}

export interface TakeOptions {
  readonly name: string;
  readonly description: string;
  readonly memory: boolean;
  /** Null: every drive that can hold snapshots. */
  readonly drives: readonly string[] | null;
  readonly quiesce: boolean;
  readonly external: { readonly memoryFile: string | null } | null;
}

/** Something that is about to be done, to be checked before. */
export type Operation =
  | { readonly kind: 'take'; readonly options: TakeOptions }
  | {
      readonly kind: 'restore';
      readonly snapshot: SnapshotFacts;
      readonly remembered: RememberedSnapshot | null;
      readonly state: WantedState;
    }
  | {
      readonly kind: 'activate';
      readonly snapshot: SnapshotFacts;
      readonly remembered: RememberedSnapshot | null;
    }
  | { readonly kind: 'delete'; readonly snapshots: readonly SnapshotFacts[] }
  | { readonly kind: 'power'; readonly action: PowerAction };

/** How far an operation is; every field that is not known is null. */
export interface Progress {
  readonly doneBytes: number;
  readonly totalBytes: number | null;
}

export interface OperationContext {
  /** Called as the operation goes on. */
  readonly onProgress: (progress: Progress) => void;
  /** Called with one sentence per step, for the job's history. */
  readonly onStep: (step: Sentence) => void;
}

/** A picture as the hypervisor gave it, not yet encoded for the store. */
export interface RawScreenshot extends AsyncDisposable {
  /** File that holds a PPM (P6) or PNG; removed when disposed. */
  readonly path: string;
}

/**
 * `untouched`: nothing of the machine was changed. `half`: some of it is the snapshot's and some is not, or is not
 * known to be. `unknown`: it may have been restored or not.
 */
export type RestoreOutcome = 'untouched' | 'restored' | 'half' | 'unknown';

/** What an operation left worth telling, such as file systems that could not be made quiet. */
export interface OperationResult {
  readonly findings: readonly Finding[];
}

/**
 * The snapshot API proposed for libvirt in January 2010 as one interface. Domains are named by UUID, snapshots
 * by their facts as just listed. Operations throw HypervisorError with a sentence fit to show; they check once
 * more, right before they send anything, what could have changed since `check`.
 */
export interface Hypervisor {
  readonly connectionId: string;
  /** True where the hypervisor itself keeps parents, descriptions and the current snapshot (libvirt). */
  readonly keepsTree: boolean;
  connection(): Connection;
  /** All domains as last read. */
  domains(): readonly Domain[];
  /** One domain as last read; null when it is not in the list. */
  domain(uuid: string): Domain | null;
  /** Calls `listener` when domains or the connection changed; `uuid` is null when it may be any. Returns how to stop. */
  onChange(listener: (uuid: string | null) => void): () => void;
  /** Reads again what may have changed without an event; of one domain or of all. */
  refresh(uuid: string | null): Promise<void>;
  /** Tries a lost link again now, of one domain or of all. */
  retry(uuid: string | null): void;

  /** virDomainListSnapshotNames */
  listSnapshotNames(uuid: string): Promise<readonly string[]>;
  /** virDomainListSnapshots */
  listSnapshots(uuid: string): Promise<readonly SnapshotFacts[]>;
  /** virDomainSnapshotLookupByName; null when there is none. */
  lookupSnapshot(uuid: string, name: string): Promise<SnapshotFacts | null>;

  /** Everything that stands against or speaks to an operation; nothing is sent that changes anything. */
  check(uuid: string, operation: Operation): Promise<readonly Finding[]>;
  /** Room in bytes where a snapshot would be written, and where its memory file would go; null when not known. */
  takeRoom(
    uuid: string,
    options: TakeOptions,
  ): Promise<{ readonly freeBytes: number | null; readonly memoryFile: string | null }>;

  /** virDomainTakeSnapshot; resolves once the snapshot was read back from every drive. */
  takeSnapshot(
    uuid: string,
    options: TakeOptions,
    context: OperationContext,
  ): Promise<{ readonly snapshot: SnapshotFacts; readonly findings: readonly Finding[] }>;
  /** virDomainRestoreSnapshot, online. */
  restoreSnapshot(
    uuid: string,
    snapshot: SnapshotFacts,
    options: {
      readonly state: WantedState;
      readonly remembered: RememberedSnapshot | null;
      readonly force: boolean;
    },
    context: OperationContext,
  ): Promise<OperationResult>;
  /** virDomainSnapshotActivate: the state that the machine starts from next time. */
  activateSnapshot(
    uuid: string,
    snapshot: SnapshotFacts,
    remembered: RememberedSnapshot | null,
    context: OperationContext,
  ): Promise<OperationResult>;
  /** Takes an activation back that was only noted for the next start: no disk is touched. */
  deactivate(uuid: string): Promise<void>;
  /** virDomainSnapshotDelete of one snapshot whose children move up to its parent. */
  deleteSnapshot(uuid: string, snapshot: SnapshotFacts, context: OperationContext): Promise<OperationResult>;
  /** Changes the description where the hypervisor keeps it; does nothing elsewhere. */
  describeSnapshot(uuid: string, snapshot: SnapshotFacts, description: string): Promise<void>;
  /** The hypervisor's own document of a snapshot, or null where it has none (QEMU). */
  snapshotXml(uuid: string, name: string): Promise<string | null>;
  /** The domain's present definition, or null where there is none (QEMU). */
  domainXml(uuid: string): Promise<string | null>;
  /**
   * How the last restore or activation ended that was begun at `since` (ms since the epoch) or later, also when the
   * program ended meanwhile.
   */
  restoreOutcome(uuid: string, since: number): RestoreOutcome;
  /** Whether the next start begins with this very snapshot. */
  isActivated(uuid: string, snapshot: SnapshotFacts): boolean;

  /** virDomainTakeScreenshot; throws HypervisorError with the reason when there can be no picture. */
  takeScreenshot(uuid: string, options: { readonly head: number }): Promise<RawScreenshot>;
  power(uuid: string, action: PowerAction, context: OperationContext): Promise<OperationResult>;

  close(): Promise<void>;
}

export type HypervisorErrorCode =
  | 'not-found'
  | 'refused'
  | 'busy'
  | 'in-use'
  | 'no-space'
  | 'permission'
  | 'unreachable'
  | 'unsupported'
  | 'force-needed'
  | 'failed';

/** A failed operation in a sentence fit to show; `findings` says what blocked it where that is the reason. */
export class HypervisorError extends SaidError {
  readonly code: HypervisorErrorCode;
  readonly findings: readonly Finding[];

  constructor(
    code: HypervisorErrorCode,
    said: Sentence,
    options: { readonly findings?: readonly Finding[]; readonly cause?: unknown } = {},
  ) {
    super(said, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'HypervisorError';
    this.code = code;
    this.findings = options.findings ?? [];
  }
}
