import { type Finding, isAllowed } from '../../../shared/model/finding.ts';

/** Whether something stands against a plan; it may pass, as what another program does ends. */
export function isBlocked(plan: { readonly findings: readonly Finding[] }): boolean {
  return !isAllowed(plan.findings);
}
