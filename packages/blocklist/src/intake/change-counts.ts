/** What a delivery changed of the one before it. */
export interface RuleChange {
  /** Rules that came and went. For a list of more than 200,000 rules, a lower bound of each. */
  readonly added: number;
  readonly removed: number;
}
