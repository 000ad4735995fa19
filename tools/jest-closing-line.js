/**
 * Prints `N passed, N failed` (with the skipped, where there are any) alone on the last line: continuous integration reads it.
 * A suite that could not be loaded counts as one failure.
 */
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    const unloadable = results.testResults.filter((suite) => suite.testExecError !== undefined).length;
    const failed = results.numFailedTests + unloadable;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
    // jest appends its own summary after the last custom reporter; only the exit event comes later.
    process.once('exit', () => process.stderr.write(line));
  }
}
