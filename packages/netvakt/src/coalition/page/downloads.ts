/** The files that belong to a page: the figures as CSV and JSON, every edition, and what is needed to verify them. */
import { hash } from 'node:crypto';
import { type EditionPayload, editionCsv } from '@netvakt/coalition';
import type { PublishedRecord } from './record.ts';

/** Content of a page's files, by path relative to the page. */
export type PageFiles = Map<string, string | Buffer>;

/** Columns of `figures.csv`. */
export const FIGURE_COLUMNS = [
  'quarter',
  'edition',
  'reason',
  'recorded',
  'indicator',
  'market',
  'period',
  'status',
  'contributors',
  'ratio',
  'per',
  'bin_bounds',
  'bin_members',
  'since',
  'definitions',
  'tls_block',
] as const;

/** Adds the downloads of the transparency page. */
export function addDownloads(files: PageFiles, record: PublishedRecord): void {
  const { editions, log, signed, asOf } = record;
  files.set(
    'figures.csv',
    csvOf(
      FIGURE_COLUMNS,
      editions.flatMap(({ edition, recorded }) => figureRows(edition, recorded)),
    ),
  );
  const listed = editions.map(({ edition, sha256, recorded }) => ({ sha256, recorded: dayOf(recorded), ...edition }));
  const figures = {
    schema: 'netvakt-figures/1',
    coalition: signed.policy.coalition,
    asOf: dayOf(asOf),
    editions: listed,
  };
  files.set('figures.json', `${JSON.stringify(figures)}\n`);
  for (const { edition, bytes } of editions) {
    files.set(`edition/${edition.edition}.json`, bytes);
    files.set(`edition/${edition.edition}.csv`, editionCsv(edition));
  }
  files.set('checkpoint', log.checkpoint);
  files.set('keys', log.keys);
}

/** Adds the digests of everything that was added before, in the form of sha256sum. */
export function addDigests(files: PageFiles): void {
  const lines = [...files].map(([path, content]) => `${hash('sha256', content)}  ${path}\n`);
  files.set('SHA256SUMS', lines.toSorted((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1)).join(''));
}

/** RFC 4180, lines ended by CRLF. Text that a spreadsheet would take for a formula begins with an apostrophe. */
export function csvOf(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [columns, ...rows, []].map((row) => row.map(csvField).join(',')).join('\r\n');
}

/** Matches text that needs no quotes, which is nearly every field. */
const PLAIN = /^[\w. ]*$/u;

function csvField(value: string | number): string {
  if (typeof value === 'number' || PLAIN.test(value)) return String(value);
  const text = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One row a figure. @param recorded - seconds since 1970. */
export function figureRows(edition: EditionPayload, recorded: number): readonly (readonly (string | number)[])[] {
  const byId = new Map(edition.indicators.map((one) => [one.id, one]));
  return edition.figures.map(({ indicator, market, month, status, contributors, ratio, bins, since }) => {
    const { per, bins: bounds } = byId.get(indicator) ?? { per: '', bins: [] };
    return [
      edition.quarter,
      edition.edition,
      edition.reason,
      dayOf(recorded),
      indicator,
      market,
      month,
      status,
      contributors ?? '',
      ratio ?? '',
      per,
      bounds.join(' '),
      bins?.join(' ') ?? '',
      since ?? '',
      edition.definitions,
      edition.tls_block?.join(' ') ?? '',
    ];
  });
}

/** `2026-10-12`. @param seconds - since 1970. */
export function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
