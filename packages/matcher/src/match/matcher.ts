/** Requests -> handles of rules. */
import { authorityOf } from '../canonical/authority.ts';
import { Target } from '../canonical/target.ts';
import { latin1Text } from '../canonical/text.ts';
import { INVALID_REASONS, type InvalidReason } from '../canonical/types.ts';
import { hasTexts } from '../snapshot/features.ts';
import { ABSENT } from '../snapshot/lookup.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { CHUNK, FilterQueue } from './batch.ts';
import type { RuleDescriber, RuleDescription } from './describe.ts';
import { engineOf } from './engine.ts';
import { checkBatch, checkRange, noMarketNamed, noSuchMarket, noText, withBytes, withTexts } from './errors.ts';
import { PageJudge } from './page-judge.ts';
import { PathWalk } from './path-walk.ts';
import { NONE, type RuleIndex } from './rule-index.ts';
import { isSiteLabel, isSiteLabelBytes, TextWalk } from './text-walk.ts';
import { type HostWalk, hostEnd, hostEndBytes, plainPort, plainPortBytes } from './walk.ts';
import { walkFor } from './walk-for.ts';

const SLASH = 0x2f;
/** A target of so many UTF-16 units is within bounds whatever its characters are. */
const SURELY_SHORT = 16_384;

/** Twenty-one forms, each three times as long as the target at most, written and walked in four key spaces. Prefixes of text come on top. */
export const MOST_STEPS_A_BYTE = 768;

/** The result for a request that names no page: negative, so that no handle is like it. */
function refusal(reason: InvalidReason): number {
  return -1 - INVALID_REASONS.indexOf(reason);
}

/**
 * Looks requests up in one snapshot, and in the overlay over it if there is one. One a worker: it keeps scratch buffers and
 * serves one thread. `match*` throw for a market or positions that are none, for what is no text or no bytes, and if the
 * snapshot's memory was transferred. They allocate nothing for plain requests, and cost time linear in the request and independent of the number of rules.
 *
 * Results: 0 if no rule of the market covers; above 0 the handle of the deny rule that does; below 0 the request names no
 * page, for the reason `INVALID_REASONS[-1 - result]`.
 *
 * @example
 * const matcher = new Matcher(snapshot);
 * const se = matcher.marketOf('se');
 * const handle = matcher.matchRequest('Shop.Example:80', '/a/./b', se);
 * [...matcher.listsOf(handle)]; // → [0]
 * matcher.describe(handle); // → { kind: 'prefix', action: 'deny', lists: [{ list: 0, line: 2 }] }
 * matcher.matchHost('shop.example', se); // → 0
 * INVALID_REASONS[-1 - matcher.matchHost('a b', se)]; // → 'host-character'
 */
export class Matcher {
  readonly snapshot: Snapshot;
  readonly overlay: Snapshot | undefined;
  readonly #domainLabels: number;
  readonly #wholeHosts: boolean;
  readonly #ports: boolean;
  readonly #index: RuleIndex;
  readonly #describer: RuleDescriber;
  readonly #hosts: HostWalk;
  readonly #paths: PathWalk;
  /** For a snapshot that has prefixes of text. */
  readonly #texts: TextWalk | undefined;
  /** The market that was asked for last: it is one, or NaN, which equals nothing. */
  #market: number;
  readonly #target: Target = new Target();
  readonly #pages: PageJudge;
  readonly #queue: FilterQueue = new FilterQueue();

  /**
   * @param overlay - changes over `snapshot`, looked up first
   * @throws TypeError if a snapshot was not opened by this package
   * @throws MatchError if the overlay is none, or is over another snapshot
   */
  constructor(snapshot: Snapshot, overlay?: Snapshot) {
    const { key, features, index, describer } = engineOf(snapshot, overlay);
    this.snapshot = snapshot;
    this.overlay = overlay;
    this.#market = snapshot.markets.length > 0 ? 0 : Number.NaN;
    this.#domainLabels = features.domainLabels;
    this.#wholeHosts = features.wholeHosts;
    this.#ports = features.ports;
    this.#index = index;
    this.#describer = describer;
    this.#hosts = walkFor(key, features.domainLabels | features.siteLabels | features.belowLabels);
    this.#paths = new PathWalk(key, features, index, this.#hosts);
    this.#texts = hasTexts(features) ? new TextWalk(key, features, index, this.#hosts) : undefined;
    this.#pages = new PageJudge(this.#paths, this.#texts, this.#target);
  }

