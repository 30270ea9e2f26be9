import { type Finding, isAllowed } from '../../../shared/model/finding.ts';
import { HypervisorError } from '../hypervisor.ts';

/** Throws HypervisorError with what blocks, right before something would be sent. */
export function refuseBlocked(tried: string, findings: readonly Finding[]): void {
  if (isAllowed(findings)) return;
  const blocking = findings.filter((each) => each.severity === 'blocks');
  throw new HypervisorError(
    'refused',
    `${tried}, and nothing was changed. ${blocking.map((each) => each.message).join(' ')}`,
    { findings },
  );
}
