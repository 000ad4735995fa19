/**
 * What a list takes out of its own rules: names that a zone passes (`rpz-passthru`), and the name itself of a wildcard, which covers only
 * what is below it (RFC 4592 §2.1.1).
 *
 *   *.bad.test      CNAME .               domain bad.test, except the host bad.test
 *   ok.bad.test     CNAME rpz-passthru.   except the host ok.bad.test
 *   *.ok.bad.test   CNAME rpz-passthru.   except the domain ok.bad.test, but the host ok.bad.test would be blocked
 *   fine.test       CNAME rpz-passthru.   nothing: no rule of this list covers it
 *
 * Only exceptions that take something out are kept: one that does not could only unblock what another list blocks.
 */
import type { Rule } from '@netvakt/matcher';

/** Collects the exceptions of one list. Memory: the exceptions, and wildcards whose name was not listed right before or after. */
export class ExceptionCollector {
  /** Names that pass, and names below which all passes. */
  readonly #hosts = new Map<string, Rule>();
  readonly #below = new Map<string, Rule>();
  /** Domain rules that do not cover their own name. */
  readonly #wildcards = new Map<string, Rule>();
  #lastHost: string | undefined;

  /** Takes a rule for names that pass. @param covers - `below`: all below the name. */
  pass(rule: Rule, covers: 'host' | 'below'): void {
    const names = covers === 'host' ? this.#hosts : this.#below;
    if (!names.has(rule.host)) names.set(rule.host, rule);
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

  /** The list's rules without those that it contradicts, and its exceptions. Linear; at the end of the list. */
  resolve(rules: readonly Rule[]): { readonly rules: readonly Rule[]; readonly exceptions: readonly Rule[] } {
    const isPlain = this.#hosts.size + this.#below.size + this.#wildcards.size === 0;
    return isPlain ? { rules, exceptions: [] } : this.#resolved(rules);
  }

  #resolved(rules: readonly Rule[]): { readonly rules: readonly Rule[]; readonly exceptions: readonly Rule[] } {
    for (const { kind, host } of rules) if (kind === 'host') this.#wildcards.delete(host);
    const exceptions = new Map<string, Rule>();
    const except = (kind: 'host' | 'domain', rule: Rule): void => {
      exceptions.set(`${kind} ${rule.host}`, { ...rule, kind, action: 'allow' });
    };
    for (const rule of this.#wildcards.values()) except('host', rule);
    const covered = this.#covered(rules);
    const kept = rules.filter(
      ({ kind, host }) => !(kind === 'host' ? this.#hosts.has(host) : kind === 'domain' && this.#below.has(host)),
    );
    for (const rule of this.#hosts.values())
      if (covered.domains.has(rule.host) || covered.isBelow(rule.host)) except('host', rule);
    for (const rule of this.#below.values()) {
      if (!covered.isBelow(rule.host)) continue;
      except('domain', rule);
      if (!(this.#hosts.has(rule.host) || covered.hosts.has(rule.host))) kept.push({ ...rule, kind: 'host' });
    }
    return { rules: kept, exceptions: [...exceptions.values()] };
  }

  /** What the rules say of the names that pass and of all above them. */
  #covered(rules: readonly Rule[]): {
    readonly hosts: ReadonlySet<string>;
    readonly domains: ReadonlySet<string>;
    /** True for a name that is blocked because something above it is. */
    isBelow(host: string): boolean;
  } {
    const names = new Set([...this.#hosts.keys(), ...this.#below.keys()].flatMap(withAncestors));
    const [hosts, domains] = [new Set<string>(), new Set<string>()];
    for (const { kind, host } of rules) {
      if (!names.has(host)) continue;
      if (kind === 'host') hosts.add(host);
      // All below it passes, says the list as well: then it is no rule.
      else if (kind === 'domain' && !this.#below.has(host)) domains.add(host);
    }
    return {
      hosts,
      domains,
      isBelow: (host) => withAncestors(host).some((name) => name !== host && domains.has(name)),
    };
  }
}

/** A name and every name above it. */
export function withAncestors(name: string): string[] {
  const names = [name];
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) names.push(name.slice(dot + 1));
  return names;
}
