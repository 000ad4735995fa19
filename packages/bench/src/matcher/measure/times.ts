/** Rounds of one engine in one case -> the figures of a report. */
import { median, quantile, threeDigits } from '../../common/statistics.ts';
import type { Prepared, Round } from '../protocol.ts';
import type { MatcherResult } from '../results.ts';

/** Nanoseconds a lookup, `null` if an answer was wrong, and what else one engine has of its own. */
export type LookupTimes = Pick<
  MatcherResult,
  'nsMedian' | 'nsMin' | 'nsMax' | 'nsQ1' | 'nsQ3' | 'bytesPerLookup' | 'agrees' | 'wrongShare'
>;

/** The figures of rounds that were timed after `prepared`. */
export function lookupTimes(
  prepared: Pick<Prepared, 'checked' | 'disagreements' | 'bytesPerLookup'>,
  rounds: readonly Pick<Round, 'nanoseconds' | 'lookups' | 'disagreements'>[],
): LookupTimes {
  const nanoseconds = rounds.map((round) => round.nanoseconds / round.lookups);
  const wrong = prepared.disagreements + rounds.reduce((sum, round) => sum + round.disagreements, 0);
  const checked = prepared.checked + rounds.reduce((sum, round) => sum + round.lookups, 0);
  const times = wrong === 0 && nanoseconds.length > 0;
  const ns = (share: number): number | null => (times ? threeDigits(quantile(nanoseconds, share)) : null);
  return {
    nsMedian: times ? threeDigits(median(nanoseconds)) : null,
    nsMin: ns(0),
    nsMax: ns(1),
    nsQ1: ns(0.25),
    nsQ3: ns(0.75),
    bytesPerLookup: Number.isFinite(prepared.bytesPerLookup) ? prepared.bytesPerLookup : null,
    agrees: wrong === 0,
    wrongShare: threeDigits(wrong / checked),
  };
}
