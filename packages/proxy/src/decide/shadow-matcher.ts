import type { ProxyObserver } from '../observe/observer.ts';
import type { RuleMatcher } from './rule-matcher.ts';

const NOTHING = 0;

/**
 * Judges by the enforcing lists, and also looks up what the lists in shadow would have decided. Every verdict is that of the
 * matcher below it, whose lookup for a market finds no rule of that market's shadow. Made only if a list is in shadow; then
 * each lookup is made twice.
 */
export class ShadowMatcher implements RuleMatcher {
  readonly #rules: RuleMatcher;
  readonly #markets: number;
  readonly #observer: ProxyObserver;
  /** The first shadow rule that covers what is being judged: one request counts once, however many names it has. */
  #covering = NOTHING;
  #market = 0;

  /** @param markets - the shadow of market `i` is `i + markets`. */
  constructor(rules: RuleMatcher, markets: number, observer: ProxyObserver) {
    this.#rules = rules;
    this.#markets = markets;
    this.#observer = observer;
  }

  matchRequestBytes(
    bytes: Uint8Array,
    hostStart: number,
    hostEnd: number,
    targetStart: number,
    targetEnd: number,
    market: number,
  ): number {
    const shadow = market + this.#markets;
    this.#note(this.#rules.matchRequestBytes(bytes, hostStart, hostEnd, targetStart, targetEnd, shadow), market);
    return this.#rules.matchRequestBytes(bytes, hostStart, hostEnd, targetStart, targetEnd, market);
  }

  matchHostBytes(bytes: Uint8Array, start: number, end: number, market: number): number {
    this.#note(this.#rules.matchHostBytes(bytes, start, end, market + this.#markets), market);
    return this.#rules.matchHostBytes(bytes, start, end, market);
  }

  /** An address. Reported at once: it is looked up when a connection begins or is dialled, not with a request. */
  matchHost(host: string, market: number): number {
    const found = this.#rules.matchHost(host, market + this.#markets);
    if (found > NOTHING) this.#observer.shadowed(market, this.#rules.listsOf(found));
    return this.#rules.matchHost(host, market);
  }

  listsOf(handle: number): ArrayLike<number> {
    return this.#rules.listsOf(handle);
  }

  takeSteps(): number {
    return this.#rules.takeSteps?.() ?? 0;
  }

  settleShadow(): void {
    if (this.#covering === NOTHING) return;
    this.#observer.shadowed(this.#market, this.#rules.listsOf(this.#covering));
    this.#covering = NOTHING;
  }

  #note(found: number, market: number): void {
    if (found <= NOTHING || this.#covering !== NOTHING) return;
    this.#covering = found;
    this.#market = market;
  }
}
