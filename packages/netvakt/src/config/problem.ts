import { OperatorError } from '../base/operator-error.ts';

/** One thing that is wrong with a configuration, and where. */
export interface Problem {
  readonly file: string;
  /** Both count from 1; absent if the file could not be read at all. */
  readonly line?: number;
  readonly column?: number;
  /** As it is written to reach it: `lists[2].file`. Empty for the file as a whole. */
  readonly key: string;
  /** What was found, with the value and the bound that it broke. */
  readonly fault: string;
  /** What to do. */
  readonly remedy: string;
}

/** Takes one fault: its path, what was found, what to do. */
export type Report = (path: readonly PropertyKey[], fault: string, remedy: string) => void;

/** A configuration that cannot be used. `problems` has at least one member and holds all that were found. */
export class ConfigError extends OperatorError {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const [first] = problems;
    const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
    const found = `Cannot use the configuration ${first?.file ?? ''}: ${count}`;
    super('ERR_CONFIG', { found, remedy: '', reasons: problems.map(describeProblem) });
    this.problems = problems;
  }
}

/** `file:line:column: key: fault`, and the remedy on a line of its own. Compilers' form, so that editors jump there. */
export function describeProblem({ file, line, column, key, fault, remedy }: Problem): string {
  const where = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return `${where}: ${key === '' ? '' : `${key} `}${fault}\n    ${remedy}`;
}

/** Writes a path of keys and positions as it would be typed: `proxy.listen[0].port`. */
export function keyOf(path: readonly PropertyKey[]): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${String(step)}`))
    .join('');
}
