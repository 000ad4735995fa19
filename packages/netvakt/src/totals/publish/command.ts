import { type Quarter, quarterOf } from '@netvakt/coalition';
import type { Action } from '../../base/context.ts';
import { EXIT } from '../../base/exit.ts';
import { configured } from '../../config/default-config.ts';
import { dayOf } from '../rows.ts';
import { TotalsStore } from '../store.ts';
import {
  ALL,
  PUBLISHED_UNITS,
  PublicationError,
  type PublishedQuarter,
  publicationOf,
  type Shown,
} from './publication.ts';

export interface PublicationOptions {
  readonly quarter: string;
  readonly config?: string;
  readonly store?: string;
  readonly minCell: string;
  readonly roundTo: string;
  readonly json?: boolean;
}

/** Prints what of a quarter may leave the house. */
export const publish: Action<PublicationOptions> = async ({ stdout, stderr }, options) => {
  const fail = async (code: number, words: string): Promise<number> => {
    await stderr.write(`${words}\n`);
    return code;
  };
  const quarter = quarterOf(options.quarter);
  const [minCell, roundTo] = [options.minCell, options.roundTo].map(Number) as [number, number];
  if (quarter === undefined) return fail(EXIT.usage, `"${options.quarter}" is no quarter. Write it as 2026-Q3`);
  if (!isWhole(minCell, 3, 1000)) return fail(EXIT.usage, '--min-cell is a whole number from 3 to 1000');
  if (!isWhole(roundTo, 1, 1000)) return fail(EXIT.usage, '--round-to is a whole number from 1 to 1000');
  if (dayOf(Date.now() / 1000) <= quarter.until) {
    return fail(
      EXIT.failed,
      `${quarter.name} is not over: a second edition would differ, and the difference can point at people. Publish it from the day after ${quarter.until} on`,
    );
  }
  const path = options.store ?? (await configured(options.config)).fixed.statistics.store;
  if (path === undefined) {
    return fail(
      EXIT.failed,
      'The configuration keeps no totals. Name a file in statistics.store, or give one with --store',
    );
  }
  try {
    const publication = made(path, quarter, { minCell, roundTo });
    await stdout.write(options.json === true ? `${JSON.stringify(publication)}\n` : tables(publication));
    return EXIT.done;
  } catch (error) {
    if (error instanceof PublicationError) return fail(EXIT.failed, error.message);
    return fail(EXIT.failed, 'Cannot read the totals: the file is missing, unreadable or damaged');
  }
};

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function made(path: string, quarter: Quarter, control: { minCell: number; roundTo: number }): PublishedQuarter {
  const store = TotalsStore.read(path);
  try {
    return publicationOf(store.between(quarter.since, quarter.until), quarter, control);
  } finally {
    store.close();
  }
}

/** A table for each unit, with what it needs to be read beside those of others. */
function tables({ quarter, definition, control, months, figures }: PublishedQuarter): string {
  const heads = [...months.map(({ month }) => month), ALL];
  const markets = [...new Set(figures.map(({ market }) => market))];
  const parts = PUBLISHED_UNITS.map((unit) => {
    const rows = markets.map((market) => {
      const words = figures.flatMap((figure) => (figure.market === market ? [wordOf(figure[unit])] : []));
      return [market].concat(words);
    });
    return `Blocked ${unit}, ${quarter}\n${aligned([['market', ...heads], ...rows])}`;
  });
  const { windowSeconds, attemptsPerClientDay } = definition;
  const { minCell, roundTo } = control;
  const notes = [
    `An attempt is all requests of one client for one rule within ${windowSeconds} s of the first; later ones do not prolong it. A page is an attempt that navigates.`,
    `–: hidden, because it is below ${minCell}, because few clients make up more than half of it (each counted ${attemptsPerClientDay} times a day at most), or because a sum would give another away. Others are rounded to ${roundTo}.`,
    `Days with figures: ${months.map(({ month, days }) => `${month} ${days}`).join(', ')}. Blocked attempts are not people, and more of them are not more abuse.`,
  ];
  return `${parts.join('\n')}\n${notes.join('\n')}\n`;
}

function wordOf(shown: Shown): string {
  if (shown === 'suppressed') return '–';
  return shown === 'no data' ? 'no data' : String(shown);
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
    )
    .map((line) => `${line}\n`)
    .join('');
}
