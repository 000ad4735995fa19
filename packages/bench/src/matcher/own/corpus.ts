/**
 * The user's list and queries -> lists that every engine can hold, and the requests of each case. All of it stays in the memory of the
 * process that reads it: what leaves this file for a report are counts.
 *
 *   list     bad.example                  -> hosts   bad.example
 *            http://shop.example/sale/    -> pages   http://shop.example/sale/
 *   queries  https://www.bad.example/a    -> host www.bad.example, page www.bad.example/a
 */

import { createHash } from 'node:crypto';
import type { FixtureRequest, LineFormat } from '@netvakt/fixtures';
import { canonicaliseHost, canonicaliseUrl, type RuleSemantics, ruleFrom } from '@netvakt/matcher';
import { UsageError } from '../../common/usage.ts';
import { type PackedRequests, packRequests } from '../corpus/files.ts';
import { Oracle } from '../corpus/oracle.ts';
import { OWN_CASES, type OwnCase } from './cases.ts';
import { linesOf } from './lines.ts';

/** More than any engine but Netvakt's holds. */
const MOST_ENTRIES = 16_000_000;

const SEMANTICS: RuleSemantics = {
  bareHost: 'domain',
  directoryIsPrefix: true,
  query: 'exact',
  pathCase: 'sensitive',
};

/** The files that the command line names. */
export interface OwnFiles {
  readonly list: string;
  readonly queries: string;
}

/** How many lines were left out, by the reason. */
export type LineFaults = Readonly<Record<string, number>>;

/** What a report may reveal about the files. */
export interface OwnCounts {
  readonly hosts: number;
  readonly pages: number;
  readonly entriesLeftOut: LineFaults;
  readonly queries: number;
  readonly queriesLeftOut: LineFaults;
  /** Queries by case. */
  readonly cases: Readonly<Record<string, number>>;
}

export interface OwnCorpus {
  readonly counts: OwnCounts;
  readonly lines: Readonly<Record<LineFormat, readonly string[]>>;
  /** By case; a case that no query belongs to has none. As many as were asked for: fewer queries are repeated. */
  readonly requests: ReadonlyMap<string, PackedRequests>;
  /** Fingerprint of lists and requests: two processes that read the same have the same. Never to be shown: a short list could be found by it. */
  readonly fingerprint: string;
}

class Counter {
  readonly counts: Record<string, number> = {};

  add(reason: string): undefined {
    this.counts[reason] = (this.counts[reason] ?? 0) + 1;
    return undefined;
  }
}

/**
 * Reads both files. Linear; memory is that of the list and of `needed` requests a case.
 *
 * @throws UsageError if a file cannot be read, or nothing in it is an entry or a query
 */
export function readOwnCorpus({ list, queries }: OwnFiles, needed: number): OwnCorpus {
  const entries = readList(list);
  const asked = readQueries(queries, entries.lines, needed);
  const requests = new Map<string, PackedRequests>();
  const hash = createHash('sha256');
  for (const line of [...entries.lines.domains, ...entries.lines.urls]) hash.update(`${line}\n`);
  for (const [name, found] of asked.requests) {
    const repeated = Array.from({ length: Math.ceil(needed / found.length) }, () => found).flat();
    const packed = packRequests(repeated.slice(0, needed));
    requests.set(name, packed);
    hash.update(packed.bytes).update(new Uint8Array(packed.offsets.buffer));
  }
  const { domains, urls } = entries.lines;
  const counts = {
    hosts: domains.length,
    pages: urls.length,
    entriesLeftOut: entries.leftOut,
    queries: asked.queries,
    queriesLeftOut: asked.leftOut,
    cases: asked.counts,
  };
  return { counts, lines: entries.lines, requests, fingerprint: hash.digest('hex') };
}

function isBlank(line: string | undefined): boolean {
  return line === '' || line?.startsWith('#') === true;
}

function readList(path: string): { readonly lines: OwnCorpus['lines']; readonly leftOut: LineFaults } {
  const found = { domains: new Set<string>(), urls: new Set<string>() };
  const left = new Counter();
  for (const line of linesOf('--list', path)) {
    if (isBlank(line)) continue;
    const entry = line === undefined ? left.add('no-text') : entryOf(line, left);
    if (entry === undefined) continue;
    const lines = found[entry.format];
    if (lines.has(entry.line)) left.add('twice');
    lines.add(entry.line);
    if (found.domains.size + found.urls.size > MOST_ENTRIES)
      throw new UsageError(
        `--list has more than ${MOST_ENTRIES} entries. Give it a part of them: head -n ${MOST_ENTRIES}`,
      );
  }
  if (found.domains.size + found.urls.size === 0) throw nothingIn('--list', 'entry', left);
  return { lines: { domains: [...found.domains], urls: [...found.urls] }, leftOut: left.counts };
}

