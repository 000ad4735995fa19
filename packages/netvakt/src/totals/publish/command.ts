import { type Quarter, quarterOf } from '@netvakt/coalition';
import { type Action, timeIn } from '../../base/context.ts';
import { EXIT } from '../../base/exit.ts';
import { replaceNamed } from '../../base/named-file.ts';
import { configured } from '../../config/default-config.ts';
import { definitionsOf } from '../definitions.ts';
import { endingPeriods } from '../endings.ts';
import { calendarOf, marketDays } from '../market-days.ts';
import { readNodes, refuseUnlike } from '../nodes.ts';
import { configuredStores } from '../read.ts';
import { dayOf } from '../rows.ts';
import { type Control, PublicationError, type PublishedQuarter, publicationOf } from './publication.ts';
import { publicationCsv, publicationText } from './show.ts';
import { SMALL_MARKETS } from './small-markets.ts';

export interface PublicationOptions {
  readonly quarter: string;
  readonly config?: string;
  readonly store?: readonly string[];
  readonly minCell: string;
  readonly roundTo: string;
  readonly smallMarkets: string;
  /** File for a drawing. */
  readonly chart?: string;
  readonly format?: string;
  readonly json?: boolean;
}

/** Prints what of a quarter may leave the house. */
export const publish: Action<PublicationOptions> = async (context, options) => {
  const { stdout, stderr } = context;
  const fail = async (code: number, words: string): Promise<number> => {
    await stderr.write(`${words}\n`);
    return code;
  };
  const quarter = quarterOf(options.quarter);
  const control = controlOf(options);
  if (quarter === undefined) return fail(EXIT.usage, `"${options.quarter}" is no quarter. Write it as 2026-Q3`);
  if (typeof control === 'string') return fail(EXIT.usage, control);
  const stores = options.store ?? configuredStores(await configured(options.config));
  try {
    const publication = made(stores, quarter, control, timeIn(context) / 1000);
    if (options.chart !== undefined) {
      // The library of charts takes longer to load than all the rest.
      const { publicationChart } = await import('./chart.ts');
      await replaceNamed(options.chart, publicationChart(publication), (before = 0o644) => before);
    }
    await stdout.write(written(publication, options));
    return EXIT.done;
  } catch (error) {
    if (error instanceof PublicationError) return fail(EXIT.failed, error.message);
    throw error;
  }
};

/** The options of disclosure control, or why they cannot be used. */
function controlOf(options: PublicationOptions): Control | string {
  const [minCell, roundTo] = [options.minCell, options.roundTo].map(Number) as [number, number];
  const smallMarkets = SMALL_MARKETS.find((policy) => policy === options.smallMarkets);
  if (!isWhole(minCell, 3, 1000)) return '--min-cell is a whole number from 3 to 1000';
  if (!isWhole(roundTo, 1, 1000)) return '--round-to is a whole number from 1 to 1000';
  if (smallMarkets === undefined) return `--small-markets is none of ${SMALL_MARKETS.join(', ')}`;
  if (!['table', 'csv', 'json', undefined].includes(options.format)) return '--format is none of table, csv, json';
  return { minCell, roundTo, smallMarkets };
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function made(stores: readonly string[], quarter: Quarter, control: Control, at: number): PublishedQuarter {
  refuseUnlessOver(quarter, dayOf(at));
  const nodes = readNodes(stores);
  const days = marketDays(nodes, undefined, at).filter(({ day }) => day >= quarter.since && day <= quarter.until);
  refuseUnlike(nodes, days);
  for (const zone of new Set(days.flatMap(({ zones }) => zones))) refuseUnlessOver(quarter, calendarOf(zone).dayOf(at));
  return publicationOf(days, definitionsOf(nodes, days), quarter, control, endingPeriods(nodes, days));
}

function refuseUnlessOver({ name, until }: Quarter, today: string): void {
  if (today > until) return;
  throw new PublicationError(
    `${name} is not over: a second edition would differ, and the difference can point at people. Publish it from the day after ${until} on`,
  );
}

function written(publication: PublishedQuarter, { json, format }: PublicationOptions): string {
  if (json === true || format === 'json') return `${JSON.stringify(publication)}\n`;
  return format === 'csv' ? publicationCsv(publication) : publicationText(publication);
}
