import { INVALID_REASONS, type InvalidReason } from '@netvakt/matcher';

/** Why a line gave no rule, found before the canonicaliser was asked. */
const OWN_REASONS = ['line-too-long', 'utf8-invalid', 'control-character', 'several-fields', 'not-a-host'] as const;

/**
 * Why a line was rejected. Kebab-case and closed: a metric label.
 *
 * - `line-too-long`: more bytes than `maxLineBytes`.
 * - `utf8-invalid`: not the encoding that the settings say.
 * - `control-character`: a NUL, an escape or another C0 sign.
 * - `several-fields`: white space inside the entry; which field is meant is not guessed.
 * - `not-a-host`: a URL, or a host with a port, in a list of domains. A page never becomes a domain.
 * - the others are the canonicaliser's.
 */
export type RejectionReason = (typeof OWN_REASONS)[number] | InvalidReason;

/** Every {@link RejectionReason}, so that a counter exists for each from the start. */
export const REJECTION_REASONS: readonly RejectionReason[] = [...OWN_REASONS, ...INVALID_REASONS];
