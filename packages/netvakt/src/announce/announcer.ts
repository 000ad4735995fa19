/**
 * Whether a node's routes should be announced, from its own health and that of its peers. Pure: what is seen comes in, what
 * to do goes out.
 *
 *              rise times good                       fall times bad, or draining at once
 *   withdrawn ─────────────────> announced ──────────────────────────────────────────────> withdrawn
 *                                    │  only because lists have expired, and too few
 *                                    └─ peers would be left: stays
 */

/** What `/-/route` of one node says. */
export interface RouteState {
  /** Whether routing may send subscribers there. */
  readonly route: boolean;
  /** Why not; `unreachable` if nothing answers. */
  readonly reasons: readonly string[];
}

export interface AnnounceBounds {
  /** Good looks in a row after which routes are announced. */
  readonly rise: number;
  /** Bad looks in a row after which they are withdrawn. */
  readonly fall: number;
  /** Peers that must be left when a node withdraws only because a list has expired. */
  readonly keep: number;
}

/** What one look comes to; `kept`: it would be withdrawn, if others were left. */
export type AnnounceStep = 'announce' | 'withdraw' | 'kept' | 'none';

/** Somebody wants the node empty: nothing to wait for. */
const AT_ONCE = new Set(['draining', 'drain-file']);
/** What all nodes of one list have at the same moment: each would withdraw, and all traffic would pass unseen. */
const SHARED = 'lists-expired';

export class Announcer {
  readonly #bounds: AnnounceBounds;
  #announced = false;
  /** Consecutive checks with the opposite result. */
  #others = 0;

  constructor(bounds: AnnounceBounds) {
    this.#bounds = bounds;
  }

  get announced(): boolean {
    return this.#announced;
  }

  /** @param peers - what the other nodes report; only asked for if it can matter. */
  look(own: RouteState, peers: readonly RouteState[]): AnnounceStep {
    if (own.route === this.#announced) {
      this.#others = 0;
      return 'none';
    }
    this.#others += 1;
    return own.route ? this.#rising() : this.#falling(own.reasons, peers);
  }

  #rising(): AnnounceStep {
    if (this.#others < this.#bounds.rise) return 'none';
    return this.#becomes(true);
  }

  #falling(reasons: readonly string[], peers: readonly RouteState[]): AnnounceStep {
    if (reasons.some((reason) => AT_ONCE.has(reason))) return this.#becomes(false);
    if (this.#others < this.#bounds.fall) return 'none';
    const shared = reasons.length > 0 && reasons.every((reason) => reason === SHARED);
    if (shared && peers.filter(({ route }) => route).length < this.#bounds.keep) return 'kept';
    return this.#becomes(false);
  }

  #becomes(announced: boolean): AnnounceStep {
    this.#announced = announced;
    this.#others = 0;
    return announced ? 'announce' : 'withdraw';
  }
}
