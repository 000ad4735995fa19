/**
 * Entries become rules: canonical, each once, none too broad or protected. The first line that gives a rule is its provenance.
 */
import {
  hashedRule,
  type Rule,
  type RuleKind,
  type RuleOutcome,
  RuleTable,
  RuleView,
  ruleFrom,
  textRuleFrom,
} from '@netvakt/matcher';
import { unaskable } from '../guard/askable.ts';
import { type QuarantineReason, tooBroad } from '../guard/breadth.ts';
import { HashedGuard } from '../guard/hashed.ts';
import { NeverBlockGuard } from '../guard/never-block.ts';
import { ReasonCounter } from '../report/reason-counts.ts';
import type { RejectionReason } from '../report/reasons.ts';
import type { ListFormat, ListSettings } from '../settings/settings.ts';
import { ExceptionCollector } from './exceptions.ts';
import { shapeOf } from './formats/shape.ts';
import { networkEntry } from './network-entry.ts';
import { PlainEntry } from './plain-entry.ts';
import type { Entry } from './read.ts';
import { SEEN_BATCH, SeenRules } from './seen.ts';

/**
 * Addresses that the networks of one list may have together. Each is compiled as a rule of its own (docs/memory.md), which the estimate of
 * memory, by lines, does not see.
 */
const MOST_NETWORK_ADDRESSES = 2 ** 18;

const SLASH = 0x2f;
/** Directories of a path that is surely not too deep. */
const DEEP = 250;

/** Collects the rules of one list. Memory: the rules, and 12 bytes for each of them. */
export class RuleCollector {
  /** Rules kept out: too broad, or what no list may block. */
  readonly quarantined: ReasonCounter<QuarantineReason> = new ReasonCounter();
  /** The rules so far, in the order of the list; final after {@link finish}. */
  readonly rules: RuleTable;
  /** How the list is written, as soon as that is known. */
  format: ListFormat | undefined;
  readonly #exceptions = new ExceptionCollector();
  #resolved: readonly Rule[] = [];
  readonly #settings: ListSettings;
  readonly #index: number;
  readonly #rejected: ReasonCounter<RejectionReason>;
  readonly #view: RuleView;
  readonly #seen: SeenRules;
  readonly #plain = new PlainEntry();
  readonly #withoutRule = new Set<string>();
  readonly #neverBlock: NeverBlockGuard;
  /** Entries of a list of keyed hashes whose key is known. */
  readonly #hashed: HashedGuard | undefined;
  #duplicates = 0;
  /** Bare hosts among the rows that were not looked up yet. */
  #hostsWaiting = 0;
  #networkAddresses = 0;

  /** @param rejected - the list's rejected lines, those that gave no entry included. */
  constructor(settings: ListSettings, index: number, rejected: ReasonCounter<RejectionReason>) {
    this.#settings = settings;
    this.#index = index;
    this.#rejected = rejected;
    this.rules = new RuleTable(index);
    this.#view = new RuleView(this.rules);
    this.#seen = new SeenRules(this.rules);
    this.#neverBlock = new NeverBlockGuard(settings.neverBlock);
    const { hashKey, neverBlock, semantics } = settings;
    this.#hashed = hashKey && new HashedGuard(hashKey, neverBlock, semantics.bareHost);
  }

  /** What the list takes out of its own rules. None before {@link finish}. */
  get exceptions(): readonly Rule[] {
    return this.#resolved;
  }

