import { figure, type TableMaker } from './table.ts';

/** A goal, and what a run reached. */
export interface BenchTarget {
  readonly name: string;
  readonly goal: string;
  readonly reached: number;
  readonly unit: string;
  readonly met: boolean;
}

/** The targets as a table. */
export function targetTable(targets: readonly BenchTarget[], table: TableMaker): string {
  return table(
    ['target', 'goal', 'found', ''],
    targets.map(({ name, goal, reached, unit, met }) => [
      name,
      `${goal} ${unit}`,
      `${figure(reached)} ${unit}`,
      met ? 'met' : 'missed',
    ]),
  );
}

/** The target, or none if the run has no figure for it (`undefined` or NaN). Infinity is a figure: a missed one. */
export function atMost(name: string, reached: number | undefined, goal: number, unit: string): BenchTarget[] {
  return targetOf(name, reached, `at most ${goal}`, unit, (found) => found <= goal);
}

/** See {@link atMost}. */
export function atLeast(name: string, reached: number | undefined, goal: number, unit: string): BenchTarget[] {
  return targetOf(name, reached, `at least ${goal}`, unit, (found) => found >= goal);
}

function targetOf(
  name: string,
  reached: number | undefined,
  goal: string,
  unit: string,
  isMet: (found: number) => boolean,
): BenchTarget[] {
  if (reached === undefined || Number.isNaN(reached)) return [];
  return [{ name, goal, reached: Number(reached.toPrecision(3)), unit, met: isMet(reached) }];
}
