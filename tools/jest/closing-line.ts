/**
 * Prints `N passed, N failed` (with the skipped, if there are any) alone on the last line: continuous integration reads it.
 * A suite that could not be loaded counts as one failure.
 *
 * With `NETVAKT_TESTS_END_BY`, in Unix seconds, a run that is not done by then ends. It names the files that had not finished, and each
 * counts as one failure: what hangs is not known otherwise to whoever ends such a run from outside.
 */
import { writeSync } from 'node:fs';
import { relative } from 'node:path';

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

/** The part of jest's test that is read here. */
interface TestFile {
  readonly path: string;
}

/** What a run that is out of time reports: the files that ran, and the closing line with one failure for each. */
function outOfTime(running: readonly string[], result: RunResult): string {
  const names = running.map((path) => `  ${path}\n`).join('');
  const numFailedTests = result.numFailedTests + Math.max(1, running.length);
  return `\nOut of time; these files had not finished:\n${names}${closingLine({ ...result, numFailedTests })}`;
}

/** `setTimeout` takes no more milliseconds. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** What a test exchanges: a clock, and the end of the process. */
export interface Surroundings {
  readonly after: (act: () => void, millis: number) => NodeJS.Timeout;
  readonly end: (words: string) => void;
}

const REAL: Surroundings = {
  after: setTimeout,
  end: (words) => {
    writeSync(2, words);
    process.exit(1); // jest would go on waiting for what hangs
  },
};

// The default export is jest's rule for reporters.
export default class ClosingLine {
  readonly #surroundings: Surroundings;
  readonly #running = new Set<string>();
  #result: RunResult = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
  #end: NodeJS.Timeout | undefined;

  /** jest gives its configuration, and the options of this reporter. */
  constructor(_configuration: unknown, surroundings: Partial<Surroundings> = {}) {
    this.#surroundings = { ...REAL, ...surroundings };
  }

  onRunStart(): void {
    const endBy = Number(process.env['NETVAKT_TESTS_END_BY'] ?? Number.NaN) * 1000;
    if (Number.isNaN(endBy)) return;
    const wait = Math.min(Math.max(0, endBy - Date.now()), LONGEST_WAIT);
    const { after, end } = this.#surroundings;
    this.#end = after(() => {
      end(outOfTime([...this.#running], this.#result));
    }, wait);
    this.#end.unref();
  }

  onTestFileStart({ path }: TestFile): void {
    this.#running.add(relative(process.cwd(), path));
  }

  onTestFileResult({ path }: TestFile, _of: unknown, result: RunResult): void {
    this.#running.delete(relative(process.cwd(), path));
    this.#result = result;
  }

  onRunComplete(_contexts: unknown, result: RunResult): void {
    clearTimeout(this.#end);
    const line = closingLine(result);
    // jest appends its own summary after the last custom reporter; only the exit event comes later.
    process.once('exit', () => process.stderr.write(line));
  }
}
