/**
 * How many tests passed, failed and were skipped, and what to say of those that must not be.
 *
 * @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: number }} Counts
 */

/** The one file whose tests may be skipped: they need Electron's own runtime, and print why they did not run. */
const mayBeSkipped = 'test/e2e/electron-runtime.test.ts';

/**
 * Counts what Vitest's JSON reporter wrote; `null` is a run that wrote nothing. A run that failed without a failed test, such
 * as by a file that can't be imported, counts as one failure; a skipped test counts as one too, unless it may be skipped.
 *
 * @param {unknown} report
 * @param {number | null} status the exit status of Vitest
 * @returns {Counts & { readonly complaints: readonly string[] }}
 */
export function countTests(report, status) {
  const files = filesOf(report);
  /** @type {string[]} */
  const complaints = [];
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const { name, assertionResults } of files) {
    for (const { status: result, fullName } of assertionResults) {
      if (result === 'passed') passed += 1;
      else if (result === 'failed') failed += 1;
      else if (name.endsWith(mayBeSkipped)) skipped += 1;
      else {
        failed += 1;
        complaints.push(`Skipped, which counts as failed: ${fullName} (${name})`);
      }
    }
  }
  if (files.length === 0) complaints.push('Vitest reported no test at all.');
  if (failed === 0 && (status !== 0 || files.length === 0)) failed = 1;
  return { passed, failed, skipped, complaints };
}

/**
 * @param {unknown} report
 * @returns {readonly { readonly name: string,
 *   readonly assertionResults: readonly { readonly status: string, readonly fullName: string }[] }[]}
 */
function filesOf(report) {
  if (typeof report !== 'object' || report === null || !('testResults' in report)) return [];
  return Array.isArray(report.testResults) ? report.testResults : [];
}

/**
 * The closing line for CI.
 *
 * @param {Counts} counts
 */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
