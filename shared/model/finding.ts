import { z } from 'zod';

/** How much a finding matters: `blocks` stops the operation, `warns` asks for thought, `informs` only tells. */
export const severitySchema = z.enum(['blocks', 'warns', 'informs']);
export type Severity = z.infer<typeof severitySchema>;

/** One sentence of a check made before an operation, with the way out where there is one. */
export const findingSchema = z
  .object({
    severity: severitySchema,
    /** Stable kebab-case name of the kind of finding, for tests, scripts and translation. */
    code: z.string(),
    message: z.string(),
    remedy: z.string().nullable(),
  })
  .readonly();
export type Finding = z.infer<typeof findingSchema>;

/** Makes a finding; `remedy` says what would make it go away. */
export function finding(
  severity: Severity,
  code: string,
  message: string,
  remedy: string | null = null,
): Finding {
  return { severity, code, message, remedy };
}

/** True when nothing in `findings` stops the operation. */
export function isAllowed(findings: readonly Finding[]): boolean {
  return !findings.some((each) => each.severity === 'blocks');
}
