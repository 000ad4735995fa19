/**
 * The part of `Matcher` of `@netvakt/matcher` that decides on the wire: bytes as they came, no allocation.
 *
 * Every match returns 0 if no rule covers, or the positive handle of the deny rule that wins. It returns a negative code if
 * the text is no host or no target.
 */
export interface RuleMatcher {
  /** `host`: authority text, with or without a port. `target`: origin-form. Both as they came. */
  matchRequestBytes(
    bytes: Uint8Array,
    hostStart: number,
    hostEnd: number,
    targetStart: number,
    targetEnd: number,
    market: number,
  ): number;
  /** Rules of whole hosts only (domain, host, ip): for what hides its path. A port is accepted and ignored. */
  matchHostBytes(bytes: Uint8Array, start: number, end: number, market: number): number;
  matchHost(host: string, market: number): number;
  /** The snapshot's indices of the lists that hold the rule. Interned: nothing is allocated. */
  listsOf(handle: number): ArrayLike<number>;
  /** How many bytes of paths have been looked at since the last call. Absent: next to none. */
  takeSteps?(): number;
  /** Only if lists are in shadow: reports to the observer what they cover of what was matched since the last call. */
  settleShadow?(): void;
}
