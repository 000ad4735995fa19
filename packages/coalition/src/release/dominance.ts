/** Who weighs how much in a sum, and whether that lets somebody estimate another. */
import type { CoalitionPolicy } from '../policy/policy.ts';

/**
 * The p % rule (Hundepool et al., Statistical Disclosure Control, 2012, section 4.2.1): the second largest contributor subtracts its
 * own figure from the sum, and takes the rest for the largest. True if that estimate is less than `percent` of the largest too high.
 * Also true for fewer than three, unless nobody weighs anything: then there is nothing to estimate.
 */
export function isDominatedBy(weights: readonly number[], percent: number): boolean {
  const [largest = 0, second = 0, ...others] = weights.toSorted((a, b) => b - a);
  const rest = others.reduce((sum, weight) => sum + weight, 0);
  return largest > 0 && (second === 0 || rest * 100 < percent * largest);
}

/** True if a sum of contributions with these public weights may be released. One without weight hides nobody, and does not count. */
export function isReleasable(
  weights: readonly number[],
  policy: Pick<CoalitionPolicy, 'contributors' | 'dominance'>,
): boolean {
  const heavy = weights.filter((weight) => weight > 0);
  return heavy.length >= policy.contributors && !isDominatedBy(heavy, policy.dominance);
}
