import type { RuleSemantics } from '@netvakt/matcher';
import type { HashKey } from './hash-key.ts';
import { type NeverBlock, NOTHING_PROTECTED } from './never-block.ts';

/** Every format, in the order of the documentation. */
export const LIST_FORMATS = [
  'domains',
  'urls',
  'hosts',
  'semicolons',
  'csv',
  'json',
  'json-lines',
  'zone',
  'filter-rules',
  'keyed-hashes',
  'dnsmasq',
  'squidguard',
  'e2guardian',
] as const;

/**
 * How a list writes its entries.
 *
 * - `domains`: one host a line; an address literal is a host. A URL there is rejected: a page must not become a domain.
 * - `urls`: one URL a line, the scheme optional. {@link RuleSemantics.bareHost} defines what a bare host covers.
 * - `hosts`: a hosts file, names behind an address that leads nowhere.
 * - `semicolons`: a header `serial;timestamp`, then rows `url;domain;ip-url;ip`.
 * - `csv`: RFC 4180 with a header that names the columns: `url`, `domain`, `ip`.
 * - `json`: one document, an array of entries or an object with an array `entries`.
 * - `json-lines`: one JSON value a line.
 * - `zone`: a response policy zone (RPZ).
 * - `filter-rules`: rules of a content blocker, `||host^` a line.
 * - `dnsmasq`: lines `address=/host/`, `local=/host/` and `server=/host/`.
 * - `keyed-hashes`: one HMAC-SHA-256 a line in place of an entry, under the key of {@link ListSettings.hashKey}.
 * - `squidguard`: a folder, or an archive, with the files `domains` and `urls`.
 * - `e2guardian`: `bannedsitelist` or `bannedurllist`, or such a folder.
 */
export type ListFormat = (typeof LIST_FORMATS)[number];

/** How a list's bytes spell characters. `latin-1` is ISO 8859-1: one byte a character. */
export type Encoding = 'utf-8' | 'latin-1';

/** `enforce`: what the list covers is blocked. `shadow`: it passes, and is counted. */
export type Enforcement = 'enforce' | 'shadow';

/** What a list may cost and how bad it may be. A list outside a bound is refused whole; the last good one stays. */
export interface ListBounds {
  /** Bytes of the delivery. Also the bound of the memory that reading it takes, times a small factor. */
  readonly maxBytes: number;
  /** Bytes that a compressed delivery may come to. */
  readonly maxUnpackedBytes: number;
  /** How many times its own size a compressed delivery may come to, beyond its first mebibyte. */
  readonly maxUnpackedRatio: number;
  /** Bytes of a line. A longer one is rejected, the rest of the list is read. */
  readonly maxLineBytes: number;
  /** Rules that must be active in the end. 0 accepts an empty list. */
  readonly minEntries: number;
  /** Lines that may carry an entry. */
  readonly maxEntries: number;
  /** The share of rejected lines, 0 to 1, above which the list is refused: it is broken, or it is not what it seems. */
  readonly maxRejectedRatio: number;
  /** Rejected lines that are borne in a list of any size, as long as most of its lines are good. */
  readonly minRejectedLines: number;
}

/** One list's settings, complete. {@link completeSettings} makes them. */
export interface ListSettings {
  /** The list's name in metrics, messages and answers. Lower-case letters, digits and hyphens; never an entry. */
  readonly id: string;
  /** The format, or `auto`: found from the first lines, or refused if they leave it open. */
  readonly format: ListFormat | 'auto';
  readonly encoding: Encoding;
  /** The markets in which the list applies. */
  readonly markets: readonly string[];
  readonly semantics: RuleSemantics;
  readonly bounds: ListBounds;
  /** What this list may not block. */
  readonly neverBlock: NeverBlock;
  readonly enforcement: Enforcement;
  /** `zone` only: the zone's name, if its file leaves it to the name server's configuration. Lower case, without the last dot. */
  readonly zone?: string | undefined;
  /** `keyed-hashes` only. Left out, entries are counted, and neither guarded nor compared with the key. */
  readonly hashKey?: HashKey | undefined;
}

/** Bounds that a national list stays well within: 256 MiB (512 unpacked), ten million entries, 1 line in 1,000 rejected. */
export const DEFAULT_BOUNDS: ListBounds = {
  maxBytes: 256 * 1024 * 1024,
  maxUnpackedBytes: 512 * 1024 * 1024,
  maxUnpackedRatio: 200,
  maxLineBytes: 8192,
  minEntries: 1,
  maxEntries: 10_000_000,
  maxRejectedRatio: 0.001,
  minRejectedLines: 3,
};

/** A host covers its sub-domains, a path that ends in `/` covers what is below, a query is compared, case counts. */
export const DEFAULT_SEMANTICS: RuleSemantics = {
  bareHost: 'domain',
  directoryIsPrefix: true,
  query: 'exact',
  pathCase: 'sensitive',
};

/** The format is found from the first lines, the text is UTF-8, and what the list covers is blocked. */
export const DEFAULT_LIST: Readonly<Pick<ListSettings, 'format' | 'encoding' | 'enforcement'>> = {
  format: 'auto',
  encoding: 'utf-8',
  enforcement: 'enforce',
};

/** The required settings of a list; the rest has defaults. */
export interface PartialListSettings {
  readonly id: string;
  readonly markets: readonly string[];
  readonly format?: ListFormat | 'auto';
  readonly encoding?: Encoding;
  readonly semantics?: Partial<RuleSemantics>;
  readonly bounds?: Partial<ListBounds>;
  readonly neverBlock?: NeverBlock;
  readonly enforcement?: Enforcement;
  readonly zone?: string | undefined;
  readonly hashKey?: HashKey | undefined;
}

/** Fills in what is left out. Checks nothing: the configuration does, which can name line, key and bound. */
export function completeSettings(partial: PartialListSettings): ListSettings {
  return {
    id: partial.id,
    format: partial.format ?? DEFAULT_LIST.format,
    encoding: partial.encoding ?? DEFAULT_LIST.encoding,
    markets: [...partial.markets],
    semantics: { ...DEFAULT_SEMANTICS, ...partial.semantics },
    bounds: { ...DEFAULT_BOUNDS, ...partial.bounds },
    neverBlock: partial.neverBlock ?? NOTHING_PROTECTED,
    enforcement: partial.enforcement ?? DEFAULT_LIST.enforcement,
    ...(partial.zone === undefined ? {} : { zone: partial.zone }),
    ...(partial.hashKey === undefined ? {} : { hashKey: partial.hashKey }),
  };
}
