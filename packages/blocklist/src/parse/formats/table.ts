/** One row a format: how its rows are read, and how a row of it looks. */

import type { ListFormat } from '../../settings/settings.ts';
import { CsvReader, explainedAsCsv } from './csv.ts';
import { DnsmasqReader, looksLikeDnsmasq } from './dnsmasq.ts';
import { E2guardianReader } from './e2guardian.ts';
import { FILTER_COMMENT, FilterRulesReader, looksLikeFilterRule } from './filter-rules.ts';
import { HashesReader } from './hashes.ts';
import { HostsReader, looksLikeHosts } from './hosts.ts';
import { JsonReader, looksLikeJsonLine } from './json.ts';
import { PlainReader } from './plain.ts';
import type { RowReader } from './row.ts';
import { looksLikeSemicolonRow, looksLikeSerialHeader, SemicolonReader } from './semicolons.ts';
import { shapeOf } from './shape.ts';
import { SquidguardReader } from './squidguard.ts';
import { explainedAsZone, ZoneReader } from './zone.ts';

/** A format that rows are read in. */
export interface FormatTraits {
  /** A reader for one list. @param zone - its name, if the settings state it. */
  readonly reader: (zone: string | undefined) => RowReader;
  /** Rows that say nothing about the format. */
  readonly comment: RegExp;
  /** How many of `rows`, the first of a list without blank lines and comments, look like this format. */
  readonly explains: (rows: readonly string[]) => number;
}

const COMMENT = /^\s*[#;]/u;
const NO_COMMENT = /^$/u;

/** Every format. The order decides between formats that explain a list equally well. */
export const FORMATS: ReadonlyMap<ListFormat, FormatTraits> = new Map<ListFormat, FormatTraits>([
  [
    'dnsmasq',
    { reader: () => new DnsmasqReader(), comment: /^\s*#/u, explains: (rows) => count(rows, looksLikeDnsmasq) },
  ],
  ['domains', { reader: () => new PlainReader(true), comment: COMMENT, explains: shaped('host') }],
  ['urls', { reader: () => new PlainReader(false), comment: COMMENT, explains: shaped('url') }],
  ['hosts', { reader: () => new HostsReader(), comment: COMMENT, explains: (rows) => count(rows, looksLikeHosts) }],
  ['semicolons', { reader: () => new SemicolonReader(), comment: NO_COMMENT, explains: explainedBySerialHeader }],
  ['csv', { reader: () => new CsvReader(), comment: NO_COMMENT, explains: explainedAsCsv }],
  ['json-lines', { reader: () => new JsonReader(), comment: NO_COMMENT, explains: explainedAsJsonLines }],
  ['json', { reader: () => new JsonReader(), comment: NO_COMMENT, explains: () => 0 }],
  ['zone', { reader: (zone) => new ZoneReader(zone), comment: /^\s*;/u, explains: explainedAsZone }],
  [
    'filter-rules',
    {
      reader: () => new FilterRulesReader(),
      comment: FILTER_COMMENT,
      explains: (rows) => count(rows, looksLikeFilterRule),
    },
  ],
  ['keyed-hashes', { reader: () => new HashesReader(), comment: COMMENT, explains: () => 0 }],
  ['squidguard', { reader: () => new SquidguardReader('domains'), comment: COMMENT, explains: () => 0 }],
  ['e2guardian', { reader: () => new E2guardianReader(), comment: COMMENT, explains: () => 0 }],
]);

/** The traits of `format`. */
export function traitsOf(format: ListFormat): FormatTraits {
  const traits = FORMATS.get(format);
  if (traits === undefined) throw new TypeError(`No reader is known for the format ${format}`);
  return traits;
}

function shaped(shape: 'host' | 'url'): (rows: readonly string[]) => number {
  return (rows) => count(rows, (row) => shapeOf(firstWord(row)) === shape && isOneEntry(row));
}

/** A row without a comment behind its entry. */
function firstWord(row: string): string {
  return row.trim().split(/\s/u, 1)[0] ?? '';
}

function isOneEntry(row: string): boolean {
  return /^\s*\S+(?:\s+[#;].*|\s*)$/u.test(row);
}

/** All rows or none: without its header, such a table could be any. */
function explainedBySerialHeader(rows: readonly string[]): number {
  const [header, ...rest] = rows;
  return header !== undefined && looksLikeSerialHeader(header) ? 1 + count(rest, looksLikeSemicolonRow) : 0;
}

function explainedAsJsonLines(rows: readonly string[]): number {
  return count(rows, looksLikeJsonLine);
}

function count(rows: readonly string[], holds: (row: string) => boolean): number {
  return rows.filter(holds).length;
}