  /**
   * Judges a request.
   *
   * @param host - the authority as it came, `host[:port]`, one byte a character
   * @param target - the origin-form target as it came, one byte a character
   * @param market - position in `snapshot.markets`
   */
  matchRequest(host: string, target: string, market: number): number {
    try {
      if (market !== this.#market) this.#enter(market);
      const whole = this.#hosts.text(host, hostEnd(host));
      if (whole < 0) return this.#oddHost(host, textOf(target), market);
      const plain = isPlain(target);
      const fault = this.#faultOf(target, plain);
      if (fault !== undefined) return refusal(fault);
      const suffix = this.#candidate(whole);
      if (this.#mayHaveTexts(whole, host, market)) {
        this.#target.readText(target, 'wire');
        return this.#judgeWithTexts(whole, 0, plainPort(host, hostEnd(host)), market);
      }
      if (suffix < 0) return 0;
      if (suffix < whole || !this.#isAnchor(whole)) return this.#judgeHost(whole, 0, suffix, market);
      this.#paths.enter(whole, this.#ports ? plainPort(host, hostEnd(host)) : undefined, market);
      const length = this.#plainLength(target, plain);
      if (length > 0 && this.#pages.judge(this.#target.raw, 0, length, false)) return this.#settled(whole, 0, market);
      this.#target.readText(target, 'wire');
      return this.#judgePage(whole, 0, market);
    } catch (error) {
      throw withTexts(error, host, target);
    }
  }

  /** Reads a target that is not plain, and returns why it must be refused. */
  #faultOf(target: string, plain: boolean): ReturnType<Target['readText']> {
    return plain ? undefined : this.#target.readText(target, 'wire');
  }

  /** Copies a plain target; returns its length, 0 if it is not plain. */
  #plainLength(target: string, plain: boolean): number {
    return plain ? this.#target.copyText(target) : 0;
  }

  /** {@link #faultOf} for the target `bytes[start, stop)`. */
  #faultOfBytes(bytes: Uint8Array, start: number, stop: number, plain: boolean): ReturnType<Target['readBytes']> {
    return plain ? undefined : this.#target.readBytes(bytes, start, stop);
  }

