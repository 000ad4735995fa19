/** Settings to what is measured: which proxies meet which sizes of list, in which cases. */
import { isChosen, UsageError } from '../common/usage.ts';
import { PROXY_CASES, type ProxyCase, roundsOf } from './cases.ts';
import type { ProxyEntry } from './contestant.ts';
import { proxiesWith } from './proxies.ts';
import type { ProxyBenchSettings } from './settings.ts';

/** The cases that have rounds in such a run. */
export function casesOf({ only, quick, rounds }: ProxyBenchSettings): readonly ProxyCase[] {
  return PROXY_CASES.filter((one) => isChosen(one.name, PROXY_CASES, only) && roundsOf(one, quick, rounds) > 0);
}

/** The proxies that meet a list of so many rules. */
export function proxiesAt(rules: number, settings: ProxyBenchSettings): readonly ProxyEntry[] {
  return proxiesWith(settings.against).filter((entry) => takesPart(entry, rules, settings));
}

/** Throws a {@link UsageError} if no proxy would be measured in any case. */
export function checkProxyPlan(settings: ProxyBenchSettings): void {
  const cases = casesOf(settings);
  if (cases.length === 0) throw new UsageError('Nothing to measure: --quick leaves out what --only names');
  const isAnyMeasured = settings.rules.some(
    (rules) => cases.some(({ withRules }) => withRules || rules === 0) && proxiesAt(rules, settings).length > 0,
  );
  if (!isAnyMeasured)
    throw new UsageError('Nothing to measure: what --only names does not take part with these --rules. Add 0 to them');
}

/** In a quick run, the libraries from npm are met without rules only, and Squid with all or none: it takes long to load. */
function takesPart(
  { mostRules, name }: ProxyEntry,
  rules: number,
  { quick, only, against, rules: all }: ProxyBenchSettings,
): boolean {
  if (!isChosen(name, proxiesWith(against), only)) return false;
  if (rules > mostRules) return false;
  if (rules === 0 || !quick || ['netvakt', 'against', 'haproxy'].includes(name)) return true;
  return name === 'squid' && rules === Math.max(...all);
}
