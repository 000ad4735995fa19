/** Requests -> handles of rules, if lists of keyed hashes are among the lists. */
import { authorityOf } from '../canonical/authority.ts';
import { latin1Text } from '../canonical/text.ts';
import type { CanonicalHost } from '../canonical/types.ts';
import { canonicaliseRequest } from '../canonical/url.ts';
import { TextHash } from '../hash/text-hash.ts';
import { type HashText, pagesMark } from '../rule/hashed.ts';
import { hasTexts } from '../snapshot/features.ts';
import { ABSENT } from '../snapshot/lookup.ts';
import { checkedHashText, checkHash } from './checked-hash-text.ts';
import { type Engine, engineOf } from './engine.ts';
import { checkRange, withBytes, withTexts } from './errors.ts';
import { deniedForm, judgedForms } from './judged-forms.ts';
import { LaneMemory, UNKNOWN } from './lane-memory.ts';
import { Matcher, MOST_STEPS_A_BYTE } from './matcher.ts';
import { type KeyProbe, KeyProber } from './probe.ts';
import { decidingProbe, hostGroups } from './probe-groups.ts';
import { isSiteLabel, MOST_TEXT_STEPS_A_BYTE, TextWalk } from './text-walk.ts';
import { type HostWalk, hostEnd, hostEndBytes } from './walk.ts';
import { walkFor } from './walk-for.ts';

/** What is remembered of a name, as bits under one tag; and verdicts, under two tags for each market. */
const STATE = 0;
const verdictTag = (market: number): number => 1 + 2 * market;
const pagesTag = (market: number): number => 2 + 2 * market;

/** What the long way costs whatever the target is, without its hashes, in bytes that are looked at. */
const LONG_WAY_STEPS = 5_000;
/** What a hash costs, made and looked up: 4 µs. The targets that cost most are short, and have many spellings to hash. */
const STEPS_A_HASH = 800;

/** Neither the name nor one above it has a hashed entry; or one has. */
const NAMES_CLEAR = 1;
const NAMES_LISTED = 2;
/** As a host it has none, those of pages included; or it may have. */
const HOST_CLEAR = 4;
const HOST_LISTED = 8;

/**
 * A {@link Matcher} that asks for hashed entries as well. Most hosts have none: once that is known of a host, in a table of fixed
 * size, a request to it costs one pass over the host more than without such lists. A host that is new costs a hash for each name
 * above it of which it is not known yet, mostly its own, and one for its pages: 6 µs. A host on a hashed list takes 3 µs. One with
 * pages on it takes the long way: 42 µs; 1.3 ms for a hostile target of 50 bytes and 4 ms for one of 8 KiB, which a {@link Matcher} takes 2.7 ms for.
 *
 * One a worker and snapshot: what is remembered goes with it. Results are those of {@link Matcher}, and the same as if all entries
 * were plain.
 *
 * @example
 * const hashed = openSnapshot(compile([hashedRule(hmac('bad.example'), 'domain', 0, 1)], options));
 * const both = new HashedMatcher(new Matcher(hashed), (text) => [hmac(text)]);
 * both.matchHost('www.bad.example', 0) > 0; // → true
 */
export class HashedMatcher {
  /** What is asked if no hashed entry can cover. */
  readonly plain: Matcher;
  /** For `explain`. */
  readonly engine: Engine;
  readonly #hashText: HashText;
  readonly #hosts: HostWalk;
  readonly #hash: TextHash;
  readonly #texts: TextWalk;
  readonly #stepsAByte: number;
  #steps = 0;
  readonly #memory: LaneMemory = new LaneMemory();
  /** Lists of rules that are both in plain and in hashed lists, by handle. */
  readonly #joint = new Map<number, Uint16Array>();

  /** @throws TypeError if `plain` is no matcher, or `hashText` no function */
  constructor(plain: Matcher, hashText: HashText) {
    if (!(plain instanceof Matcher))
      throw new TypeError('Cannot match: there is no matcher of plain rules. Pass new Matcher(snapshot)');
    this.plain = plain;
    const checked = checkedHashText(hashText);
    this.#hashText = (text): readonly string[] => {
      const hashes = checked(text);
      this.#steps += STEPS_A_HASH * hashes.length;
      return hashes;
    };
    this.engine = engineOf(plain.snapshot, plain.overlay, this.#hashText);
    this.#hosts = walkFor(this.engine.key, 0);
    this.#hash = new TextHash(this.engine.key);
    const { key, features, index } = this.engine;
    this.#texts = new TextWalk(key, features, index, this.#hosts);
    this.#stepsAByte = MOST_STEPS_A_BYTE + (hasTexts(features) ? MOST_TEXT_STEPS_A_BYTE : 0);
  }

