/**
 * Prints `N passed, N failed` (with the skipped, if there are any) alone on the last line: continuous integration reads it.
 * A suite that could not be loaded counts as one failure.
 */

/** The part of jest's aggregated result that is read here. */
interface RunResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly testExecError?: unknown }[];
}

export function closingLine(result: RunResult): string {
  const unloadable = result.testResults.filter((suite) => suite.testExecError !== undefined).length;
  const failed = result.numFailedTests + unloadable;
  const skipped = result.numPendingTests + result.numTodoTests;
  return `${result.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
}

// The default export is jest's rule for reporters.
export default class ClosingLine {
  onRunComplete(_contexts: unknown, result: RunResult): void {
    const line = closingLine(result);
    // jest appends its own summary after the last custom reporter; only the exit event comes later.
    process.once('exit', () => process.stderr.write(line));
  }
}
