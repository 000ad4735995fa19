/** The closed sets that list figures are spread over. */
export interface ListVocabulary {
  /** Kinds of rule: what an accepted line became. */
  readonly kinds: readonly string[];
  /** What became of a line. */
  readonly outcomes: readonly string[];
  /** The reason a line was rejected. */
  readonly rejections: readonly string[];
  /** The reason a rule was kept out. */
  readonly quarantines: readonly string[];
  /** What a record of a policy zone does. */
  readonly policies: readonly string[];
  /** The reason a whole list was refused, so that its last good version stayed. */
  readonly failures: readonly string[];
  /** The reason a delivery was held. */
  readonly holds: readonly string[];
}

/** What a successful load of one list brought. Keys are members of {@link ListVocabulary}; an absent one is zero. */
export interface ListReport {
  /** `A-Za-z0-9._-`, 1 to 64 characters: it becomes a label. */
  readonly version: string;
  /** Rules in force by kind. */
  readonly entries: CountsByLabel;
  readonly lines: CountsByLabel;
  readonly rejected: CountsByLabel;
  readonly quarantined: CountsByLabel;
  /** Records of a policy zone by what they do; absent for other formats. */
  readonly policy?: CountsByLabel;
  /** Unix seconds at which this version expires; absent: never. */
  readonly expiry?: number;
}

/** When a list was asked for and given, Unix seconds, and until when what was given counts. */
export interface ListFetched {
  readonly lastAttempt: number;
  readonly lastSuccess: number;
  readonly expiry?: number | undefined;
}

/** Counts by the members of a closed set. */
export type CountsByLabel = Readonly<Partial<Record<string, number>>>;

/** Everything known of one list id, from its first mention to the end of the process. */
export interface ListRecord {
  /** Markets that it ever applied to: their counters have moved, or may. */
  readonly markets: ReadonlySet<string>;
  /** Whether the configuration names it now. Gauges of a list that is gone are not shown; its counters are. */
  readonly current: boolean;
  /** Unix seconds at which its series began. */
  readonly since: number;
  /** Unix seconds; 0 if it never happened. */
  readonly lastAttempt: number;
  readonly lastSuccess: number;
  readonly updates: number;
  readonly failures: number;
  /** Roll-backs that nobody asked for. */
  readonly rollbacks: number;
  /** A delivery waits for somebody's release. */
  readonly waiting: boolean;
  /** It only counts what it would block. */
  readonly inShadow: boolean;
  readonly report: ListReport | undefined;
}

type Writable = { -readonly [Key in keyof ListRecord]: ListRecord[Key] } & { markets: Set<string> };

/** What the main thread knows of its lists. Holds numbers and ids, never an entry. */
export class ListLedger {
  readonly vocabulary: ListVocabulary;
  /** Unix seconds at which the first lists were named: what came later has a beginning of its own. */
  since: number = 0;
  readonly #records = new Map<string, Writable>();
  readonly #refusals = new Map<string, number>();
  readonly #holds = new Map<string, number>();

  constructor(vocabulary: ListVocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * Sets which lists the configuration names from now on, and for which markets. Their series exist from here:
   * `unixSeconds` is when they begin.
   */
  track(
    lists: readonly { readonly id: string; readonly markets: readonly string[] }[],
    unixSeconds: number = this.since,
  ): void {
    if (this.#records.size === 0) this.since = unixSeconds;
    for (const record of this.#records.values()) record.current = false;
    for (const { id, markets } of lists) {
      const record = this.#recordOf(id, unixSeconds);
      record.current = true;
      for (const market of markets) record.markets.add(market);
    }
  }

  /** A load of `id` begins. `unixSeconds` is the wall clock's. */
  attempted(id: string, unixSeconds: number): void {
    const record = this.#recordOf(id);
    record.updates += 1;
    record.lastAttempt = unixSeconds;
  }

  /** The version in `report` is now in force. */
  succeeded(id: string, unixSeconds: number, report: ListReport): void {
    const record = this.#recordOf(id);
    record.lastSuccess = unixSeconds;
    record.report = report;
  }

  /**
   * What is in force of `id` was found at its source at `lastSuccess`, by the last of the fetches of which one was at
   * `lastAttempt`; Unix seconds. `expiry` as in {@link ListReport}; left out, what was known stays.
   */
  fetched(id: string, { lastAttempt, lastSuccess, expiry }: ListFetched): void {
    const record = this.#recordOf(id);
    record.lastAttempt = lastAttempt;
    record.lastSuccess = lastSuccess;
    if (record.report !== undefined && expiry !== undefined) record.report = { ...record.report, expiry };
  }

  /**
   * The load came to nothing. `id` is `undefined` if no single list is to blame.
   * A `reason` outside the vocabulary would open the label's set: it throws a `RangeError`.
   */
  failed(id: string | undefined, reason: string): void {
    if (!this.vocabulary.failures.includes(reason))
      throw new RangeError(`"${reason}" is not a reason to refuse a list`);
    this.#refusals.set(reason, (this.#refusals.get(reason) ?? 0) + 1);
    if (id !== undefined) this.#recordOf(id).failures += 1;
  }

  /** A delivery was held, for `reason`. Throws a `RangeError` as {@link ListLedger.failed} does. */
  held(reason: string): void {
    if (!this.vocabulary.holds.includes(reason)) throw new RangeError(`"${reason}" is not a reason to hold a list`);
    this.#holds.set(reason, (this.#holds.get(reason) ?? 0) + 1);
  }

  /** How often a delivery was held for `reason`. */
  holds(reason: string): number {
    return this.#holds.get(reason) ?? 0;
  }

  /** Whether a delivery of `id` waits for somebody, and whether the list is in shadow. */
  stands(id: string, { waiting, inShadow }: Pick<ListRecord, 'waiting' | 'inShadow'>): void {
    const record = this.#recordOf(id);
    record.waiting = waiting;
    record.inShadow = inShadow;
  }

  /** The list was rolled back because it blocked too much. */
  rolledBack(id: string): void {
    this.#recordOf(id).rollbacks += 1;
  }

  /** How often a load came to nothing for `reason`. */
  refusals(reason: string): number {
    return this.#refusals.get(reason) ?? 0;
  }

  entries(): IterableIterator<[id: string, record: ListRecord]> {
    return this.#records.entries();
  }

  #recordOf(id: string, since = this.since): Writable {
    const known = this.#records.get(id);
    if (known !== undefined) return known;
    const fresh: Writable = {
      markets: new Set(),
      current: false,
      since,
      lastAttempt: 0,
      lastSuccess: 0,
      updates: 0,
      failures: 0,
      rollbacks: 0,
      waiting: false,
      inShadow: false,
      report: undefined,
    };
    this.#records.set(id, fresh);
    return fresh;
  }
}
