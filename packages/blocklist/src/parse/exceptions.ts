/**
 * What a list takes out of its own rules: names that a zone or dnsmasq passes, hosts that a content blocker excepts, and the name itself
 * of a wildcard, which covers only what is below it (RFC 4592 §2.1.1).
 *
 *   *.bad.test      CNAME .               domain bad.test, except the host bad.test
 *   ok.bad.test     CNAME rpz-passthru.   except ok.bad.test and all below it: the finer name ends the wildcard there
 *   *.ok.bad.test   CNAME rpz-passthru.   the same
 *   *.ok.bad.test   CNAME .               then only the host ok.bad.test passes
 *   fine.test       CNAME rpz-passthru.   nothing: no rule of this list covers it
 *   @@||ok.test^                          except ok.test and all below it, whatever the list has there
 *   ||bad.test^$badfilter                 the list has no rule ||bad.test^
 *
 * Only exceptions that take something out are kept: one that does not could only unblock what another list blocks.
 */
import { type Rule, type RuleTable, RuleView } from '@netvakt/matcher';
import { identityOf } from './identity.ts';

/** Collects the exceptions of one list. Memory: the exceptions, and wildcards whose name was not listed right before or after. */
export class ExceptionCollector {
  /** Names that pass, and names below which all passes. */
  readonly #hosts = new Map<string, Rule>();
  readonly #below = new Map<string, Rule>();
  /** Domain rules that do not cover their own name. */
  readonly #wildcards = new Map<string, Rule>();
  /** Hosts at and below which the list has no rule, but those that are forced. */
  readonly #cleared = new Map<string, Rule>();
  readonly #forced = new Set<string>();
  readonly #withdrawn = new Set<string>();
  readonly #withdrawnHosts = new Set<string>();
  #lastHost: string | undefined;

  /** Takes a rule for names that pass. @param covers - `below`: all below the name. */
  pass(rule: Rule, covers: 'host' | 'below'): void {
    const names = covers === 'host' ? this.#hosts : this.#below;
    if (!names.has(rule.host)) names.set(rule.host, rule);
  }

  /** Takes a rule for a host that passes with all below it, whatever the list has there. */
  clear(rule: Rule): void {
    if (!this.#cleared.has(rule.host)) this.#cleared.set(rule.host, rule);
  }

  /** Notes a rule that {@link clear} and {@link withdraw} do not reach. */
  force(rule: Rule): void {
    this.#forced.add(identityOf(rule));
  }

  /** Takes one rule out of the list, wherever it is there, but one that is forced: that is another line. */
  withdraw(rule: Rule): void {
    this.#withdrawn.add(identityOf(rule));
    this.#withdrawnHosts.add(rule.host);
  }

  /** Notes a domain rule that does not cover its own name. */
  wildcard(rule: Rule): void {
    if (rule.host !== this.#lastHost && !this.#wildcards.has(rule.host)) this.#wildcards.set(rule.host, rule);
  }

  /** Notes that a name is blocked itself. */
  blocked(host: string): void {
    this.#lastHost = host;
    this.#wildcards.delete(host);
  }

  /** Keeps the rules that the list contradicts out of `rules`, and returns its exceptions. Linear; at the end of the list. */
  resolve(rules: RuleTable): readonly Rule[] {
    if (this.#withdrawn.size > 0) excludeFrom(rules, (view) => this.#isWithdrawn(view));
    const cleared = this.#cleared.size === 0 ? [] : this.#clearing(rules);
    const isPlain = this.#hosts.size + this.#below.size + this.#wildcards.size === 0;
    return isPlain ? cleared : [...cleared, ...this.#passing(rules)];
  }

  #isWithdrawn(view: RuleView): boolean {
    if (!this.#withdrawnHosts.has(view.host)) return false;
    const name = identityOf(view.rule);
    return this.#withdrawn.has(name) && !this.#forced.has(name);
  }

  /** Excludes what {@link clear} takes out, and returns exceptions from the domains above. */
  #clearing(rules: RuleTable): readonly Rule[] {
    const names = new Set([...this.#cleared.keys()].flatMap(withAncestors));
    const above: Rule[] = [];
    for (const view of rules.views()) if (view.kind === 'domain' && names.has(view.host)) above.push(view.rule);
    const forced = new Set(above.filter((rule) => this.#forced.has(identityOf(rule))).map(({ host }) => host));
    const domains = new Set(above.map(({ host }) => host));
    excludeFrom(
      rules,
      (view) =>
        withAncestors(view.host).some((name) => this.#cleared.has(name)) && !this.#forced.has(identityOf(view.rule)),
    );
    return [...this.#cleared.values()]
      .filter(({ host }) => isWithin(host, domains) && !isWithin(host, forced))
      .map((rule) => allowing(rule, 'domain'));
  }

  #passing(rules: RuleTable): readonly Rule[] {
    for (const { kind, host } of rules.views()) if (kind === 'host') this.#wildcards.delete(host);
    const exceptions = [...this.#wildcards.values()].map((rule) => allowing(rule, 'host'));
    const domains = this.#wideDomains(rules);
    for (const rule of this.#hosts.values()) {
      if (!isWithin(rule.host, domains) || this.#below.has(rule.host)) continue;
      const isHost = domains.has(rule.host);
      if (!(isHost && this.#wildcards.has(rule.host))) exceptions.push(allowing(rule, isHost ? 'host' : 'domain'));
    }
    for (const rule of this.#below.values())
      if (isWithin(rule.host, domains)) exceptions.push(allowing(rule, 'domain'));
    excludeFrom(rules, ({ kind, host }) =>
      kind === 'host' ? this.#hosts.has(host) : kind === 'domain' && this.#below.has(host),
    );
    return exceptions;
  }

  /** The domain rules at names that pass and above them, but those below which all passes. */
  #wideDomains(rules: RuleTable): ReadonlySet<string> {
    const names = new Set([...this.#hosts.keys(), ...this.#below.keys()].flatMap(withAncestors));
    const wide = new Set<string>();
    for (const { kind, host } of rules.views())
      if (kind === 'domain' && names.has(host) && !this.#below.has(host)) wide.add(host);
    return wide;
  }
}

/** Keeps rules out of a table. */
function excludeFrom(rules: RuleTable, isOut: (rule: RuleView) => boolean): void {
  const view = new RuleView(rules);
  for (let row = 0; row < rules.rows; row += 1) if (view.read(row) && isOut(view)) rules.exclude(row);
}

function allowing(rule: Rule, kind: 'host' | 'domain'): Rule {
  return { ...rule, kind, action: 'allow' };
}

function isWithin(host: string, domains: ReadonlySet<string>): boolean {
  return withAncestors(host).some((name) => domains.has(name));
}

/** A name and every name above it. */
export function withAncestors(name: string): string[] {
  const names = [name];
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) names.push(name.slice(dot + 1));
  return names;
}
