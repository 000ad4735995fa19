/**
 * Counts what jest ran. `tools/test.ts` adds the counts of all its runs and prints them as `N passed, N failed`: continuous
 * integration reads that line. A suite that could not be loaded counts as one failure.
 */

/** The part of jest's aggregated result that is read here. */
interface RunResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly testExecError?: unknown }[];
}

/** What became of the tests of one run, or of several. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function countsOf(result: RunResult): Counts {
  const unloadable = result.testResults.filter((suite) => suite.testExecError !== undefined).length;
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + unloadable,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

/** `12 passed, 0 failed`, followed by the skipped tests if there are any. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
}

// The default export is jest's rule for reporters.
export default class ClosingLine {
  onRunComplete(_contexts: unknown, result: RunResult): void {
    process.send?.(countsOf(result));
  }
}
