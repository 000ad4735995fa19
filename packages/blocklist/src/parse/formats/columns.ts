/**
 * The columns of one row become one entry. The page decides, and the domain column must agree with it; an address counts only
 * if nothing else is named, for it is shared by sites that nobody listed.
 *
 *   url                    domain      ip            entry
 *   http://bad.test/a      bad.test                  http://bad.test/a
 *   http://bad.test/       bad.test    192.0.2.1     bad.test: the page is the whole site
 *                          bad.test                  bad.test
 *                                      192.0.2.1     192.0.2.1
 *   http://bad.test/a      other.test                quarantined: columns-disagree
 */
import { canonicaliseHost, canonicaliseUrl } from '@netvakt/matcher';
import type { RowSink } from './row.ts';

/** A field's text and the characters of the row before it. */
export interface Field {
  readonly text: string;
  readonly offset: number;
}

/** What a row names. Fields that are empty are left out. */
export interface Columns {
  readonly url?: Field | undefined;
  readonly domain?: Field | undefined;
  readonly ipUrl?: Field | undefined;
  readonly ip?: Field | undefined;
}

/** A column that holds entries. */
export type ColumnName = 'url' | 'domain' | 'ip';

/** Names seen in headers and JSON, without white space, hyphens and underscores. */
const NAMES: ReadonlyMap<string, ColumnName> = new Map([
  ['url', 'url'],
  ['uri', 'url'],
  ['domain', 'domain'],
  ['domainname', 'domain'],
  ['host', 'domain'],
  ['hostname', 'domain'],
  ['fqdn', 'domain'],
  ['ip', 'ip'],
  ['ipaddress', 'ip'],
]);

/** The column of a name in a header, or of a member of a JSON object; `undefined` for one that holds no entries. */
export function columnNamed(text: string): ColumnName | undefined {
  return NAMES.get(text.toLowerCase().replaceAll(/[\s_-]/gu, ''));
}

/** Hands on the entry of one row. Never throws. */
export function takeColumns({ url, domain, ipUrl, ip }: Columns, sink: RowSink): void {
  if (url !== undefined || domain !== undefined) takePair(url, domain, sink);
  else if (ipUrl !== undefined || ip !== undefined) takePair(ipUrl, ip, sink);
  else sink.rejected('row-names-nothing', 0);
}

function takePair(url: Field | undefined, host: Field | undefined, sink: RowSink): void {
  if (url === undefined) {
    if (host !== undefined) sink.entry({ ...host, hostOnly: true });
    return;
  }
  if (host === undefined) {
    sink.entry({ ...url, hostOnly: false });
    return;
  }
  const page = canonicaliseUrl(url.text);
  const named = canonicaliseHost(host.text);
  if (!page.ok) sink.rejected(page.reason, url.offset);
  else if (!named.ok) sink.rejected(named.reason, host.offset);
  else if (page.url.host !== named.host) sink.disagreed(host.offset);
  else {
    const isSite = page.url.path === '/' && page.url.query === '' && page.url.port === undefined;
    sink.entry(isSite ? { ...host, hostOnly: true } : { ...url, hostOnly: false });
  }
}

/** The field, or `undefined` if it holds only white space. */
export function field(text: string, offset: number): Field | undefined {
  const trimmed = text.trim();
  return trimmed === '' ? undefined : { text: trimmed, offset: offset + text.indexOf(trimmed) };
}
