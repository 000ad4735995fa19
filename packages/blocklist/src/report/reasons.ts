import { INVALID_REASONS, type InvalidReason, RULE_REASONS, type RuleReason } from '@netvakt/matcher';

/** The reason a line gave no rule, found before the canonicaliser was asked. */
const OWN_REASONS = [
  'line-too-long',
  'utf8-invalid',
  'control-character',
  'several-fields',
  'not-a-host',
  'not-a-name',
  'row-malformed',
  'row-quotes',
  'row-names-nothing',
  'rule-unsupported',
  'owner-outside-zone',
  'json-syntax',
  'json-duplicate-name',
  'json-too-deep',
  'json-unknown-array',
] as const;

/**
 * The reason a line was rejected. Kebab-case and closed: a metric label.
 *
 * - `line-too-long`: more bytes than `maxLineBytes`.
 * - `utf8-invalid`: not the configured encoding.
 * - `control-character`: a NUL, an escape or another C0 sign.
 * - `several-fields`: white space inside the entry; which field is meant is not guessed.
 * - `not-a-host`: a URL, or a host with a port, in a list of domains. A page never becomes a domain.
 * - `not-a-name`: an address in place of a name that a name server is asked for: it is never asked for.
 * - `row-malformed`: another number of columns than the format or its header defines, or no record of the format.
 * - `row-quotes`: a quote that is not closed, or is inside a field.
 * - `row-names-nothing`: neither page nor host nor address in the row.
 * - `rule-unsupported`: an exception, option or trigger whose meaning no rule has.
 * - `owner-outside-zone`: a record of a zone whose owner is not below the owner of the SOA record.
 * - `json-syntax`, `json-duplicate-name`, `json-too-deep`: no JSON, or JSON that could be read in two ways.
 * - `json-unknown-array`: an array of another name than those that hold entries. Its elements are not read; they may be a part of the list.
 * - the others are the matcher's; a wildcard is quarantined instead.
 */
export type RejectionReason = (typeof OWN_REASONS)[number] | InvalidReason | Exclude<RuleReason, 'rule-wildcard'>;

/** Every reason to reject a line, so that a counter exists for each from the start. */
export const REJECTION_REASONS: readonly RejectionReason[] = [
  ...OWN_REASONS,
  ...INVALID_REASONS,
  ...RULE_REASONS.filter((reason) => reason !== 'rule-wildcard'),
];
