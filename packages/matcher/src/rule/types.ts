/** What a list's entry becomes: one thing to block or to let through. */
import type { CanonicalHost, InvalidReason } from '../canonical/types.ts';

/**
 * What a rule covers: `domain` a name and all below it, `host` one name, `ip` one address, `prefix` a directory of a host and
 * all below it (or all that begins with a text), `url` one page.
 */
export type RuleKind = 'domain' | 'host' | 'prefix' | 'url' | 'ip';

/** An `allow` rule takes out of the rules that are as specific as itself or less. */
export type RuleAction = 'deny' | 'allow';

/**
 * How a prefix of text is compared: what squidGuard, e2guardian and content blockers mean by a URL. Without regard to ASCII case, and on
 * every port.
 */
export interface TextPrefix {
  /**
   * `site`: the host, and what squidGuard takes for the same: the host behind a label `www`, `web` or `ftp`, with or without digits.
   * `below`: the host and all below it.
   */
  readonly hosts: 'site' | 'below';
  /** `anywhere`: whatever follows the text. `boundary`: nothing follows, or one of `/ ? & =`. */
  readonly ends: 'anywhere' | 'boundary';
}

/** An entry after canonicalisation, with its provenance. */
export interface Rule {
  readonly kind: RuleKind;
  readonly action: RuleAction;
  readonly host: CanonicalHost;
  /** `prefix` and `url` only; `undefined` covers every port. */
  readonly port: number | undefined;
  /** Canonical; "/" for the kinds without a path. A prefix ends with "/", unless it is one of text. */
  readonly path: string;
  /** `prefix` only: `path` is lower-case text, `?` and a query included, with which path and query begin. Default: a directory. */
  readonly text?: TextPrefix | undefined;
  /** `url` only: the exact query, '' for none; `undefined` covers any query. */
  readonly query: string | undefined;
  /** `ip` only: `host` is the first address of a network of so many leading bits, and all of it is covered. Absent for one address. */
  readonly networkBits?: number | undefined;
  /** `insensitive`: ASCII letters of the path compare without case. Default: sensitive. */
  readonly pathCase?: 'sensitive' | 'insensitive' | undefined;
  /** Position of the list in the compilation. */
  readonly list: number;
  /** Line in the list, from 1; 32 bits. */
  readonly line: number;
}

/** What a list means by its entries: stated for each list, never guessed. */
export interface RuleSemantics {
  /** A bare host covers everything below it, or only itself. */
  readonly bareHost: 'domain' | 'host';
  /** A URL that ends with "/" covers everything below it, or only itself. */
  readonly directoryIsPrefix: boolean;
  /** A URL with a query covers only that query, or any. One without covers any. */
  readonly query: 'exact' | 'ignore';
  readonly pathCase: 'sensitive' | 'insensitive';
}

/** The reason an entry makes no rule though its address is readable. Safe as a metric label. */
export const RULE_REASONS = ['rule-wildcard', 'rule-too-deep'] as const;

/** Directories of a prefix, at most: more than any server has below one another. */
export const MAX_DIRECTORIES = 255;

/** One of {@link RULE_REASONS}. */
export type RuleReason = (typeof RULE_REASONS)[number];

/** A rule, or why the entry makes none. */
export type RuleOutcome =
  | { readonly ok: true; readonly rule: Rule }
  | { readonly ok: false; readonly reason: InvalidReason | RuleReason };

/** Directories of a path: its '/' but the first. */
export function directoriesOf(path: string): number {
  let directories = -1;
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) directories += 1;
  return directories;
}
