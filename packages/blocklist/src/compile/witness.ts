/**
 * A witness of a rule: a request that the compiled snapshot blocks, made from the rule by other means than those that made the rule.
 * What a client sends is written here according to its standards (RFC 3986 for a target, RFC 1123 for a host), or by the WHATWG parser of the
 * runtime; the matcher's canonicaliser and hashes have no part in it but on the side of the snapshot, where every request meets them.
 *
 *   rule                     request                                    blocked?
 *   domain bad.test          host bad.test, else www.bad.test           yes: a witness
 *   prefix shop.test/a/      GET /a/, Host: shop.test                   no, an allow rule covers it: allowed
 *   url h.test/a b           GET /a%20b, Host: h.test                   no, nothing covers it: inert
 */
import { isIP } from 'node:net';
import {
  addressesOf,
  explain,
  Matcher,
  type Rule,
  type RuleKind,
  RuleView,
  type Snapshot,
  shadowOf,
} from '@netvakt/matcher';
import type { ParsedList } from '../parse/list.ts';
import { ReasonCounter, type ReasonCounts } from '../report/reason-counts.ts';

/** What became of the witnesses of one list. */
export interface Witnesses {
  /** Rules whose every request an allow rule lets through: of the operator, or an exception of the list. They stay active. */
  readonly allowed: number;
  /** Rules without a witness, by kind: inert. */
  readonly inertKinds: ReadonlyMap<RuleKind, number>;
  readonly inert: ReasonCounts<'no-witness'>;
}

/** A request for a page: a Host field and a target in origin form. */
interface PageRequest {
  readonly host: string;
  readonly target: string;
}

/** What stands for itself in a host and in a path (RFC 3986 §3.3), without escapes. */
const HOST_SIGN = 1;
const PATH_SIGN = 2;
const SIGNS = signs();
const LONGEST_BELOW = 253 - 'www.'.length;

function signs(): Uint8Array {
  const table = new Uint8Array(128);
  for (const byte of Buffer.from('abcdefghijklmnopqrstuvwxyz0123456789-_.')) table[byte] = HOST_SIGN | PATH_SIGN;
  for (const byte of Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ~!$&'()*+,;=:@/")) table[byte] = PATH_SIGN;
  return table;
}

/**
 * Asks `snapshot` for a witness of every rule of `list`, in the first of the list's markets; entries that nobody can read have none to be
 * made. Linear, 0.4 µs a plain rule.
 */
export function witnessesOf(list: Pick<ParsedList, 'rules' | 'settings'>, snapshot: Snapshot): Witnesses {
  const { rules, settings } = list;
  const [market = ''] = settings.markets;
  const name = settings.enforcement === 'shadow' ? shadowOf(market) : market;
  const bench = new WitnessBench(snapshot, name);
  const view = new RuleView(rules);
  const inert = new ReasonCounter<'no-witness'>();
  const inertKinds = new Map<RuleKind, number>();
  let allowed = 0;
  if (settings.format === 'keyed-hashes' || !bench.isServed) return { allowed, inertKinds, inert: inert.build() };
  for (let row = 0; row < rules.rows; row += 1) {
    if (!view.read(row) || bench.blocksPlain(view)) continue;
    const found = bench.judge(view.rule);
    if (found === 'allowed') allowed += 1;
    if (found !== 'inert') continue;
    inert.add('no-witness', view.line, 1);
    inertKinds.set(view.kind, (inertKinds.get(view.kind) ?? 0) + 1);
  }
  return { allowed, inertKinds, inert: inert.build() };
}

/** Asks one snapshot in one market. */
class WitnessBench {
  readonly #matcher: Matcher;
  readonly #market: string;
  readonly #code: number;

  constructor(snapshot: Snapshot, market: string) {
    this.#matcher = new Matcher(snapshot);
    this.#market = market;
    this.#code = snapshot.markets.indexOf(market);
  }

  /** False if the list is compiled for no market. */
  get isServed(): boolean {
    return this.#code !== -1;
  }

  /** True if the rule's text is, byte for byte, a host or page that a client sends, and the snapshot blocks it. */
  blocksPlain(view: RuleView): boolean {
    const { text, kind, start, hostEnd, pathEnd } = view;
    if (!areSigns(text, start, hostEnd, HOST_SIGN)) return false;
    if (kind === 'domain' || kind === 'host') return this.#matcher.matchHostBytes(text, start, hostEnd, this.#code) > 0;
    if (!view.isPlainPage || !areSigns(text, hostEnd, pathEnd, PATH_SIGN)) return false;
    return this.#matcher.matchRequestBytes(text, start, hostEnd, hostEnd, pathEnd, this.#code) > 0;
  }

  /** Judges a rule by all requests that are made from it. */
  judge(rule: Rule): 'blocked' | 'allowed' | 'inert' {
    const requests = requestsFor(rule);
    const isEnough = rule.networkBits === undefined ? requests.some(this.#blocks) : requests.every(this.#blocks);
    if (requests.length > 0 && isEnough) return 'blocked';
    return requests.some(this.#allows) ? 'allowed' : 'inert';
  }

  readonly #blocks = ({ host, target }: PageRequest): boolean =>
    this.#matcher.matchRequest(host, target, this.#code) > 0;

  readonly #allows = ({ host, target }: PageRequest): boolean =>
    explain(this.#matcher, `http://${host}${target}`, this.#market).reason === 'allow-rule';
}

function areSigns(text: Uint8Array, start: number, end: number, sign: number): boolean {
  for (let at = start; at < end; at += 1) if (((SIGNS[text[at] as number] ?? 0) & sign) === 0) return false;
  return end > start;
}

/** The requests that tell whether a rule does anything; of a network, for its first and its last address. */
export function requestsFor(rule: Rule): readonly PageRequest[] {
  const { kind, host, networkBits } = rule;
  if (networkBits !== undefined) {
    const addresses = [...addressesOf(host, networkBits)];
    return [addresses[0], addresses.at(-1)].flatMap((address) =>
      address === undefined ? [] : requestFor(address, '/'),
    );
  }
  const authority = rule.port === undefined ? authorityOf(host) : `${authorityOf(host)}:${rule.port}`;
  const own = requestFor(authority, targetOf(rule));
  // A domain covers what is below it, even if an exception lets the name itself through.
  const below = kind === 'domain' && host.length <= LONGEST_BELOW ? requestFor(`www.${host}`, '/') : [];
  return [...own, ...below];
}

function authorityOf(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

function targetOf({ path, query }: Rule): string {
  return query === undefined || query === '' ? path : `${path}?${query}`;
}

/** As a browser sends it; unchanged, for what no browser accepts and other clients send. */
function requestFor(authority: string, target: string): readonly PageRequest[] {
  const text = `http://${authority}${target}`;
  if (!URL.canParse(text)) return [{ host: authority, target }];
  const { host, pathname, search } = new URL(text);
  return [{ host, target: `${pathname}${search}` }];
}
