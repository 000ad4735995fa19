import type { ExemptElements } from './elements.ts';

/** What became of the nftables sets. Closed: a value of JSON reports. */
export type RulesOutcome =
  /** They hold what the register does. */
  | 'updated'
  /** This machine has no rules of the filter: the filter alone passes exempt sources. */
  | 'not-in-force'
  /** The configuration has no section `interception`, or an option of the command leaves them alone. */
  | 'not-asked';

/**
 * Puts elements into the sets `exempt4` and `exempt6` of the rules in force, in one transaction. Throws an `OperatorError` if there
 * are rules and they cannot be changed. The feature `export` does it; `command/` hands it over.
 */
export type UpdateRules = (elements: ExemptElements) => RulesOutcome;
