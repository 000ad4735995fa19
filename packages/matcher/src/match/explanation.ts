/** The story of a verdict, as data. */
import type { AlternateReason, InvalidReason } from '../canonical/types.ts';
import type { RuleKind } from '../rule/types.ts';

/** What a verdict rests on: a closed set. */
export type VerdictReason = 'no-rule' | 'allow-rule' | 'deny-rule' | InvalidReason;

/** A rule as people look it up. */
export interface ExplainedRule {
  readonly list: string;
  readonly version: string;
  readonly line: number;
  readonly kind: RuleKind;
}

/** One key that was asked for. */
export interface ExplainedProbe {
  readonly kind: RuleKind;
  /** The key, without scheme. */
  readonly key: string;
  readonly outcome: 'none' | 'deny' | 'allow';
  readonly rules: readonly ExplainedRule[];
}

/** The probes of one form of the request, the most specific first. */
export interface ExplainedForm {
  /** `primary`, or what some servers make of the request. */
  readonly form: 'primary' | AlternateReason;
  readonly path: string;
  readonly outcome: 'none' | 'deny' | 'allow';
  readonly probes: readonly ExplainedProbe[];
}

/** The story of a verdict. */
export interface Explanation {
  readonly input: string;
  readonly canonical: { readonly host: string; readonly path: string; readonly query: string } | null;
  readonly verdict: 'forward' | 'block' | 'refuse';
  readonly reason: VerdictReason;
  /** The form that was covered, if it was not the primary one. */
  readonly via: AlternateReason | null;
  /** The rule that decided, in the first of its lists; `null` if none covers the page. */
  readonly rule: ExplainedRule | null;
  /** The same rule in every list that has it and serves the market. */
  readonly rules: readonly ExplainedRule[];
  readonly forms: readonly ExplainedForm[];
}
