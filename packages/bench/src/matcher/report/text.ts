import { countInWords, figure, textTable } from '../../common/table.ts';
import type { MatcherReport, MatcherResult } from '../results.ts';

/** The report for a terminal. */
export function textReport(report: MatcherReport): string {
  const { machine, lists } = report;
  const parts = [
    `${machine.cpu}, ${machine.cores} cores, ${machine.caches.join(', ')}; node ${machine.node}; load ${machine.loadBefore}`,
    `${report.command}  (${report.revision}, ${report.seconds} s)`,
    ...lists.map((list) => `list ${list.format} ${countInWords(list.entries)}, seed ${list.seed}: ${list.digest}`),
    '',
    ...lists.map(({ format, entries }) => resultsTable(report, format, entries)),
    buildsTable(report),
    targetsTable(report),
  ];
  return `${parts.join('\n')}\n`;
}

function resultsTable({ results }: MatcherReport, format: string, entries: number): string {
  const rows = results.filter((result) => result.list === format && result.entries === entries);
  return lookupsTable(`${countInWords(entries)} ${format}`, rows);
}

/** Cells of one engine in one case. */
type LookupRow = Pick<
  MatcherResult,
  'engine' | 'case' | 'input' | 'nsMedian' | 'nsQ1' | 'nsQ3' | 'bytesPerLookup' | 'agrees' | 'wrongShare'
>;

/** Engines by case. @param title - of the column of cases */
export function lookupsTable(title: string, rows: readonly LookupRow[]): string {
  return textTable(
    [title, 'engine', 'input', 'ns a lookup', 'quartiles', 'bytes a lookup', 'agrees'],
    rows.map((row) => [
      row.case,
      row.engine,
      row.input === 'buffer' ? 'bytes' : row.input,
      figure(row.nsMedian),
      `${figure(row.nsQ1)} - ${figure(row.nsQ3)}`,
      figure(row.bytesPerLookup),
      row.agrees ? 'yes' : `${figure(100 * row.wrongShare)} % wrong`,
    ]),
  );
}

function buildsTable({ builds, swaps }: MatcherReport): string {
  const rows = builds.map((build) => [
    build.engine,
    build.list,
    countInWords(build.entries),
    figure(build.buildMillis),
    figure(build.loadMillis),
    figure(build.bytesPerEntry),
    build.defect ?? '',
  ]);
  const swapLines = swaps.map(
    ({ engine, entries, stallMillisMedian, stallMillisMax, idleMillisMax }) =>
      `swap of ${countInWords(entries)}, ${engine}: event loop stalls ${stallMillisMedian} ms (worst ${stallMillisMax}, between swaps ${idleMillisMax})`,
  );
  return `${textTable(['engine', 'list', 'entries', 'build ms', 'load ms', 'bytes an entry', ''], rows)}\n${swapLines.join('\n')}\n`;
}

function targetsTable({ targets }: MatcherReport): string {
  if (targets.length === 0) return '';
  return textTable(
    ['target', 'goal', 'reached', 'unit', 'met'],
    targets.map(({ name, goal, reached, unit, met }) => [name, goal, figure(reached), unit, met ? 'yes' : 'NO']),
  );
}