  /** {@link matchRequest} for the host `bytes[hostStart, hostStop)` and the target `bytes[targetStart, targetStop)`. */
  matchRequestBytes(
    bytes: Uint8Array,
    hostStart: number,
    hostStop: number,
    targetStart: number,
    targetStop: number,
    market: number,
  ): number {
    try {
      if (market !== this.#market) this.#enter(market);
      checkRange(bytes.length, hostStart, hostStop);
      checkRange(bytes.length, targetStart, targetStop);
      const hostLast = hostEndBytes(bytes, hostStart, hostStop);
      const whole = this.#hosts.bytes(bytes, hostStart, hostLast);
      if (whole < 0) {
        const host = latin1Text(bytes, hostStart, hostStop);
        return this.#oddHost(host, latin1Text(bytes, targetStart, targetStop), market);
      }
      const plain = isPlainBytes(bytes, targetStart, targetStop);
      const fault = this.#faultOfBytes(bytes, targetStart, targetStop, plain);
      if (fault !== undefined) return refusal(fault);
      const suffix = this.#candidate(whole);
      if (this.#mayHaveTextsBytes(whole, bytes, hostStart, market)) {
        this.#target.readBytes(bytes, targetStart, targetStop);
        return this.#judgeWithTexts(whole, 0, plainPortBytes(bytes, hostLast, hostStop), market);
      }
      if (suffix < 0) return 0;
      if (suffix < whole || !this.#isAnchor(whole)) return this.#judgeHost(whole, 0, suffix, market);
      this.#paths.enter(whole, this.#ports ? plainPortBytes(bytes, hostLast, hostStop) : undefined, market);
      if (plain && this.#pages.judge(bytes, targetStart, targetStop, false)) return this.#settled(whole, 0, market);
      this.#target.readBytes(bytes, targetStart, targetStop);
      return this.#judgePage(whole, 0, market);
    } catch (error) {
      throw withBytes(error, bytes);
    }
  }

  /**
   * Judges a whole host, as is done for TLS and CONNECT: `domain`, `host` and `ip` rules only. A port is checked and ignored.
   *
   * @param host - `host[:port]` as it came, one byte a character
   */
  matchHost(host: string, market: number): number {
    try {
      if (market !== this.#market) this.#enter(market);
      const whole = this.#hosts.text(host, hostEnd(host));
      if (whole < 0) return this.#oddHost(host, undefined, market);
      const suffix = this.#candidate(whole);
      return suffix < 0 ? 0 : this.#judgeHost(whole, 0, suffix, market);
    } catch (error) {
      throw withTexts(error, host);
    }
  }

  /** {@link matchHost} for the host `bytes[start, stop)`. */
  matchHostBytes(bytes: Uint8Array, start: number, stop: number, market: number): number {
    try {
      if (market !== this.#market) this.#enter(market);
      checkRange(bytes.length, start, stop);
      const whole = this.#hosts.bytes(bytes, start, hostEndBytes(bytes, start, stop));
      if (whole < 0) return this.#oddHost(latin1Text(bytes, start, stop), undefined, market);
      const suffix = this.#candidate(whole);
      return suffix < 0 ? 0 : this.#judgeHost(whole, 0, suffix, market);
    } catch (error) {
      throw withBytes(error, bytes);
    }
  }

  /**
   * {@link matchHostBytes} for many hosts in one buffer: host i is `bytes[offsets[i], offsets[i + 1])`, its result goes to
   * `results[i]`. `offsets` has one entry more than `results`.
   */
  matchHosts(bytes: Uint8Array, offsets: Int32Array, market: number, results: Int32Array): void {
    if (market !== this.#market) this.#enter(market);
    checkBatch(bytes, offsets, results);
    this.#index.check();
    for (let first = 0; first < results.length; first += CHUNK) {
      const count = Math.min(CHUNK, results.length - first);
      this.#queueHosts(bytes, offsets, first, count);
      this.#queue.run(this.#index);
      for (let host = 0; host < count; host += 1) {
        const at = first + host;
        results[at] = this.#queue.isClear(host)
          ? 0
          : this.matchHostBytes(bytes, offsets[at] as number, offsets[at + 1] as number, market);
      }
    }
  }

  /**
   * How many bytes have been looked at for paths since the last call; what a caller shares out between its clients. Linear in the
   * length of the targets: 2 a byte of a plain one, at most 768; with prefixes of text, which look at each byte, at most 2,784.
   */
  takeSteps(): number {
    const steps = this.#target.steps + this.#paths.steps + (this.#texts?.steps ?? 0);
    this.#target.steps = 0;
    this.#paths.steps = 0;
    if (this.#texts !== undefined) this.#texts.steps = 0;
    return steps;
  }

  /**
   * The position of a market, to be resolved once and passed to `match*`.
   *
   * @throws MatchError if the snapshot has no such market
   */
  marketOf(name: string): number {
    const market = this.snapshot.markets.indexOf(name);
    if (market === -1) throw noMarketNamed(name, this.snapshot.markets);
    return market;
  }

  /**
   * Positions of the lists that have the rule and serve the market it was found for. The same array each time: not to be changed.
   *
   * @throws MatchError if no result was this number
   */
  listsOf(handle: number): Uint16Array {
    return this.#describer.listsOf(handle);
  }

  /** The rule behind a handle, with its provenance. Allocates. */
  describe(handle: number): RuleDescription {
    return this.#describer.describe(handle);
  }

  /** The market that was asked for last is not looked at again. */
  #enter(market: number): void {
    const { markets } = this.snapshot;
    if (!Number.isInteger(market) || market < 0 || market >= markets.length) throw noSuchMarket(market, markets);
    this.#market = market;
  }

  #queueHosts(bytes: Uint8Array, offsets: Int32Array, first: number, count: number): void {
    const queue = this.#queue;
    queue.clear();
    for (let host = 0; host < count; host += 1) {
      const start = offsets[first + host] as number;
      const stop = offsets[first + host + 1] as number;
      checkRange(bytes.length, start, stop);
      const whole = this.#hosts.bytes(bytes, start, hostEndBytes(bytes, start, stop));
      if (whole < 0) queue.pass(host);
      else queue.push(host, this.#hosts, whole, this.#domainLabels);
    }
  }

  /** The longest suffix that may have a rule, the whole host first; -1 if there is none. */
  #candidate(whole: number): number {
    return this.#index.first(this.#hosts, whole, this.#domainLabels);
  }

  #cell(suffix: number): number {
    const { a, b, c } = this.#hosts;
    return this.#index.cell(a[suffix] as number, b[suffix] as number, c[suffix] as number);
  }

  /** Whether a host that a filter let through may have path rules. */
  #isAnchor(whole: number): boolean {
    if (!this.#wholeHosts) return true;
    const { a, b } = this.#hosts;
    return this.#index.isAnchor(this.#cell(whole), a[whole] as number, b[whole] as number);
  }

  #mayHaveTexts(whole: number, host: string, market: number): boolean {
    return this.#texts !== undefined && this.#texts.enter(whole, 0, isSiteLabel(host), market);
  }

  /** The twin of {@link #mayHaveTexts} for the host at `start`. */
  #mayHaveTextsBytes(whole: number, bytes: Uint8Array, start: number, market: number): boolean {
    return this.#texts !== undefined && this.#texts.enter(whole, 0, isSiteLabelBytes(bytes, start), market);
  }

  /** The target just read, below a host that prefixes of text may name. Apart: in the methods of all requests it took a tenth of their time. */
  #judgeWithTexts(whole: number, least: number, port: number | undefined, market: number): number {
    this.#pages.hasTexts = true;
    this.#paths.enter(whole, port, market);
    const result = this.#judgePage(whole, least, market);
    this.#pages.hasTexts = false;
    return result;
  }

  /** Rules on the whole host, then domains from the longest to the shortest; `first` is the first candidate among them. */
  #judgeHost(whole: number, least: number, first: number, market: number): number {
    if (!this.#wholeHosts) return 0;
    const index = this.#index;
    for (let suffix = first; suffix >= least; ) {
      const found = this.#cell(suffix);
      if (found !== ABSENT) {
        const own = suffix === whole ? index.own(found, market) : NONE;
        const verdict = own === NONE ? index.below(found, market) : own;
        if (verdict !== NONE) return Math.max(verdict, 0);
      }
      suffix = index.candidate(this.#hosts, suffix - 1, this.#domainLabels);
    }
    return 0;
  }

  /** The target just read, below the host that the path walk has entered. */
  #judgePage(whole: number, least: number, market: number): number {
    const { rawLength, raw } = this.#target;
    if (rawLength > 0 && this.#pages.judge(raw, 0, rawLength, false)) return this.#settled(whole, least, market);
    return this.#pages.judgeForms(this.#judgeHost(whole, least, whole, market));
  }

  /** The path judged last. If no path rule covers it, what holds for the whole host holds for it. */
  #settled(whole: number, least: number, market: number): number {
    const verdict = this.#pages.verdict();
    return verdict === NONE ? this.#judgeHost(whole, least, whole, market) : Math.max(verdict, 0);
  }

  /** A host that the hot loop leaves alone: canonicalised in full, then judged like any other. */
  #oddHost(text: string, target: string | undefined, market: number): number {
    const named = authorityOf(text, 'wire');
    if (!named.ok) return refusal(named.reason);
    const fault = target === undefined ? undefined : this.#target.readText(target, 'wire');
    if (fault !== undefined) return refusal(fault);
    const whole = this.#hosts.canonical(named.host);
    // Only the whole of an address means anything: 2.1 is no suffix of 192.0.2.1.
    const least = named.hostKind === 'name' ? 0 : whole;
    const suffix =
      least < whole || whole === 0
        ? this.#candidate(whole)
        : this.#index.candidate(this.#hosts, whole, 1 << Math.min(whole + 1, 31));
    if (target === undefined) return this.#judgeHost(whole, least, suffix, market);
    if (this.#texts?.enter(whole, least, isSiteLabel(named.host), market) === true)
      return this.#judgeWithTexts(whole, least, named.port, market);
    if (suffix < whole || !this.#isAnchor(whole)) return this.#judgeHost(whole, least, suffix, market);
    this.#paths.enter(whole, named.port, market);
    return this.#judgePage(whole, least, market);
  }
}

/** Only off the plain path: there, a request without a target would be a question about its host alone. */
function textOf(target: string): string {
  if (typeof target !== 'string') throw noText();
  return target;
}

/** True for a target in origin form that is within bounds whatever its characters are. */
function isPlain(target: string): boolean {
  return target.charCodeAt(0) === SLASH && target.length <= SURELY_SHORT;
}

/** {@link isPlain} for the target `bytes[start, stop)`. */
function isPlainBytes(bytes: Uint8Array, start: number, stop: number): boolean {
  return stop > start && stop - start <= SURELY_SHORT && bytes[start] === SLASH;
}
