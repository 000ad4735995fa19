/**
 * Compares our canonical form of a text with what the URL Standard makes of it, and reports how they relate: they agree, they differ
 * as a row of docs/divergences.md explains, or they differ for no known reason, which is a failure.
 *
 * Each row is a rewriting of the standard's result into ours. The rows that are needed to make the two equal are the rows that
 * explain the difference; what no row explains is a failure.
 */
import { type Canonicalised, type CanonicalUrl, canonicaliseUrl, type InvalidReason } from '@netvakt/matcher';

/** The result of a URL parser for a text; `undefined` if it refuses. */
export type Reference =
  | {
      readonly protocol: string;
      readonly hostname: string;
      readonly port: string;
      readonly pathname: string;
      readonly search: string;
    }
  | undefined;

/** How ours relates to a reference; `rows` are ids of docs/divergences.md. */
export type Comparison =
  | { readonly kind: 'agrees' }
  | { readonly kind: 'diverges'; readonly rows: readonly string[] }
  | { readonly kind: 'fails'; readonly ours: string; readonly theirs: string };

type Page = Pick<CanonicalUrl, 'host' | 'path' | 'query'> & { readonly port: string };

const PROTOCOLS = new Set(['http:', 'https:', 'ws:', 'wss:', 'ftp:']);
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'ftp:': '21' };
const ABSOLUTE = /^[\0-\u0020]*[a-z][a-z0-9+.\-\t\n\r]*:/iu;
const TWO_SLASHES = /^[^:]*:[\t\n\r]*[/\\][\t\n\r]*[/\\](?![\t\n\r]*[/\\])/u;

/** Escapes as docs/divergences.md has them: by its own words, not by the code under test. */
function respelled(text: string, plain: RegExp): string {
  return text
    .replaceAll(/%[0-9a-fA-F]{2}/gu, (escape) => {
      const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
      return /[\w\-.~]/u.test(character) ? character : escape.toUpperCase();
    })
    .replaceAll(/%(?![0-9A-F]{2})/gu, '%25')
    .replaceAll(plain, (character) => encodeURIComponent(character).replaceAll("'", '%27'));
}

const NOT_IN_PATH = /[^\w\-.~!$&'()*+,;=:@/%]/gu;
const NOT_IN_QUERY = /[^\w\-.~!$&()*+,;=:@/?%]/gu;

/** The rows that rewrite a reference, in the order in which they are tried. Each leaves what it does not concern as it is. */
const REWRITINGS: readonly (readonly [row: string, rewrite: (page: Page) => Page])[] = [
  ['trailing-dot', (page) => ({ ...page, host: page.host.replace(/\.$/u, '') as Page['host'] })],
  ['ipv4-in-ipv6', (page) => ({ ...page, host: withoutEmbedding(page.host) as Page['host'] })],
  ['ports', (page) => ({ ...page, port: page.port === '80' || page.port === '443' ? '' : page.port })],
  [
    'escapes',
    (page) => ({ ...page, path: respelled(page.path, NOT_IN_PATH), query: respelled(page.query, NOT_IN_QUERY) }),
  ],
];

/** The dotted form of an IPv4 address in IPv6, as the standard writes it: "::ffff:c000:201", "64:ff9b::c000:201". */
function withoutEmbedding(host: string): string {
  const { high, low } = /^(?:::ffff|64:ff9b:):(?:(?<high>[0-9a-f]+):)?(?<low>[0-9a-f]+)$/u.exec(host)?.groups ?? {};
  if (low === undefined) return host;
  const [first, second] = [Number.parseInt(high ?? '0', 16), Number.parseInt(low, 16)];
  return [first >>> 8, first & 255, second >>> 8, second & 255].join('.');
}

/** Which rows let us refuse what the standard accepts, by our reason. */
function refusalRow(reason: InvalidReason, input: string, reference: NonNullable<Reference>): string | undefined {
  if (!PROTOCOLS.has(reference.protocol)) return 'schemes';
  if (!TWO_SLASHES.test(input)) return 'slashes';
  if (reason === 'host-label-empty') return reference.hostname.split('.').includes('') ? 'empty-labels' : undefined;
  if (reason === 'host-too-long' || reason === 'host-label-too-long') return 'host-length';
  return reason === 'target-too-long' ? 'text-length' : undefined;
}

/** Which rows let us accept what the standard refuses, or reads as another kind of address. */
function acceptanceRow(input: string, { host, hostKind }: CanonicalUrl): string | undefined {
  if (!ABSOLUTE.test(input) || /^[^/\\?#]*:[0-9]*(?:[/\\?#]|$)/u.test(input.trim())) return 'scheme-less';
  if (hostKind !== 'name') return /%[^\]]*\]/u.test(input) ? 'ipv6-zone' : undefined;
  return /(?:^|\.)xn--/u.test(host) ? 'ascii-labels' : undefined;
}

/** Their result in our terms, before any row is applied. */
function pageOf({ protocol, hostname, port, pathname, search }: NonNullable<Reference>): Page {
  return {
    host: hostname.replace(/^\[(?<address>.*)\]$/u, '$<address>') as Page['host'],
    port: port === DEFAULT_PORTS[protocol] ? '' : port,
    path: pathname === '' ? '/' : pathname,
    query: search.slice(1),
  };
}

function textOf({ host, port, path, query }: Page): string {
  return `${host}:${port}${path}?${query}`;
}

/** The rows that turn their page into ours, or undefined if they do not. */
function rowsBetween(ours: Page, theirs: Page): readonly string[] | undefined {
  const wanted = textOf(ours);
  const rows: string[] = [];
  let page = theirs;
  for (const [row, rewrite] of REWRITINGS) {
    const rewritten = rewrite(page);
    if (textOf(rewritten) !== textOf(page)) rows.push(row);
    page = rewritten;
  }
  return textOf(page) === wanted ? rows : undefined;
}

function explained(rows: readonly string[] | undefined, ours: string, theirs: string): Comparison {
  if (rows === undefined) return { kind: 'fails', ours, theirs };
  return rows.length === 0 ? { kind: 'agrees' } : { kind: 'diverges', rows };
}

/** Compares what we make of `input` with what a parser of the URL Standard made of it. */
export function compareUrl(input: string, reference: Reference): Comparison {
  const outcome: Canonicalised = canonicaliseUrl(input);
  const theirs = reference === undefined ? 'refused' : textOf(pageOf(reference));
  if (!outcome.ok) {
    if (reference === undefined) return { kind: 'agrees' };
    const row = refusalRow(outcome.reason, input, reference);
    return explained(row === undefined ? undefined : [row], outcome.reason, theirs);
  }
  const { host, port, path, query } = outcome.url;
  const ours: Page = { host, port: port === undefined ? '' : String(port), path, query };
  const read = reference === undefined || !PROTOCOLS.has(reference.protocol) ? undefined : reference;
  if (read !== undefined) return explained(rowsBetween(ours, pageOf(read)), textOf(ours), theirs);
  const row = acceptanceRow(input, outcome.url);
  return explained(row === undefined ? undefined : [row], textOf(ours), theirs);
}