  /** As {@link Matcher.matchRequest}. */
  matchRequest(host: string, target: string, market: number): number {
    try {
      if (this.#isKnownClear(this.#hosts.text(host, hostEnd(host))))
        return this.plain.matchRequest(host, target, market);
      return this.#judgePage(host, target, market);
    } catch (error) {
      throw withTexts(error, host, target);
    }
  }

  /** As {@link Matcher.matchRequestBytes}. */
  matchRequestBytes(
    bytes: Uint8Array,
    hostStart: number,
    hostStop: number,
    targetStart: number,
    targetStop: number,
    market: number,
  ): number {
    try {
      checkRange(bytes.length, hostStart, hostStop);
      checkRange(bytes.length, targetStart, targetStop);
      const whole = this.#hosts.bytes(bytes, hostStart, hostEndBytes(bytes, hostStart, hostStop));
      if (this.#isKnownClear(whole))
        return this.plain.matchRequestBytes(bytes, hostStart, hostStop, targetStart, targetStop, market);
      return this.#judgePage(
        latin1Text(bytes, hostStart, hostStop),
        latin1Text(bytes, targetStart, targetStop),
        market,
      );
    } catch (error) {
      throw withBytes(error, bytes);
    }
  }

  /** As {@link Matcher.matchHost}. */
  matchHost(host: string, market: number): number {
    try {
      if (this.#isKnownClear(this.#hosts.text(host, hostEnd(host)))) return this.plain.matchHost(host, market);
      return this.#judgeHost(host, market);
    } catch (error) {
      throw withTexts(error, host);
    }
  }

  /** As {@link Matcher.matchHostBytes}. */
  matchHostBytes(bytes: Uint8Array, start: number, stop: number, market: number): number {
    try {
      checkRange(bytes.length, start, stop);
      const whole = this.#hosts.bytes(bytes, start, hostEndBytes(bytes, start, stop));
      if (this.#isKnownClear(whole)) return this.plain.matchHostBytes(bytes, start, stop, market);
      return this.#judgeHost(latin1Text(bytes, start, stop), market);
    } catch (error) {
      throw withBytes(error, bytes);
    }
  }

  /** As {@link Matcher.takeSteps}. */
  takeSteps(): number {
    const steps = this.plain.takeSteps() + this.#steps;
    this.#steps = 0;
    return steps;
  }

  /** As {@link Matcher.listsOf}; of a rule that plain and hashed lists have, all of them. */
  listsOf(handle: number): Uint16Array {
    return this.#joint.get(handle) ?? this.plain.listsOf(handle);
  }

  /**
   * Positions of the lists, of whatever market, that have a hashed entry: 64 lower-case hexadecimal digits.
   *
   * @throws MatchError if `hash` is something else
   */
  listsWith(hash: string): readonly number[] {
    checkHash(hash);
    const found = this.#find(hash);
    return found === ABSENT ? [] : this.engine.describer.denyingLists(found);
  }

  /** Whether the host just walked is known to have no hashed entry. */
  #isKnownClear(whole: number): boolean {
    return whole >= 0 && (this.#stateOf(whole) & HOST_CLEAR) !== 0;
  }

  #judgeHost(text: string, market: number): number {
    const plain = this.plain.matchHost(text, market);
    const host = plain < 0 ? undefined : nameIn(text);
    return host === undefined || this.#isClear(host) ? plain : this.#hostVerdict(host, market);
  }

  #judgePage(text: string, target: string, market: number): number {
    const plain = this.plain.matchRequest(text, target, market);
    const host = plain < 0 ? undefined : nameIn(text);
    if (host === undefined || this.#isClear(host)) return plain;
    if (!this.#mayHavePages(host, market)) return this.#hostVerdict(host, market);
    this.#steps += LONG_WAY_STEPS + this.#stepsAByte * target.length;
    const page = canonicaliseRequest(text, target);
    if (!page.ok) return plain;
    const anchored = this.#isAnchor(this.#hosts.canonical(host));
    return this.#handleOf(deniedForm(judgedForms(this.engine, market, page, anchored))?.deciding);
  }

  /** Finds out whether hashed entries name a host, a name above it, or pages of it. Its lanes are those walked last. */
  #isClear(host: CanonicalHost): boolean {
    const whole = this.#hosts.canonical(host);
    const known = this.#stateOf(whole) & (HOST_CLEAR | HOST_LISTED);
    if (known !== 0) return known === HOST_CLEAR;
    const clear = this.#areNamesClear(host, whole) && !this.#isListed(pagesMark(host));
    this.#note(whole, clear ? HOST_CLEAR : HOST_LISTED);
    return clear;
  }

  /** Goes up to the first name of which it is known, and hashes those below it. */
  #areNamesClear(host: CanonicalHost, whole: number): boolean {
    const starts = labelStarts(host);
    let suffix = whole;
    while (suffix >= 0 && (this.#stateOf(suffix) & (NAMES_CLEAR | NAMES_LISTED)) === 0) suffix -= 1;
    let clear = suffix < 0 || (this.#stateOf(suffix) & NAMES_CLEAR) !== 0;
    for (suffix += 1; suffix <= whole; suffix += 1) {
      clear &&= !this.#isListed(host.slice(starts[whole - suffix]));
      this.#note(suffix, clear ? NAMES_CLEAR : NAMES_LISTED);
    }
    return clear;
  }

  /** Whether any list, of whatever market, has the hashed entry of `text`. */
  #isListed(text: string): boolean {
    return this.#hashText(text).some((hash) => this.#find(hash) !== ABSENT);
  }

  #find(hash: string): number {
    this.#hash.host(hash as CanonicalHost);
    return this.engine.index.find(this.#hash.a, this.#hash.b, this.#hash.c);
  }

  /** What holds for the host walked last as a whole. */
  #hostVerdict(host: CanonicalHost, market: number): number {
    const whole = this.#hosts.canonical(host);
    const known = this.#recall(whole, verdictTag(market));
    if (known !== UNKNOWN) return known;
    const groups = hostGroups(new KeyProber(this.engine, market), { host, hostKind: 'name' });
    const verdict = this.#handleOf(decidingProbe(groups));
    this.#remember(whole, verdictTag(market), verdict);
    return verdict;
  }

  /** Whether plain rules or hashed entries may name pages of a host. False is certain. */
  #mayHavePages(host: CanonicalHost, market: number): boolean {
    const whole = this.#hosts.canonical(host);
    const known = this.#recall(whole, pagesTag(market));
    if (known !== UNKNOWN) return known === 1;
    const mayHaveTexts = this.#texts.enter(whole, 0, isSiteLabel(host), market);
    const may = mayHaveTexts || this.#isAnchor(whole) || new KeyProber(this.engine, market).namesPages(host);
    this.#remember(whole, pagesTag(market), Number(may));
    return may;
  }

  #isAnchor(whole: number): boolean {
    const { index } = this.engine;
    const [a, b, c] = [this.#hosts.a[whole] as number, this.#hosts.b[whole] as number, this.#hosts.c[whole] as number];
    return index.perhaps(a, b) && index.isAnchor(index.cell(a, b, c), a, b);
  }

  /** The handle of the rule that denies, or 0. If several lists have it, plain and hashed, {@link listsOf} returns all of them. */
  #handleOf(deciding: KeyProbe | undefined): number {
    if (deciding?.outcome !== 'deny') return 0;
    const { handle, sources } = deciding;
    const lists = sources.map(({ list }) => list);
    if (lists.length !== this.plain.listsOf(handle).length) this.#joint.set(handle, Uint16Array.from(lists));
    return handle;
  }

  #stateOf(suffix: number): number {
    const state = this.#recall(suffix, STATE);
    return state === UNKNOWN ? 0 : state;
  }

  #note(suffix: number, bits: number): void {
    this.#remember(suffix, STATE, this.#stateOf(suffix) | bits);
  }

  #recall(suffix: number, tag: number): number {
    const { a, b, c } = this.#hosts;
    return this.#memory.get(a[suffix] as number, b[suffix] as number, c[suffix] as number, tag);
  }

  #remember(suffix: number, tag: number, value: number): void {
    const { a, b, c } = this.#hosts;
    this.#memory.set(a[suffix] as number, b[suffix] as number, c[suffix] as number, tag, value);
  }
}

/** The host of an authority that is known to be one; `undefined` for an address, which no hashed entry names. */
function nameIn(authority: string): CanonicalHost | undefined {
  const named = authorityOf(authority, 'wire');
  return named.ok && named.hostKind === 'name' ? named.host : undefined;
}

/** Where the labels of a host start, the first one first. */
function labelStarts(host: string): number[] {
  const starts = [0];
  for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1)) starts.push(dot + 1);
  return starts;
}
