import type { ListCounts } from '../report/counts.ts';
import type { ListRefusalReason } from '../report/refusal.ts';
import type { ListBounds } from '../settings/settings.ts';

/** The reason the counts do not bear enforcing the list. */
export interface BudgetVerdict {
  readonly reason: ListRefusalReason;
  readonly found: string;
}

/**
 * Rejected lines that a list of `received` may have: `maxRejectedRatio` of them, at least `minRejectedLines`, and always fewer
 * than its good lines.
 */
export function rejectedAllowed(received: number, bounds: ListBounds): number {
  const borne = Math.max(bounds.minRejectedLines, Math.floor(received * bounds.maxRejectedRatio));
  return Math.min(borne, Math.max(0, Math.ceil(received / 2) - 1));
}

/**
 * Judges what a list came to. A list is refused whole or taken whole: half a list is an unblocking that nobody decided on.
 *
 * @returns `undefined` if the list may be enforced.
 */
export function judgeCounts(counts: ListCounts, bounds: ListBounds): BudgetVerdict | undefined {
  const { received, invalid, active } = counts;
  if (received === 0 && bounds.minEntries > 0) return { reason: 'empty', found: 'no line with an entry' };
  const allowed = rejectedAllowed(received, bounds);
  if (invalid > allowed) {
    return { reason: 'too-many-rejected', found: `${invalid} of ${received} lines rejected, ${allowed} allowed` };
  }
  if (active < bounds.minEntries) {
    return { reason: 'too-few-entries', found: `${active} active rules, at least ${bounds.minEntries} wanted` };
  }
  return undefined;
}
