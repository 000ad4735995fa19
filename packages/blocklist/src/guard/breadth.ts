/**
 * The guard against rules that are too broad: one such line would block a country's names, or every customer of a host.
 * The rule is quarantined: kept out of the snapshot, counted, the rest of the list is used.
 */
import type { Rule } from '@netvakt/matcher';
import { getPublicSuffix } from 'tldts';
import { UNASKABLE_REASONS, type UnaskableReason } from './askable.ts';
import type { ProtectionReason } from './never-block.ts';

/**
 * The reason a rule is kept out.
 *
 * - `wildcard`: the host, path or query holds a `*`. A domain rule covers sub-domains anyway; `*` alone would cover everything.
 * - `single-label`: a name without a dot, such as a top-level domain or `localhost`.
 * - `public-suffix`: a name under which strangers register theirs, by the Public Suffix List, private section included.
 * - `columns-disagree`: a row whose page is on another host than its domain column names. Not guessed which is meant.
 * - those of {@link UnaskableReason}: no request names it.
 * - `protected-name`, `protected-network`, `ech-public-name`: what no list may block; see {@link NeverBlock}.
 */
export type QuarantineReason =
  | 'wildcard'
  | 'single-label'
  | 'public-suffix'
  | 'columns-disagree'
  | UnaskableReason
  | ProtectionReason;

/** Every reason to quarantine a rule, so that a counter exists for each from the start. */
export const QUARANTINE_REASONS: readonly QuarantineReason[] = [
  'wildcard',
  'single-label',
  'public-suffix',
  'columns-disagree',
  ...UNASKABLE_REASONS,
  'protected-name',
  'protected-network',
  'ech-public-name',
];

/** The host is canonical already, so the library need not take it apart or check it again. */
const SUFFIX_OPTIONS = { allowPrivateDomains: true, extractHostname: false, validateHostname: false } as const;

/**
 * Judges one rule: some 0.2 µs. The Public Suffix List is the one built into tldts; its date is that of the package.
 *
 * A page on a public suffix (`prefix`, `url`) covers that page only and passes, unless it covers all below, too; a name without a dot never does.
 */
export function tooBroad(rule: Rule): QuarantineReason | undefined {
  if (rule.host.includes(':')) return undefined; // an IPv6 literal
  if (!rule.host.includes('.')) return 'single-label';
  const coversHost = rule.kind === 'domain' || rule.kind === 'host' || rule.text?.hosts === 'below';
  return coversHost && getPublicSuffix(rule.host, SUFFIX_OPTIONS) === rule.host ? 'public-suffix' : undefined;
}
