import { FIGURE_UNITS, type FigureUnit } from '@netvakt/metrics';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { configured } from '../config/default-config.ts';
import type { TotalRow } from './rows.ts';
import { type StoredTotals, TotalsStore } from './store.ts';

export interface TotalsOptions {
  readonly config?: string;
  /** The file itself, in place of a configuration that names it. */
  readonly store?: string;
  readonly since?: string;
  readonly until?: string;
  readonly by: string;
  readonly json?: boolean;
}

/** One line of the answer. */
interface Line {
  /** A day or a month. */
  readonly period: string;
  readonly market: string;
  readonly list: string;
  readonly counts: Readonly<Partial<Record<FigureUnit, number>>>;
}

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** Prints what the store holds, by day or month. */
export const totals: Action<TotalsOptions> = async ({ stdout, stderr }, options) => {
  const { since = '0000-01-01', until = '9999-12-31', by, json } = options;
  for (const [name, day] of Object.entries({ since, until })) {
    if (DAY.test(day) || day === '0000-01-01') continue;
    await stderr.write(`--${name} is no day. Write it as 2026-01-31\n`);
    return EXIT.usage;
  }
  if (by !== 'day' && by !== 'month') {
    await stderr.write('--by is neither day nor month\n');
    return EXIT.usage;
  }
  const path = options.store ?? (await configured(options.config)).fixed.statistics.store;
  if (path === undefined) {
    await stderr.write(
      'The configuration keeps no totals. Name a file in statistics.store, or give one with --store\n',
    );
    return EXIT.failed;
  }
  const stored = read(path, since, until);
  if (stored === undefined) {
    await stderr.write(
      'Cannot read the totals: the file is missing, unreadable or damaged. A running filter makes it at the end of its first interval\n',
    );
    return EXIT.failed;
  }
  const lines = linesOf(stored.rows, by);
  await stdout.write(json === true ? `${JSON.stringify(report(stored, lines, by))}\n` : table(lines, stored, by));
  return EXIT.done;
};

function read(path: string, since: string, until: string): StoredTotals | undefined {
  let store: TotalsStore | undefined;
  try {
    store = TotalsStore.read(path);
    return store.between(since, until);
  } catch {
    return undefined;
  } finally {
    store?.close();
  }
}

function linesOf(rows: readonly TotalRow[], by: 'day' | 'month'): Line[] {
  const lines = new Map<string, Line & { counts: Partial<Record<FigureUnit, number>> }>();
  for (const { day, market, list, unit, count } of rows) {
    const period = by === 'day' ? day : day.slice(0, 7);
    const key = `${period} ${market} ${list}`;
    const line = lines.get(key) ?? { period, market, list, counts: {} };
    line.counts[unit] = (line.counts[unit] ?? 0) + count;
    lines.set(key, line);
  }
  return [...lines.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

/** Each definition once, with the days it held on. */
function definitionsOf({ definitions }: StoredTotals): readonly object[] {
  const days = new Map<string, string[]>();
  for (const { day, definition } of definitions) {
    const key = JSON.stringify(definition);
    days.set(key, [...(days.get(key) ?? []), day]);
  }
  return [...days].map(([key, on]) => Object.assign(JSON.parse(key) as object, { first: on[0], last: on.at(-1) }));
}

function report(stored: StoredTotals, lines: readonly Line[], by: 'day' | 'month'): object {
  return {
    by,
    definitions: definitionsOf(stored),
    totals: lines.map(({ period, market, list, counts }) => ({
      [by]: period,
      market,
      list: list === '' ? null : list,
      ...Object.fromEntries(FIGURE_UNITS.flatMap((unit) => (unit in counts ? [[unit, counts[unit]]] : []))),
    })),
  };
}

function table(lines: readonly Line[], stored: StoredTotals, by: 'day' | 'month'): string {
  const head = [by, 'market', 'list', ...FIGURE_UNITS.map((unit) => unit.replaceAll('_', ' '))];
  const rows = lines.map(({ period, market, list, counts }) => [
    period,
    market,
    list === '' ? '(market)' : list,
    ...FIGURE_UNITS.map((unit) => String(counts[unit] ?? (list === '' && unit.includes('_') ? '' : 0))),
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]?.length ?? 0)));
  const text = [head, ...rows].map((row) =>
    row
      .map((cell, i) => (i < 3 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const several =
    definitionsOf(stored).length > 1
      ? '\nAttempts were not told apart in the same way on all of these days; see --json.\n'
      : '';
  return `${text.join('\n')}\n${several}`;
}
