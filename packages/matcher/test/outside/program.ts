/**
 * What a program of somebody else looks like: only public names, no library of types but the language's own. It is type-checked against
 * the sources here and against the packed declarations in tools/test/matcher-package.long.test.ts, which also runs it.
 */
import {
  bytesOf,
  type CompileOptions,
  compile,
  compileOverlay,
  type Explanation,
  explain,
  INVALID_REASONS,
  type InvalidReason,
  MatchError,
  Matcher,
  openSnapshot,
  type Rule,
  type RuleSemantics,
  ruleFrom,
  type Snapshot,
} from '@netvakt/matcher';

const SEMANTICS: RuleSemantics = { bareHost: 'domain', directoryIsPrefix: true, query: 'exact', pathCase: 'sensitive' };
const OPTIONS: CompileOptions = {
  markets: ['se', 'lt'],
  lists: [{ id: 'national', version: '2026-11-28', markets: ['se'] }],
  seed: Uint32Array.of(1, 2, 3, 4),
};

function rule(entry: string, line: number): Rule {
  const made = ruleFrom(entry, SEMANTICS, 0, line);
  if (made.ok) return made.rule;
  throw new Error(made.reason);
}

/** The same bytes each time: the seed is known. */
export const saved: Uint8Array<ArrayBuffer> = bytesOf(
  openSnapshot(compile([rule('bad.example', 1), { ...rule('good.bad.example', 2), action: 'allow' }], OPTIONS)),
);

const snapshot: Snapshot = openSnapshot(saved);
const overlay: Snapshot = openSnapshot(compileOverlay(snapshot, { add: [rule('new.example', 3)], remove: [] }));
const matcher = new Matcher(snapshot, overlay);

function isBlocked(host: string, market: number): boolean | InvalidReason | undefined {
  const result = matcher.matchHost(host, market);
  return result < 0 ? INVALID_REASONS[-1 - result] : result > 0;
}

function codeOf(act: () => unknown): string {
  try {
    return typeof act();
  } catch (error) {
    return error instanceof MatchError ? error.code : String(error);
  }
}

const explained: Explanation = explain(matcher, 'http://www.bad.example/', 'se');
const [se, lt] = ['se', 'lt'].map((name) => matcher.marketOf(name)) as [number, number];

/** One value a line. */
export const lines: readonly string[] = [
  isBlocked('www.bad.example', se),
  isBlocked('good.bad.example', se),
  isBlocked('bad.example', lt),
  isBlocked('new.example', se),
  isBlocked('a b', se),
  explained.rule?.line,
  codeOf(() => matcher.marketOf('dk')),
  // @ts-expect-error: markets are passed by their position
  codeOf(() => matcher.matchHost('bad.example', 'all')),
  // @ts-expect-error: a market has to be named
  codeOf(() => matcher.matchHost('bad.example')),
].map(String);

// @ts-expect-error: there is no such kind of rule
export const noKind: Rule = { ...rule('bad.example', 1), kind: 'subdomain' };
// @ts-expect-error: nor such an action
export const noAction: Rule = { ...rule('bad.example', 1), action: 'block' };
// @ts-expect-error: a host becomes canonical by canonicaliseHost or ruleFrom
export const noHost: Rule = { ...rule('bad.example', 1), host: 'Bad.Example' };
// @ts-expect-error: what a list means is stated whole
export const halfStated: RuleSemantics = { bareHost: 'domain' };
// @ts-expect-error: a seed is stated
export const noSeed: CompileOptions = { markets: [], lists: [] };
