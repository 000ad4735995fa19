import type { Exemption } from './exemption.ts';
import { rangesOf, type SourceRange } from './ranges.ts';
import { addressText } from './source-prefix.ts';

/** Elements of the sets `exempt4` and `exempt6`, in the words of nft. */
export interface ExemptElements {
  readonly four: readonly string[];
  readonly six: readonly string[];
}

/**
 * The sources that never reach the filter, with the time after which the kernel drops each automatically. A source of another market is
 * not among them: the filter is what knows markets. Never too long: what changes later than the first end is left to the next write.
 */
export function exemptElements(exemptions: readonly Exemption[], now: number): ExemptElements {
  const never = rangesOf(exemptions, now).filter(({ market }) => market === undefined);
  return {
    four: never.filter(({ isIPv4 }) => isIPv4).map((range) => elementText(range, now)),
    six: never.filter(({ isIPv4 }) => !isIPv4).map((range) => elementText(range, now)),
  };
}

/** The longest that nft takes, in milliseconds. What lasts longer leaves the set then, and the filter goes on passing it. */
const LONGEST = 400 * 86_400_000;

function elementText({ first, last, isIPv4, until }: SourceRange, now: number): string {
  const from = addressText(first, isIPv4);
  const range = first === last ? from : `${from}-${addressText(last, isIPv4)}`;
  if (until === Number.POSITIVE_INFINITY) return range;
  const left = Math.max(1, Math.min(Math.floor(until - now), LONGEST));
  return `${range} timeout ${Math.floor(left / 1000)}s${left % 1000}ms`;
}
