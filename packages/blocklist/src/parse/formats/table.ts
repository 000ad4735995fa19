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
  /** Rows that are no evidence of the format. */
  readonly comment: RegExp;
  /** How many of `rows`, the first of a list without blank lines and comments, look like this format. */
  readonly explains: (rows: readonly string[]) => number;
  /** What entries may be. A source that knows names only has no networks: what looks like one is a page. */
  readonly holds: 'names' | 'names and addresses';
  /** A folder has the files `domains` and `urls`. */
  readonly comesAs: 'file' | 'file or folder';
}

const COMMENT = /^\s*[#;]/u;
const NO_COMMENT = /^$/u;
/** The confidence of a format that is found by its first bytes or stated in the settings, never guessed from its lines. */
const NEVER_GUESSED = (): number => 0;

/** Every format; one that is left out, or a trait of it, does not compile. The order decides between formats that explain a list equally well. */
export const FORMATS: Readonly<Record<ListFormat, FormatTraits>> = {
  dnsmasq: {
    reader: () => new DnsmasqReader(),
    comment: /^\s*#/u,
    explains: (rows) => count(rows, looksLikeDnsmasq),
    holds: 'names',
    comesAs: 'file',
  },
  domains: {
    reader: () => new PlainReader(true),
    comment: COMMENT,
    explains: shaped('host'),
    holds: 'names and addresses',
    comesAs: 'file',
  },
  urls: {
    reader: () => new PlainReader(false),
    comment: COMMENT,
    explains: shaped('url'),
    holds: 'names and addresses',
    comesAs: 'file',
  },
  hosts: {
    reader: () => new HostsReader(),
    comment: COMMENT,
    explains: (rows) => count(rows, looksLikeHosts),
    holds: 'names',
    comesAs: 'file',
  },
  semicolons: {
    reader: () => new SemicolonReader(),
    comment: NO_COMMENT,
    explains: explainedBySerialHeader,
    holds: 'names and addresses',
    comesAs: 'file',
  },
  csv: {
    reader: () => new CsvReader(),
    comment: NO_COMMENT,
    explains: explainedAsCsv,
    holds: 'names and addresses',
    comesAs: 'file',
  },
  'json-lines': {
    reader: () => new JsonReader(),
    comment: NO_COMMENT,
    explains: explainedAsJsonLines,
    holds: 'names and addresses',
    comesAs: 'file',
  },
  json: {
    reader: () => new JsonReader(),
    comment: NO_COMMENT,
    explains: NEVER_GUESSED,
    holds: 'names and addresses',
    comesAs: 'file',
  },
  zone: {
    reader: (zone) => new ZoneReader(zone),
    comment: /^\s*;/u,
    explains: explainedAsZone,
    holds: 'names',
    comesAs: 'file',
  },
  'filter-rules': {
    reader: () => new FilterRulesReader(),
    comment: FILTER_COMMENT,
    explains: (rows) => count(rows, looksLikeFilterRule),
    holds: 'names',
    comesAs: 'file',
  },
  'keyed-hashes': {
    reader: () => new HashesReader(),
    comment: COMMENT,
    explains: NEVER_GUESSED,
    holds: 'names',
    comesAs: 'file',
  },
  squidguard: {
    reader: () => new SquidguardReader('domains'),
    comment: COMMENT,
    explains: NEVER_GUESSED,
    holds: 'names',
    comesAs: 'file or folder',
  },
  e2guardian: {
    reader: () => new E2guardianReader(),
    comment: COMMENT,
    explains: NEVER_GUESSED,
    holds: 'names and addresses',
    comesAs: 'file or folder',
  },
};

/** Every format with its traits, in the order of {@link FORMATS}. */
export const FORMAT_ROWS: readonly (readonly [ListFormat, FormatTraits])[] = Object.entries(FORMATS) as [
  ListFormat,
  FormatTraits,
][];

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
