import { AppError, type ErrorCode } from '../../shared/contract/errors.ts';
import { DomainSnapshotError } from '../../shared/domainsnapshot.ts';
import type { JobError } from '../../shared/model/job.ts';
import { jobError } from '../../shared/model/job.ts';
import { say } from '../../shared/sentences/say.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import { DemoError } from '../demo/demo-error.ts';
import { hasCode } from '../files/durable-file.ts';
import { HypervisorError, type HypervisorErrorCode } from '../hypervisor/hypervisor.ts';
import { QemuImgError } from '../qemu-img/errors.ts';
import { QmpAddressError } from '../qmp/address.ts';
import { QmpError, type QmpErrorCode } from '../qmp/errors.ts';
import { PictureError } from '../screenshots/picture-error.ts';
import { RefusedError } from '../snapshots/intent.ts';

const OF_HYPERVISOR: Readonly<Record<HypervisorErrorCode, ErrorCode>> = {
  'not-found': 'not_found',
  refused: 'refused',
  busy: 'busy',
  'in-use': 'busy',
  'no-space': 'failed',
  permission: 'permission_denied',
  unreachable: 'unavailable',
  unsupported: 'refused',
  'force-needed': 'refused',
  failed: 'failed',
};

const OF_QMP: Readonly<Record<QmpErrorCode, ErrorCode>> = {
  'socket-missing': 'not_found',
  refused: 'unavailable',
  permission: 'permission_denied',
  busy: 'busy',
  'not-qmp': 'failed',
  hmp: 'failed',
  'too-large': 'failed',
  closed: 'unavailable',
  timeout: 'unavailable',
  unresponsive: 'busy',
  'unexpected-reply': 'failed',
  command: 'failed',
};

/** The error as a face may show it; null for a bug, whose text is for the log only. */
export function appErrorOf(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (error instanceof RefusedError) return new AppError('refused', error.said, { findings: error.findings });
  if (error instanceof HypervisorError) {
    return new AppError(OF_HYPERVISOR[error.code], error.said, {
      reason: error.code,
      findings: error.findings,
    });
  }
  if (error instanceof DemoError) return new AppError('failed', error.said, { reason: error.code });
  if (error instanceof QmpError) return new AppError(OF_QMP[error.code], error.said, { reason: error.code });
  if (error instanceof QmpAddressError) return new AppError('invalid_input', error.said);
  if (error instanceof QemuImgError) return new AppError('failed', error.said, { reason: error.code });
  if (error instanceof PictureError) return new AppError('failed', error.said, { reason: error.code });
  if (error instanceof DomainSnapshotError) return new AppError('invalid_input', asIs(error.message));
  if (hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT')) {
    return new AppError('failed', say('store/full'));
  }
  if (hasCode(error, 'EACCES') || hasCode(error, 'EROFS')) {
    return new AppError('permission_denied', say('store/not-writable'));
  }
  return null;
}

/** The error of a job, for its history. */
export function jobErrorOf(error: unknown, onBug: (error: unknown) => void): JobError {
  const known = appErrorOf(error);
  if (known === null) {
    onBug(error);
    return jobError('internal', say('job/mistake'), []);
  }
  const findings =
    error instanceof RefusedError || error instanceof HypervisorError ? [...error.findings] : [];
  return jobError(known.code, known.said, findings);
}

/**
 * Whether it is open how far an operation came that threw `error`: a lost connection or a full disk comes at any
 * moment, while a hypervisor's own refusal says what was done.
 */
export function leavesDoubt(error: unknown): boolean {
  if (error instanceof HypervisorError) return error.code === 'unreachable';
  return !(error instanceof RefusedError || error instanceof AppError);
}
