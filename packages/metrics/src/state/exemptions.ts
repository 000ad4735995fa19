/** What the main thread knows of the exemptions by source: counts by reason, never a prefix. */
export class ExemptionLedger {
  #active: ReadonlyMap<string, number> = new Map();
  readonly #expired = new Map<string, number>();
  /** False while the register cannot be read, and what was read last stays in force. */
  readable = true;
  /** Unix seconds at which the register was last read; 0 before the first. */
  lastRead = 0;

  /** @param reasons - the configured ones: each has its series from the start. */
  constructor(reasons: readonly string[]) {
    this.inForce([], reasons);
  }

  /** Replaces what is in force. @param active - the reason of each exemption; @param reasons - see the constructor. */
  inForce(active: readonly string[], reasons: readonly string[]): void {
    const counts = new Map(reasons.map((reason) => [reason, 0]));
    for (const reason of active) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    for (const reason of counts.keys()) if (!this.#expired.has(reason)) this.#expired.set(reason, 0);
    this.#active = counts;
  }

  /** The time of one exemption is over. */
  expired(reason: string): void {
    this.#expired.set(reason, (this.#expired.get(reason) ?? 0) + 1);
  }

  /** Exemptions in force by reason. */
  get active(): Iterable<readonly [reason: string, count: number]> {
    return this.#active;
  }

  /** Exemptions whose time was over, by reason, since the start of the process. */
  get over(): Iterable<readonly [reason: string, count: number]> {
    return this.#expired;
  }
}
