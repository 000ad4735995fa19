/**
 * Whether sums that are published, taken together, give one operator away. Sums of the same block in several editions are linked:
 * their differences are sums too.
 *
 *     edition 1   A B C D E          released first
 *     edition 2   A B C D E F        minus edition 1 = F alone: refused
 *     public        B C D E          members who publish their own figures: anybody can take them out, A is alone: refused
 *
 * Every combination of the sums is looked at, exactly: see `linear.ts`.
 */
import { dot, leftNullSpace, type Matrix, supportsOf } from './linear.ts';

/** One addend of a sum: a figure that only its member knows. */
export interface Addend {
  readonly member: string;
  /** Identifies the members' figures that are added: a market. */
  readonly cell: string;
  /** The revision since which the figure has its value. A later one is the earlier plus a correction. */
  readonly version: number;
}

/** What a combination of sums must have. */
export interface ReleaseRule {
  /** True if figures of these members' cells may be released as one sum. */
  readonly isSafe: (addends: readonly { readonly member: string; readonly cell: string }[]) => boolean;
  /** Least number of members whose corrections may be seen as one sum. */
  readonly corrections: number;
}

/** True if no combination of the sums breaks the rule. Exponential in how often the sums differ, which is bounded: beyond, false. */
export function areSafeTogether(sums: readonly (readonly Addend[])[], { isSafe, corrections }: ReleaseRule): boolean {
  const rows = distinct(sums);
  if (rows.length === 0) return true;
  const bases = columnsOf(rows, ({ member, cell }) => [`${member} ${cell}`]);
  const changes = columnsOf(rows, ({ member, cell, version }, first) =>
    version > (first.get(`${member} ${cell}`) ?? version) ? stepsOf(rows, member, cell, version) : [],
  );
  return areBasesSafe(bases, isSafe) && areChangesSafe(bases, changes, corrections);
}

/** Columns of a matrix that are alike are one class. */
interface Classes {
  /** Sums down, classes across. */
  readonly matrix: Matrix;
  /** What is in each class: `member cell`, and of a correction also its version. */
  readonly names: readonly (readonly string[])[];
}

function areBasesSafe({ matrix, names }: Classes, isSafe: ReleaseRule['isSafe']): boolean {
  const supports = supportsOf(matrix);
  if (supports === undefined) return false;
  return supports.every((mask) => isSafe(namesIn(names, mask).map(parsed)));
}

/** Combinations in which all figures cancel, and only corrections are left. */
function areChangesSafe(bases: Classes, changes: Classes, corrections: number): boolean {
  if (changes.names.length === 0) return true;
  const combinations = bases.names.length === 0 ? undefined : leftNullSpace(bases.matrix);
  if (combinations === undefined) return false;
  const left = combinations.map((one) => changes.names.map((_, column) => dot(one, changes.matrix, column)));
  if (left.length === 0) return true;
  const merged = classesOf(left, changes.names);
  const supports = supportsOf(merged.matrix);
  if (supports === undefined) return false;
  return supports.every((mask) => membersIn(namesIn(merged.names, mask)) >= corrections);
}

function columnsOf(
  rows: readonly (readonly Addend[])[],
  keysOf: (addend: Addend, first: ReadonlyMap<string, number>) => readonly string[],
): Classes {
  const first = new Map<string, number>();
  for (const { member, cell, version } of rows.flat()) {
    const name = `${member} ${cell}`;
    first.set(name, Math.min(first.get(name) ?? version, version));
  }
  const keyed = rows.map((row) => new Set(row.flatMap((addend) => keysOf(addend, first))));
  const all = [...new Set(keyed.flatMap((keys) => [...keys]))];
  return classesOf(
    keyed.map((keys) => all.map((key) => (keys.has(key) ? 1 : 0))),
    all.map((key) => [key]),
  );
}

/** The corrections that lead from the first value of a figure to this version: one for each version seen in between. */
function stepsOf(rows: readonly (readonly Addend[])[], member: string, cell: string, version: number): string[] {
  const seen = rows.flat().filter((one) => one.member === member && one.cell === cell && one.version <= version);
  const versions = [...new Set(seen.map((one) => one.version))].toSorted((a, b) => a - b);
  return versions.slice(1).map((step) => `${member} ${cell} ${step}`);
}

/** Joins columns that are alike; drops those of zeros. */
function classesOf(matrix: Matrix, names: readonly (readonly string[])[]): Classes {
  const classes = new Map<string, { column: number[]; names: string[] }>();
  for (const [at, name] of names.entries()) {
    const column = matrix.map((row) => row[at] ?? 0);
    if (column.every((value) => value === 0)) continue;
    const key = column.join(' ');
    const known = classes.get(key) ?? { column, names: [] };
    known.names.push(...name);
    classes.set(key, known);
  }
  const found = [...classes.values()];
  return {
    matrix: matrix.map((_, row) => found.map(({ column }) => column[row] ?? 0)),
    names: found.map((one) => one.names),
  };
}

function distinct(sums: readonly (readonly Addend[])[]): readonly (readonly Addend[])[] {
  const rows = new Map<string, readonly Addend[]>();
  for (const sum of sums) {
    const key = sum
      .map(({ member, cell, version }) => `${member} ${cell} ${version}`)
      .toSorted()
      .join();
    if (sum.length > 0) rows.set(key, sum);
  }
  return [...rows.values()];
}

function namesIn(names: readonly (readonly string[])[], mask: number): readonly string[] {
  return names.flatMap((name, at) => ((mask & (1 << at)) === 0 ? [] : name));
}

function membersIn(names: readonly string[]): number {
  return new Set(names.map((name) => parsed(name).member)).size;
}

function parsed(name: string): { readonly member: string; readonly cell: string } {
  const [member = '', cell = ''] = name.split(' ');
  return { member, cell };
}