  /** How many rules of each kind. */
  get kinds(): Readonly<Record<RuleKind, number>> {
    const kinds: Record<RuleKind, number> = { domain: 0, host: 0, prefix: 0, url: 0, ip: 0 };
    for (const { kind } of this.rules.views()) kinds[kind] += 1;
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

  /** Makes room for so many entries in so many bytes, if that is known before. */
  reserve(entries: number, bytes: number): void {
    this.rules.reserve(entries, bytes);
    this.#seen.reserve(entries);
  }

  /** Takes one entry. Never throws. */
  take(entry: Entry): void {
    this.#settle();
    const { text, line, column, hostOnly, isHash } = entry;
    if (isHash === true) {
      this.#keep(hashedRule(text, this.#settings.semantics.bareHost, this.#index, line), column, (rule) =>
        this.#hashed?.judge(rule.host),
      );
      return;
    }
    if (this.#takeNetwork(text, line, column)) return;
    if (hostOnly && shapeOf(text) === 'url') {
      this.#rejected.add('not-a-host', line, column);
      return;
    }
    const made = this.#ruleOf(entry);
    if (made.ok) this.#made(made.rule, entry);
    // "*" passes: whatever no other line blocks. That is so without it.
    else if (!isBlocking(entry) && made.reason === 'rule-wildcard') return;
    else if (made.reason !== 'rule-wildcard') this.#rejected.add(made.reason, line, column);
    else this.#setAside('wildcard', text.toLowerCase(), line, column);
  }

  /**
   * Takes the entry that is all of the line `bytes[start, end)`, if it is canonical as it is written; false if it is to be read in full.
   *
   * @param hostOnly - the format names hosts only
   */
  takePlain(bytes: Uint8Array, start: number, end: number, line: number, hostOnly: boolean): boolean {
    const plain = this.#plain;
    if (!plain.read(bytes, start, end)) return false;
    const kind = plain.isBareHost ? this.#settings.semantics.bareHost : this.#plainPage(bytes, hostOnly);
    if (kind === undefined) return false;
    this.rules.pushBytes(kind, bytes, plain, line);
    if (plain.isBareHost) this.#hostsWaiting += 1;
    if (this.#seen.waiting >= SEEN_BATCH) this.#settle();
    return true;
  }

  /** Looks the waiting plain entries up: removes duplicates, and quarantines those that the list may not hold. */
  #settle(): void {
    const { rows } = this.rules;
    const { waiting } = this.#seen;
    if (waiting === 0) return;
    this.#duplicates += this.#seen.settle();
    if (this.#hostsWaiting === 0) return;
    this.#hostsWaiting = 0;
    for (let row = rows - waiting; row < this.rules.rows; row += 1) {
      this.#view.read(row);
      if (this.#view.kind === 'domain' || this.#view.kind === 'host')
        this.#guard(row, 1, (rule) => this.#tooMuch(rule));
    }
  }

  /** The kind of the plain page that was read; `undefined` if it is to be read in full. */
  #plainPage(bytes: Uint8Array, hostOnly: boolean): 'prefix' | 'url' | undefined {
    const { directoryIsPrefix, pathCase } = this.#settings.semantics;
    if (hostOnly || pathCase === 'insensitive') return undefined;
    const { end, directories } = this.#plain;
    if (bytes[end - 1] !== SLASH || !directoryIsPrefix) return 'url';
    // A whole site may be protected, and a deep directory is too deep: both are rare.
    return directories === 0 || directories > DEEP ? undefined : 'prefix';
  }

  /** Counts a row whose columns disagree. */
  disagreed(line: number, column: number): void {
    this.#settle();
    this.quarantined.add('columns-disagree', line, column);
  }

  /** The end of the list: exceptions take effect. */
  finish(): void {
    this.#settle();
    this.#resolved = this.#exceptions.resolve(this.rules);
  }

  /** True if the entry is written like a network, and was taken or counted. */
  #takeNetwork(text: string, line: number, column: number): boolean {
    const found = networkEntry(text, this.format);
    if (found === undefined) return false;
    if (found.kind === 'refused') {
      this.#setAside('network-refused', text, line, column);
      return true;
    }
    const { host, bits } = found;
    const addresses = 2 ** ((host.includes(':') ? 128 : 32) - bits);
    const isTooMany = this.#networkAddresses + addresses > MOST_NETWORK_ADDRESSES;
    const scope = { kind: 'ip', host, port: undefined, path: '/', query: undefined } as const;
    const network = addresses === 1 ? {} : { networkBits: bits };
    const rule: Rule = { ...scope, ...network, action: 'deny', list: this.#index, line };
    const isNew = this.#keep(rule, column, (kept) =>
      isTooMany ? 'network-refused' : (this.#tooMuch(kept) ?? unaskable(kept, host)),
    );
    if (isNew) this.#networkAddresses += addresses;
    return true;
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

  #block(rule: Rule, { covers, action, text, column }: Entry): void {
    const isNew = this.#keep(rule, column, (kept) => this.#tooMuch(kept) ?? unaskable(kept, text));
    if (covers === 'below' && isNew) this.#exceptions.wildcard(rule);
    else if (covers === 'host' || covers === 'domain') this.#exceptions.blocked(rule.host);
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

  /** The reason a list may not hold a rule: it covers too much, or what is protected. */
  #tooMuch(rule: Rule): QuarantineReason | undefined {
    return tooBroad(rule) ?? this.#neverBlock.judge(rule);
  }

  /** True if the rule is new and was not kept out. */
  #keep(rule: Rule, column: number, judge: (rule: Rule) => QuarantineReason | undefined): boolean {
    const row = this.rules.push(rule);
    const repeated = this.#seen.settle();
    this.#duplicates += repeated;
    return repeated === 0 && this.#guard(row, column, judge);
  }

  /** True if the new rule of a row may stay. */
  #guard(row: number, column: number, judge: (rule: Rule) => QuarantineReason | undefined): boolean {
    this.#view.read(row);
    const keptOut = judge(this.#view.rule);
    if (keptOut === undefined) return true;
    this.rules.exclude(row);
    this.quarantined.add(keptOut, this.#view.line, column);
    return false;
  }

  /** Counts an entry that makes no rule, once however often it is repeated. */
  #setAside(reason: 'wildcard' | 'network-refused', text: string, line: number, column: number): void {
    if (this.#withoutRule.has(text)) this.#duplicates += 1;
    else {
      this.#withoutRule.add(text);
      this.quarantined.add(reason, line, column);
    }
  }
}

function isBlocking({ action }: Entry): boolean {
  return action === undefined || action === 'block' || action === 'force';
}
