import type { RuleMatcher } from './rule-matcher.ts';

const NONE: ArrayLike<number> = [];

/** The matcher of connections that are never filtered: no rule covers anything. */
export const WITHOUT_RULES: RuleMatcher = {
  matchRequestBytes: () => 0,
  matchHostBytes: () => 0,
  matchHost: () => 0,
  listsOf: () => NONE,
};