const NETWORK = /^[\d.]+\/\d{1,2}$/u;

/** The line that stands for an entry in lists of the bench; `undefined` if not every engine can hold it. */
function entryOf(text: string, left: Counter): { readonly format: LineFormat; readonly line: string } | undefined {
  if (NETWORK.test(text)) return left.add('network');
  const made = ruleFrom(text, SEMANTICS, 0, 1);
  if (!made.ok) return left.add(made.reason);
  const { kind, host, path, query, port } = made.rule;
  if (host.includes(':')) return left.add('ipv6');
  if (kind === 'domain' || kind === 'ip') return { format: 'domains', line: host };
  if (kind === 'host') return left.add('host-without-sub-domains');
  if (port !== undefined) return left.add('port');
  return { format: 'urls', line: `http://${host}${path}${query === undefined ? '' : `?${query}`}` };
}

interface QuerySample {
  readonly queries: number;
  readonly leftOut: LineFaults;
  readonly counts: Readonly<Record<string, number>>;
  /** By case, at most as many as are needed. */
  readonly requests: ReadonlyMap<string, readonly FixtureRequest[]>;
}

function readQueries(path: string, lines: OwnCorpus['lines'], needed: number): QuerySample {
  const oracles = { domains: new Oracle('domains', lines.domains), urls: new Oracle('urls', lines.urls) };
  const [left, counter] = [new Counter(), new Counter()];
  const requests = new Map<string, FixtureRequest[]>();
  const take = (query: OwnQuery, { name, format, answer }: OwnCase): void => {
    if (lines[format].length === 0 || (format === 'urls' && !query.isOnePage)) return;
    const request = format === 'urls' ? query.request : { host: query.request.host, target: '/' };
    if (oracles[format].answer(request) !== answer) return;
    counter.add(name);
    const kept = requests.get(name) ?? [];
    if (kept.length < needed) kept.push(request);
    requests.set(name, kept);
  };
  let queries = 0;
  for (const line of linesOf('--queries', path)) {
    if (isBlank(line)) continue;
    const query = line === undefined ? left.add('no-text') : queryOf(line, left);
    if (query === undefined) continue;
    queries += 1;
    for (const oneCase of OWN_CASES) take(query, oneCase);
  }
  if (requests.size === 0) throw nothingIn('--queries', 'query', left);
  return { queries, leftOut: left.counts, counts: counter.counts, requests };
}

interface OwnQuery {
  readonly request: FixtureRequest;
  /** False if servers differ in which page the target names: engines that know one reading only would be called wrong. */
  readonly isOnePage: boolean;
}

const AUTHORITY = /^(?<host>[^/?#@\s:]+|\[[^\]]*\]):\d{1,5}$/u;

/** The request of a URL, or of a host with or without port, as CONNECT has it. */
function queryOf(text: string, left: Counter): OwnQuery | undefined {
  const authority = AUTHORITY.exec(text)?.groups?.['host'];
  const named = canonicaliseHost(authority ?? text);
  if (named.ok)
    return named.hostKind === 'ipv6'
      ? left.add('ipv6')
      : { request: { host: named.host, target: '/' }, isOnePage: authority === undefined };
  const page = canonicaliseUrl(text);
  if (!page.ok) return left.add(page.reason);
  const { host, hostKind, path, query, port } = page.url;
  if (hostKind === 'ipv6') return left.add('ipv6');
  const isOnePage = page.alternates.length === 0 && port === undefined;
  if (!isOnePage) left.add(port === undefined ? 'page-of-several-readings' : 'page-with-port');
  return { request: { host, target: query === '' ? path : `${path}?${query}` }, isOnePage };
}

function nothingIn(option: string, what: string, { counts }: Counter): UsageError {
  const reasons = Object.entries(counts).map(([reason, count]) => `${count} ${reason}`);
  const why = reasons.length === 0 ? 'it is empty' : `left out: ${reasons.join(', ')}`;
  return new UsageError(
    `${option}: no line is a usable ${what} (${why}). Give one host or URL a line; of a log, cut out that column first: awk '{print $7}'`,
  );
}
