/** The whole story of one verdict, for people: the canonical form, every key that was asked for, and the rule that decided. */
import type { InvalidReason } from '../canonical/types.ts';
import { canonicaliseUrl } from '../canonical/url.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { type Engine, engineOf } from './engine.ts';
import { noMarketNamed, noText } from './errors.ts';
import type { ExplainedForm, ExplainedRule, Explanation, VerdictReason } from './explanation.ts';
import { HashedMatcher } from './hashed-matcher.ts';
import { deniedForm, type JudgedForm, judgedForms } from './judged-forms.ts';
import { Matcher } from './matcher.ts';
import type { KeyProbe } from './probe.ts';

/** What can be asked for the story of a verdict. */
type Subject = Snapshot | Matcher | HashedMatcher;

const engines = new WeakMap<Subject, Engine>();

/** The engine of a subject, made at the first question. */
function engineFor(subject: Subject): Engine {
  const known = engines.get(subject);
  if (known !== undefined) return known;
  const engine = engineOfSubject(subject);
  engines.set(subject, engine);
  return engine;
}

function engineOfSubject(subject: Subject): Engine {
  if (subject instanceof HashedMatcher) return subject.engine;
  return subject instanceof Matcher ? engineOf(subject.snapshot, subject.overlay) : engineOf(subject, undefined);
}

/** The snapshot that names all lists. */
function newestOf(subject: Subject): Snapshot {
  const plain = subject instanceof HashedMatcher ? subject.plain : subject;
  return plain instanceof Matcher ? (plain.overlay ?? plain.snapshot) : plain;
}

/** Names lists by what people call them. */
function explainedRules({ kind, sources }: KeyProbe, { lists }: Snapshot): ExplainedRule[] {
  return sources.map(({ list, line }) => ({
    list: lists[list]?.id ?? '',
    version: lists[list]?.version ?? '',
    line,
    kind,
  }));
}

function explainedForm({ form, path, probes, deciding }: JudgedForm, snapshot: Snapshot): ExplainedForm {
  return {
    form,
    path,
    outcome: deciding?.outcome ?? 'none',
    probes: probes.map((probe) => ({
      kind: probe.kind,
      key: probe.key,
      outcome: probe.outcome,
      rules: explainedRules(probe, snapshot),
    })),
  };
}

/** The story if the text names no page. */
function refused(input: string, reason: InvalidReason): Explanation {
  return { input, canonical: null, verdict: 'refuse', reason, via: null, rule: null, rules: [], forms: [] };
}

function reasonOf(deciding: KeyProbe | undefined): VerdictReason {
  return deciding === undefined || deciding.outcome === 'none' ? 'no-rule' : `${deciding.outcome}-rule`;
}

function viaOf(denied: JudgedForm | undefined): Explanation['via'] {
  return denied === undefined || denied.form === 'primary' ? null : denied.form;
}

/**
 * Returns what is decided about a URL in a market, and why: the same verdict as {@link Matcher.matchRequest} gives for a request
 * to it.
 *
 * @param url - as `canonicaliseUrl` takes it
 * @param market - one of `snapshot.markets`
 * @throws MatchError if the snapshot has no such market, or `url` is no text
 *
 * For people and for `check`: about 10 µs a URL.
 *
 * @example
 * const { verdict, reason, rule } = explain(matcher, 'http://www.BAD.example/any', 'se');
 * [verdict, reason, rule?.list, rule?.line]; // → ['block', 'deny-rule', 'national', 1]
 */
export function explain(subject: Snapshot | Matcher | HashedMatcher, url: string, market: string): Explanation {
  const engine = engineFor(subject);
  engine.index.check();
  const snapshot = newestOf(subject);
  const code = snapshot.markets.indexOf(market);
  if (code === -1) throw noMarketNamed(market, snapshot.markets);
  if (typeof url !== 'string') throw noText();
  const named = canonicaliseUrl(url);
  if (!named.ok) return refused(url, named.reason);
  const judged = judgedForms(engine, code, named);
  const denied = deniedForm(judged);
  const deciding = denied?.deciding ?? judged[0]?.deciding;
  const rules = deciding === undefined ? [] : explainedRules(deciding, snapshot);
  const { host, path, query } = named.url;
  return {
    input: url,
    canonical: { host, path, query },
    verdict: denied === undefined ? 'forward' : 'block',
    reason: reasonOf(deciding),
    via: viaOf(denied),
    rule: rules[0] ?? null,
    rules,
    forms: judged.map((form) => explainedForm(form, snapshot)),
  };
}
