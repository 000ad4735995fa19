/**
 * This tree over another commit, per case: below 1 is faster. What a difference must exceed comes from a control, this tree against itself.
 *
 *   deviation   of the logarithms of what processes of one code took: the largest of the row's in the control, that of all rows of the control
 *               together, and the row's in the comparison itself
 *   sees        e to the power of 5 deviations of the difference of two means: noise alone gets there once in some 10,000 rows
 */

import { countInWords, figure, textTable } from '../../common/table.ts';
import type { MatcherReport, MatcherResult } from '../results.ts';
import { ITSELF, PROCESSES } from './contestants.ts';

/** Standard deviations that a difference must exceed. */
const SIGMAS = 5;

export interface Ratio {
  readonly engine: string;
  readonly case: string;
  readonly entries: number;
  /** Means of the processes; `null` if an answer was wrong. */
  readonly nsHere: number | null;
  readonly nsThere: number | null;
  /** Here over there. */
  readonly ratio: number | null;
  /** The smallest factor between the two that is distinguished from noise, above 1. */
  readonly sees: number | null;
  readonly verdict: 'FASTER' | 'SLOWER' | 'same' | 'wrong';
}

/** The verdict of the control on the machine. */
export interface ControlSpread {
  /** This tree over itself: the lowest and the highest ratio of a row. */
  readonly lowest: number;
  readonly highest: number;
  /** The smallest factor that is distinguished from noise, in the steadiest row, the middle one and the least steady one. */
  readonly sees: readonly [least: number, middle: number, most: number];
  /** Deviation of all rows together. */
  readonly deviation: number;
  /** Deviation by row: see {@link rowName}. */
  readonly deviations: ReadonlyMap<string, number>;
}

/** One engine in one case: logarithms of the nanoseconds of each process, by side. */
interface Row extends Pick<MatcherResult, 'engine' | 'case' | 'entries'> {
  readonly here: readonly number[];
  readonly there: readonly number[];
}

/** Reads the control run: both sides are this tree. */
export function controlOf(report: MatcherReport): ControlSpread {
  const rows = rowsOf(report, ITSELF).filter(isComparable);
  const deviations = new Map(rows.map((row) => [rowName(row), deviationOf(row.here, row.there)]));
  const squares = [...deviations.values()].map((deviation) => deviation ** 2);
  const deviation = Math.sqrt(mean(squares));
  const ratios = rows.map(ratioOf).toSorted((a, b) => a - b);
  const sees = rows
    .map((row) => seesOf(Math.max(deviation, deviations.get(rowName(row)) ?? 0)))
    .toSorted((a, b) => a - b);
  return {
    lowest: roundedAt(ratios, 0),
    highest: roundedAt(ratios, ratios.length - 1),
    sees: [roundedAt(sees, 0), roundedAt(sees, sees.length / 2), roundedAt(sees, sees.length - 1)],
    deviation,
    deviations,
  };
}

/** @param revision - behind the other tree's engines: `netvakt@1a2b3c4d5e6f`. */
export function ratiosOf(report: MatcherReport, revision: string, control: ControlSpread): Ratio[] {
  return rowsOf(report, revision).map((row) => judged(row, control));
}

function judged(row: Row, control: ControlSpread): Ratio {
  const { engine, case: name, entries } = row;
  if (!isComparable(row))
    return { engine, case: name, entries, nsHere: null, nsThere: null, ratio: null, sees: null, verdict: 'wrong' };
  const known = control.deviations.get(rowName(row)) ?? 0;
  const sees = seesOf(Math.max(known, control.deviation, deviationOf(row.here, row.there)));
  const ratio = ratioOf(row);
  const isClear = Math.max(ratio, 1 / ratio) > sees && isApart(row);
  return {
    engine,
    case: name,
    entries,
    nsHere: rounded(Math.exp(mean(row.here))),
    nsThere: rounded(Math.exp(mean(row.there))),
    ratio: rounded(ratio),
    sees: rounded(sees),
    verdict: isClear ? (ratio < 1 ? 'FASTER' : 'SLOWER') : 'same',
  };
}

/** Whether every process of one side was faster than every one of the other. */
function isApart({ here, there }: Row): boolean {
  return Math.max(...here) < Math.min(...there) || Math.max(...there) < Math.min(...here);
}

function ratioOf({ here, there }: Row): number {
  return Math.exp(mean(here) - mean(there));
}

function seesOf(deviation: number): number {
  return Math.exp(SIGMAS * deviation * Math.sqrt(2 / PROCESSES));
}

/** Deviations of all values from the mean of their own side. */
function deviationOf(...sides: readonly (readonly number[])[]): number {
  const squares = sides.flatMap((side) => side.map((value) => (value - mean(side)) ** 2));
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / Math.max(1, squares.length - sides.length));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function roundedAt(values: readonly number[], place: number): number {
  return rounded(values[Math.floor(place)] ?? Number.NaN);
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

function isComparable({ here, there }: Row): boolean {
  return here.length === PROCESSES && there.length === PROCESSES;
}

function rowName({ engine, case: name, entries }: Pick<Row, 'engine' | 'case' | 'entries'>): string {
  return `${engine} ${name} ${entries}`;
}

function rowsOf({ results }: MatcherReport, revision: string): Row[] {
  const own = results.filter(({ engine }) => !/[@#]/u.test(engine));
  const logs = (row: MatcherResult, side: string): number[] => {
    const first = `${row.engine}${side}`;
    const labels = new Set(Array.from({ length: PROCESSES }, (_, at) => (at === 0 ? first : `${first}#${at + 1}`)));
    return results
      .filter((one) => one.case === row.case && one.entries === row.entries && labels.has(one.engine))
      .flatMap(({ nsMedian }) => (nsMedian === null ? [] : [Math.log(nsMedian)]));
  };
  return own.map((row) => {
    const { engine, case: name, entries } = row;
    return { engine, case: name, entries, here: logs(row, ''), there: logs(row, `@${revision}`) };
  });
}

/** The control in words. */
export function controlText({ lowest, highest, sees }: ControlSpread): string {
  const [least, middle, most] = sees.map(percent);
  return `Control: this tree against itself, ${PROCESSES} processes a side: rows from ${lowest} to ${highest}.
The smallest difference that can be seen: ${least} in the steadiest row, ${middle} in the middle one, ${most} in the least steady one.
`;
}

export function ratiosText(ratios: readonly Ratio[], revision: string): string {
  const head = ['case', 'entries', 'engine', 'ns here', `ns ${revision}`, 'ratio', 'can see', ''];
  return textTable(
    head,
    ratios.map((row) => [
      row.case,
      countInWords(row.entries),
      row.engine,
      figure(row.nsHere),
      figure(row.nsThere),
      figure(row.ratio),
      row.sees === null ? '-' : percent(row.sees),
      row.verdict,
    ]),
  );
}

/** 1.07 as `7 %`. */
function percent(factor: number): string {
  return `${figure(100 * (factor - 1))} %`;
}
