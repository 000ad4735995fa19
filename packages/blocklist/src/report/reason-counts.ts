/** Positions that are kept; the rest is only counted, so that a list of garbage costs no memory. */
export const MOST_POSITIONS = 20;

/** Where something was found: a line and a byte of it, both counted from 1. Never what was found. */
export interface Position<Reason extends string> {
  readonly line: number;
  readonly column: number;
  readonly reason: Reason;
}

/** Lines rejected or rules quarantined, counted by reason, with the first positions. */
export interface ReasonCounts<Reason extends string> {
  readonly total: number;
  readonly byReason: ReadonlyMap<Reason, number>;
  /** The first 20, in the order of the list. */
  readonly first: readonly Position<Reason>[];
}

/** Counts by reason. Memory is bounded by the number of reasons. */
export class ReasonCounter<Reason extends string> {
  readonly #byReason = new Map<Reason, number>();
  readonly #first: Position<Reason>[] = [];
  #total = 0;

  /** How many were added so far. */
  get total(): number {
    return this.#total;
  }

  /** True while positions are still kept: later, a column need not be looked for. */
  get keepsPosition(): boolean {
    return this.#first.length < MOST_POSITIONS;
  }

  /** Counts one thing set aside, on `line` at `column`, both from 1. */
  add(reason: Reason, line: number, column: number): void {
    this.#total += 1;
    this.#byReason.set(reason, (this.#byReason.get(reason) ?? 0) + 1);
    if (this.keepsPosition) this.#first.push({ line, column, reason });
  }

  /** The counts so far, as a value that later additions do not change. */
  build(): ReasonCounts<Reason> {
    return { total: this.#total, byReason: new Map(this.#byReason), first: [...this.#first] };
  }
}
