/** Lines of totals as text, CSV and JSON. */
import { FIGURE_UNITS, type FigureUnit } from '@netvakt/metrics';
import type { FigureLine, FigureTable } from './figure-lines.ts';
import type { PeriodStep } from './period.ts';

/** Units that are given for 100,000 subscriptions, too. */
const RATES = ['pages', 'attempts'] as const;
const PER = 100_000;

/** Whether any line has a rate. */
function hasRates({ lines }: FigureTable): boolean {
  return lines.some(({ subscriptions }) => subscriptions !== undefined);
}

function rateOf({ counts, subscriptions }: FigureLine, unit: FigureUnit): number | undefined {
  if (counts === undefined || subscriptions === undefined || subscriptions === 0) return undefined;
  return Number((((counts[unit] ?? 0) * PER) / subscriptions).toPrecision(6));
}

/** Hours to a tenth. */
function hours(seconds: number): number {
  return Math.round(seconds / 360) / 10;
}

/** A table for people, sums at its end. */
export function tableText(table: FigureTable, step: PeriodStep): string {
  const rates = hasRates(table) ? RATES : [];
  const head = [
    step,
    'market',
    'list',
    'hours',
    ...FIGURE_UNITS.map((unit) => unit.replaceAll('_', ' ')),
    ...rates.map((unit) => `${unit} per 100,000`),
  ];
  const cells = (line: FigureLine): readonly string[] => [
    line.period ?? 'sum',
    line.market ?? '(all)',
    line.list === '' ? '(market)' : line.list,
    hoursText(line),
    ...FIGURE_UNITS.map((unit) => countText(line, unit)),
    ...rates.map((unit) => rateOf(line, unit)?.toFixed(1) ?? ''),
  ];
  const sums = new Map(table.markets.map((line) => [line.period, line]));
  const rows = table.lines.flatMap((line, i) => {
    const sum = table.lines[i + 1]?.period === line.period ? undefined : sums.get(line.period);
    return sum === undefined ? [cells(line)] : [cells(line), cells(sum)];
  });
  return aligned([head, ...rows, ...table.periods.map(cells)], 3);
}

/** `25/25`: of a period, the hours in which a filter was ready. */
function hoursText({ list, covered, seconds }: FigureLine): string {
  if (list !== '') return '';
  return `${covered === undefined ? '?' : coveredText(covered)}/${hours(seconds)}`;
}

/** Some minutes are not none. */
function coveredText(seconds: number): string {
  return seconds > 0 && hours(seconds) === 0 ? '<0.1' : String(hours(seconds));
}

function countText({ list, counts }: FigureLine, unit: FigureUnit): string {
  if (list === '' && unit.includes('_')) return '';
  return counts === undefined ? '–' : String(counts[unit] ?? 0);
}

/** Columns side by side, the first `words` of them to the left. */
export function aligned(rows: readonly (readonly string[])[], words: number): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i < words ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** RFC 4180. `tls_block`: how blocked handshakes ended, `alert+reset` if in both ways. Lines of markets and lists, no sums: whoever adds rows up would count them twice. An empty cell: no data. */
export function tableCsv(table: FigureTable, step: PeriodStep): string {
  const rates = hasRates(table) ? RATES : [];
  const head = [step, 'market', 'list', 'hours', 'hours_covered', ...FIGURE_UNITS].concat(
    rates.map((unit) => `${unit}_per_100000`),
    'tls_block',
  );
  const rows = table.lines.map((line) => [
    line.period,
    line.market,
    line.list,
    ...(line.list === '' ? [hours(line.seconds), line.covered === undefined ? '' : hours(line.covered)] : ['', '']),
    ...FIGURE_UNITS.map((unit) => (line.counts === undefined ? '' : (line.counts[unit] ?? ''))),
    ...rates.map((unit) => rateOf(line, unit) ?? ''),
    line.endings.join('+'),
  ]);
  return [head, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** The lines as objects. `null`: no data, or not known. */
export function linesJson(lines: readonly FigureLine[], step: PeriodStep): readonly object[] {
  return lines.map((line) => ({
    ...(line.period === undefined ? {} : { [step]: line.period }),
    market: line.market ?? null,
    list: line.list === '' ? null : line.list,
    ...(line.list === ''
      ? { hours: hours(line.seconds), hours_covered: line.covered === undefined ? null : hours(line.covered) }
      : {}),
    ...countsJson(line),
    ...(line.endings.length === 0 ? {} : { tls_block: line.endings }),
    ...Object.fromEntries(
      RATES.flatMap((unit) => {
        const rate = rateOf(line, unit);
        return rate === undefined ? [] : [[`${unit}_per_100000`, rate]];
      }),
    ),
  }));
}

function countsJson({ counts }: FigureLine): object {
  if (counts === undefined) return { requests: null, attempts: null, pages: null };
  return Object.fromEntries(FIGURE_UNITS.flatMap((unit) => (unit in counts ? [[unit, counts[unit]]] : [])));
}
