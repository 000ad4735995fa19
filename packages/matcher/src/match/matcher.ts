/** Requests -> handles of rules. */
import { authorityOf } from '../canonical/authority.ts';
import { asciiLowerCase } from '../canonical/text.ts';
import { INVALID_REASONS, type InvalidReason } from '../canonical/types.ts';
import { canonicaliseRequest } from '../canonical/url.ts';
import type { Rule, RuleAction, RuleKind } from '../rule/types.ts';
import type { OpenedSnapshot } from '../snapshot/open.ts';
import type { Snapshot } from '../snapshot/types.ts';

/** The rule behind a handle. */
export interface RuleDescription {
  readonly kind: RuleKind;
  readonly action: RuleAction;
  readonly lists: readonly { readonly list: number; readonly line: number }[];
}

function refusal(reason: InvalidReason): number {
  return -1 - INVALID_REASONS.indexOf(reason);
}

const RANK: Readonly<Record<RuleKind, number>> = { domain: 0, host: 1, ip: 1, prefix: 2, url: 3 };

function specificity(rule: Rule): number {
  const length =
    rule.kind === 'domain' ? rule.host.length : rule.path.length + (rule.query === undefined ? 0 : 100_000);
  return RANK[rule.kind] * 1_000_000 + length;
}

/** Looks requests up in one snapshot. One a worker: it keeps scratch buffers. */
export class Matcher {
  readonly snapshot: Snapshot;
  readonly #rules: readonly Rule[];

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
    this.#rules = (snapshot as OpenedSnapshot).rules;
  }

  /** The deny rule that covers the request in `market`: its handle, 0 for none, or -(1 + position of the invalid reason). */
  matchRequest(host: string, target: string, market: number): number {
    const request = canonicaliseRequest(host, target);
    if (!request.ok) return refusal(request.reason);
    const { url, alternates } = request;
    for (const form of [url, ...alternates]) {
      const handle = this.#judge(url.host, url.hostKind !== 'name', url.port, form, market);
      if (handle !== 0) return handle;
    }
    return 0;
  }

  /** {@link matchRequest} for bytes as they came. */
  matchRequestBytes(
    bytes: Uint8Array,
    hostStart: number,
    hostEnd: number,
    targetStart: number,
    targetEnd: number,
    market: number,
  ): number {
    return this.matchRequest(latin1(bytes, hostStart, hostEnd), latin1(bytes, targetStart, targetEnd), market);
  }

  /** The deny rule that covers a whole host: `domain`, `host` and `ip` rules only, as for TLS and CONNECT. A port is ignored. */
  matchHost(host: string, market: number): number {
    const named = authorityOf(host, 'wire');
    if (!named.ok) return refusal(named.reason);
    return this.#judge(named.host, named.hostKind !== 'name', undefined, undefined, market);
  }

  /** {@link matchHost} for bytes as they came. */
  matchHostBytes(bytes: Uint8Array, start: number, end: number, market: number): number {
    return this.matchHost(latin1(bytes, start, end), market);
  }

  /** Positions of the lists that have the rule and serve the market it was found for. The same array each time: do not change it. */
  listsOf(handle: number): readonly number[] {
    return [...new Set(this.describe(handle).lists.map(({ list }) => list))];
  }

  /** The rule behind a handle, with its provenance. Allocates. */
  describe(handle: number): RuleDescription {
    const rule = this.#rules[handle - 1];
    if (rule === undefined) throw new RangeError(`There is no rule with the handle ${handle}`);
    const { kind, action, list, line } = rule;
    return { kind, action, lists: [{ list, line }] };
  }

  #judge(
    host: string,
    address: boolean,
    port: number | undefined,
    form: { path: string; query: string } | undefined,
    market: number,
  ): number {
    const name = this.snapshot.markets[market] ?? '';
    let best = 0;
    let bestScore = -1;
    this.#rules.forEach((rule, index) => {
      if (this.snapshot.lists[rule.list]?.markets.includes(name) !== true) return;
      if (!covers(rule, host, address, port, form)) return;
      const score = specificity(rule) * 2 + (rule.action === 'allow' ? 1 : 0);
      if (score > bestScore) {
        best = rule.action === 'allow' ? 0 : index + 1;
        bestScore = score;
      }
    });
    return best;
  }
}

function covers(
  rule: Rule,
  host: string,
  address: boolean,
  port: number | undefined,
  form: { path: string; query: string } | undefined,
): boolean {
  if (rule.kind === 'domain') return host === rule.host || (!address && host.endsWith(`.${rule.host}`));
  if (rule.host !== host) return false;
  if (rule.kind === 'host' || rule.kind === 'ip') return true;
  return form !== undefined && (rule.port === undefined || rule.port === port) && coversPath(rule, form);
}

function coversPath(rule: Rule, form: { path: string; query: string }): boolean {
  const path = rule.pathCase === 'insensitive' ? asciiLowerCase(form.path) : form.path;
  if (rule.kind === 'prefix') return path.startsWith(rule.path);
  return path === rule.path && (rule.query === undefined || rule.query === form.query);
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 1) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}
