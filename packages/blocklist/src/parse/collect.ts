/**
 * Entries become rules: canonical, each once, none too broad or protected. The first line that gives a rule is its provenance.
 */
import { hashedRule, type Rule, type RuleKind, type RuleOutcome, ruleFrom, textRuleFrom } from '@netvakt/matcher';
import { type QuarantineReason, tooBroad } from '../guard/breadth.ts';
import { HashedGuard } from '../guard/hashed.ts';
import { NeverBlockGuard } from '../guard/never-block.ts';
import { ReasonCounter } from '../report/reason-counts.ts';
import type { RejectionReason } from '../report/reasons.ts';
import type { ListSettings } from '../settings/settings.ts';
import { ExceptionCollector } from './exceptions.ts';
import { shapeOf } from './formats/shape.ts';
import type { Entry } from './read.ts';
import { SeenRules } from './seen.ts';

/** Collects the rules of one list. Memory: the rules, and 12 bytes for each of them. */
export class RuleCollector {
  /** Rules kept out: too broad, or what no list may block. */
  readonly quarantined: ReasonCounter<QuarantineReason> = new ReasonCounter();
  readonly #rules: Rule[] = [];
  readonly #exceptions = new ExceptionCollector();
  #resolved: { readonly rules: readonly Rule[]; readonly exceptions: readonly Rule[] } | undefined;
  readonly #settings: ListSettings;
  readonly #index: number;
  readonly #rejected: ReasonCounter<RejectionReason>;
  readonly #seen = new SeenRules();
  readonly #wildcards = new Set<string>();
  readonly #neverBlock: NeverBlockGuard;
  /** Of a list of keyed hashes whose key is known. */
  readonly #hashed: HashedGuard | undefined;
  #duplicates = 0;

  /** @param rejected - the list's rejected lines, those that gave no entry included. */
  constructor(settings: ListSettings, index: number, rejected: ReasonCounter<RejectionReason>) {
    this.#settings = settings;
    this.#index = index;
    this.#rejected = rejected;
    this.#neverBlock = new NeverBlockGuard(settings.neverBlock);
    const { hashKey, neverBlock, semantics } = settings;
    this.#hashed = hashKey && new HashedGuard(hashKey, neverBlock, semantics.bareHost);
  }

  /** The rules so far, in the order of the list; final after {@link finish}. */
  get rules(): readonly Rule[] {
    return this.#resolved?.rules ?? this.#rules;
  }

  /** What the list takes out of its own rules. None before {@link finish}. */
  get exceptions(): readonly Rule[] {
    return this.#resolved?.exceptions ?? [];
  }

  /** How many rules of each kind. */
  get kinds(): Readonly<Record<RuleKind, number>> {
    const kinds = { domain: 0, host: 0, prefix: 0, url: 0, ip: 0 };
    for (const { kind } of this.rules) kinds[kind] += 1;
    return kinds;
  }

  /** Entries so far whose rule was there already. */
  get duplicates(): number {
    return this.#duplicates;
  }

  /** False if entries are hashed, and none of them is the one by which the key is known. */
  get knowsKey(): boolean {
    return this.#hashed?.knowsKey ?? true;
  }

  /** Takes one entry. Never throws. */
  take(entry: Entry): void {
    const { text, line, column, hostOnly, isHash } = entry;
    if (isHash === true) {
      this.#keep(hashedRule(text, this.#settings.semantics.bareHost, this.#index, line), column, true);
      return;
    }
    if (hostOnly && shapeOf(text) === 'url') {
      this.#rejected.add('not-a-host', line, column);
      return;
    }
    const made = this.#ruleOf(entry);
    if (made.ok) this.#made(made.rule, entry);
    // "*" passes: whatever no other line blocks. That is so without it.
    else if (!isBlocking(entry) && made.reason === 'rule-wildcard') return;
    else if (made.reason !== 'rule-wildcard') this.#rejected.add(made.reason, line, column);
    else this.#wildcard(text.toLowerCase(), line, column);
  }

  /** Counts a row whose columns disagree. */
  disagreed(line: number, column: number): void {
    this.quarantined.add('columns-disagree', line, column);
  }

  /** The end of the list: exceptions take effect. */
  finish(): void {
    this.#resolved = this.#exceptions.resolve(this.#rules);
  }

  #ruleOf({ text, line, covers, prefix }: Entry): RuleOutcome {
    if (prefix !== undefined) return textRuleFrom(text, prefix, this.#index, line);
    const { semantics } = this.#settings;
    const bareHost = covers === 'below' ? 'domain' : (covers ?? semantics.bareHost);
    return ruleFrom(text, { ...semantics, bareHost }, this.#index, line);
  }

  #made(rule: Rule, entry: Entry): void {
    const { covers, isName, line, column } = entry;
    if (isName === true && rule.kind === 'ip') this.#rejected.add('not-a-name', line, column);
    else if (covers === 'below' && rule.kind === 'ip') this.#rejected.add('host-ipv4', line, column);
    else if (isBlocking(entry)) this.#block(rule, entry);
    else this.#except(rule, entry);
  }

  #block(rule: Rule, { covers, action, column }: Entry): void {
    const isNew = this.#keep(rule, column);
    if (covers === 'below' && isNew) this.#exceptions.wildcard(rule);
    else if (covers === 'host') this.#exceptions.blocked(rule.host);
    if (action === 'force') this.#exceptions.force(rule);
  }

  #except(rule: Rule, { covers, action }: Entry): void {
    if (action === 'withdraw') this.#exceptions.withdraw(rule);
    else if (action === 'clear') this.#exceptions.clear(rule);
    else {
      if (covers !== 'below') this.#exceptions.pass(rule, 'host');
      if (covers === 'below' || covers === 'domain') this.#exceptions.pass(rule, 'below');
    }
  }

  /** True if the rule is new and was not kept out. */
  #keep(rule: Rule, column: number, isHash = false): boolean {
    if (!this.#seen.add(rule)) {
      this.#duplicates += 1;
      return false;
    }
    const keptOut = isHash ? this.#hashed?.judge(rule.host) : (tooBroad(rule) ?? this.#neverBlock.judge(rule));
    if (keptOut === undefined) this.#rules.push(rule);
    else this.quarantined.add(keptOut, rule.line, column);
    return keptOut === undefined;
  }

  #wildcard(text: string, line: number, column: number): void {
    if (this.#wildcards.has(text)) this.#duplicates += 1;
    else {
      this.#wildcards.add(text);
      this.quarantined.add('wildcard', line, column);
    }
  }
}

function isBlocking({ action }: Entry): boolean {
  return action === undefined || action === 'block' || action === 'force';
}
