import type { ListSummary } from '../parse/list.ts';
import { MOST_POSITIONS } from '../report/reason-counts.ts';
import type { Witnesses } from './witness.ts';

/** The summary of a list whose inert rules are quarantined: they stay in the snapshot but cover nothing. */
export function withoutInert(
  summary: ListSummary,
  { inert, inertKinds }: Pick<Witnesses, 'inert' | 'inertKinds'>,
): ListSummary {
  if (inert.total === 0) return summary;
  const { counts, kinds, quarantined } = summary;
  const left = { ...kinds };
  for (const [kind, count] of inertKinds) left[kind] -= count;
  return {
    ...summary,
    counts: { ...counts, active: counts.active - inert.total, quarantined: counts.quarantined + inert.total },
    kinds: left,
    quarantined: {
      total: quarantined.total + inert.total,
      byReason: new Map([...quarantined.byReason, ...inert.byReason]),
      first: [...quarantined.first, ...inert.first].slice(0, MOST_POSITIONS),
    },
  };
}
