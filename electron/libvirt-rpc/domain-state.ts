/** `virDomainState`, in the order of its numbers. */
const domainStates = [
  'no-state',
  'running',
  'blocked',
  'paused',
  'shutting-down',
  'shut-off',
  'crashed',
  'pm-suspended',
] as const;

/** `other` is what a newer libvirt may have added. */
export type DomainState = (typeof domainStates)[number] | 'other';

export function domainState(number: number): DomainState {
  return domainStates[number] ?? 'other';
}

/** `virDomainPausedReason`, in the order of its numbers. */
const pauseReasons = [
  'unknown',
  'user',
  'migration',
  'save',
  'dump',
  'io-error',
  'watchdog',
  'from-snapshot',
  'shutting-down',
  'snapshot',
  'crashed',
  'starting-up',
  'postcopy',
  'postcopy-failed',
  'api-error',
] as const;

export type PauseReason = (typeof pauseReasons)[number];

/** Why a machine is paused; null when it is not, or libvirt has a reason that is newer than this. */
export function pauseReason(state: DomainState, reason: number): PauseReason | null {
  return state === 'paused' ? (pauseReasons[reason] ?? null) : null;
}

/** `virDomainEventType` and the details of each (libvirt/libvirt-domain.h), in the order of their numbers. */
const lifecycleChanges = [
  ['defined', ['added', 'updated', 'renamed', 'from-snapshot']],
  ['undefined', ['removed', 'renamed']],
  ['started', ['booted', 'migrated', 'restored', 'from-snapshot', 'wakeup']],
  [
    'suspended',
    [
      'paused',
      'migrated',
      'io-error',
      'watchdog',
      'restored',
      'from-snapshot',
      'api-error',
      'postcopy',
      'postcopy-failed',
    ],
  ],
  ['resumed', ['unpaused', 'migrated', 'from-snapshot', 'postcopy', 'postcopy-failed']],
  ['stopped', ['shutdown', 'destroyed', 'crashed', 'migrated', 'saved', 'failed', 'from-snapshot']],
  ['shutdown', ['finished', 'guest', 'host']],
  ['pm-suspended', ['memory', 'disk']],
  ['crashed', ['panicked', 'crashloaded']],
] as const;

export type LifecycleChange = (typeof lifecycleChanges)[number][0] | 'other';
export type LifecycleDetail = (typeof lifecycleChanges)[number][1][number] | 'other';

export interface Lifecycle {
  readonly change: LifecycleChange;
  /** Why, or by what: a machine that a revert started is `started`, `from-snapshot`. */
  readonly detail: LifecycleDetail;
}

/** The names of a lifecycle event's two numbers. */
export function lifecycle(event: number, detail: number): Lifecycle {
  const [change, details] = lifecycleChanges[event] ?? [];
  return { change: change ?? 'other', detail: details?.[detail] ?? 'other' };
}
