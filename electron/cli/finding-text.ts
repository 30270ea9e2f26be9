import type { Finding } from '../../shared/model/finding.ts';

const marks = { blocks: 'no', warns: 'mind', informs: 'note' } as const;

/** Findings, one per line, each with the way out where there is one. */
export function findingsText(findings: readonly Finding[]): string {
  return findings
    .map(
      ({ severity, message, remedy }) =>
        `${marks[severity]}: ${message}${remedy === null ? '' : ` ${remedy}`}\n`,
    )
    .join('');
}

/** Findings as --json prints them: in English, without what other languages are written from. */
export function findingsJson(findings: readonly Finding[]): readonly Omit<Finding, 'said'>[] {
  return findings.map(({ severity, code, message, remedy }) => ({ severity, code, message, remedy }));
}
