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

/**
 * The sum of some counts.
 *
 * @param {readonly Counts[]} results
 * @returns {Counts}
 */
export function totalOf(results) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of results) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/**
 * One line for each test file, those that failed last, where the eye is at the end of a run.
 *
 * @param {readonly (Counts & { readonly file: string })[]} results
 */
export function tableOf(results) {
  const head = 'passed  failed  file\n';
  const sorted = results.toSorted((a, b) => Number(a.failed > 0) - Number(b.failed > 0));
  const lines = sorted.map(
    ({ passed, failed, file }) => `${String(passed).padStart(6)}  ${String(failed).padStart(6)}  ${file}\n`,
  );
  return [head, ...lines].join('');
}
