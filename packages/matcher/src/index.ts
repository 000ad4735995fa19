export { canonicaliseHost, MAX_HOST } from './canonical/host.ts';
export {
  ALTERNATE_REASONS,
  type Alternate,
  type AlternateReason,
  type CanonicalHost,
  type Canonicalised,
  type CanonicalisedHost,
  type CanonicalUrl,
  type HostKind,
  INVALID_REASONS,
  type InvalidReason,
} from './canonical/types.ts';
export { canonicaliseRequest, canonicaliseUrl } from './canonical/url.ts';
export { compile } from './compile/compile.ts';
export { CompileError, type CompileErrorCode } from './compile/errors.ts';
export { type Changes, compileOverlay, delta, merge } from './compile/overlay.ts';
export { shadowOf, withShadows } from './compile/shadow.ts';
export type { CompileOptions, Sha256 } from './compile/types.ts';
export type { RuleDescription } from './match/describe.ts';
export { MatchError, type MatchErrorCode } from './match/errors.ts';
export { explain } from './match/explain.ts';
export type {
  ExplainedForm,
  ExplainedProbe,
  ExplainedRule,
  Explanation,
  VerdictReason,
} from './match/explanation.ts';
export { HashedMatcher } from './match/hashed-matcher.ts';
export { Matcher } from './match/matcher.ts';
export {
  type HashText,
  hashedRule,
  hashedTextOf,
  MOST_HASHED_DIRECTORIES,
  MOST_HASHED_TEXT,
  pagesMark,
} from './rule/hashed.ts';
export { addressesOf, LEAST_NETWORK_BITS } from './rule/network.ts';
export { ruleFrom, textRuleFrom } from './rule/rule-from.ts';
export { RuleTable } from './rule/table.ts';
export { RuleView } from './rule/table-row.ts';
export {
  RULE_REASONS,
  type Rule,
  type RuleAction,
  type RuleKind,
  type RuleOutcome,
  type RuleReason,
  type RuleSemantics,
  type TextPrefix,
} from './rule/types.ts';
export { SnapshotError, type SnapshotErrorCode } from './snapshot/errors.ts';
export { MAX_MARKETS } from './snapshot/layout.ts';
export { attachSnapshot, bytesOf, openSnapshot } from './snapshot/open.ts';
export type { ListDescription, Snapshot } from './snapshot/types.ts';
