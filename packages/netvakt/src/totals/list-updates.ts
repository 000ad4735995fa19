/** How soon updates of lists took effect, in the coalition's indicators. */
import type { KeptStore } from './kept-store.ts';
import type { ServiceFigure } from './service-keeper.ts';

/** A list that is enforced from now on. */
export interface EnforcedList {
  readonly id: string;
  readonly markets: readonly string[];
  /** Digest of its bytes: distinguishes one version from the next. */
  readonly sha256: string;
  /** What this version changed; `undefined` if nobody knows. `published`: milliseconds since 1970. */
  readonly change?: { readonly added: number; readonly removed: number; readonly published: number } | undefined;
}

const HOUR = 3600;
const DAY = 24 * HOUR;

/**
 * Distinguishes new versions from those that a restart or a reload has put in force again. The last one of each list is kept in the store, so
 * that an update that came while the filter was down counts with its whole delay.
 */
export class ListUpdates {
  readonly #store: KeptStore;
  #known: Map<string, string> | undefined;

  constructor(store: KeptStore) {
    this.#store = store;
  }

  /** Returns the figures of what is new in `lists` at `at`, Unix seconds. Never throws. */
  enforced(lists: readonly EnforcedList[], at: number): readonly ServiceFigure[] {
    const known = this.#marks();
    const fresh = lists.filter(({ id, sha256 }) => known.get(id) !== sha256);
    const figures = fresh.flatMap((list) => (known.has(list.id) ? delaysOf(list, at) : []));
    for (const { id, sha256 } of fresh) known.set(id, sha256);
    if (fresh.length > 0) this.#store.write((opened) => opened.mark(fresh.map(({ id, sha256 }) => [id, sha256])), at);
    return figures;
  }

  /** What is known; read again next time if it cannot be read now: an update that came meanwhile would not count. */
  #marks(): Map<string, string> {
    const marks = this.#known === undefined ? this.#store.read((opened) => opened.marks()) : undefined;
    if (marks !== undefined) this.#known = new Map(marks);
    return this.#known ?? new Map<string, string>();
  }
}

/** No update is a figure, too: zero of zero. */
export function noUpdates(market: string): readonly ServiceFigure[] {
  return (['addition', 'removal'] as const).flatMap((id) => figuresOf(market, id, 0, 0));
}

function delaysOf({ markets, change }: EnforcedList, at: number): readonly ServiceFigure[] {
  if (change === undefined) return [];
  const delay = Math.max(0, Math.round(at - change.published / 1000));
  return markets.flatMap((market) => [
    ...(change.added > 0 ? figuresOf(market, 'addition', delay, 1) : []),
    ...(change.removed > 0 ? figuresOf(market, 'removal', delay, 1) : []),
    { market, indicator: 'rules-added', numerator: change.added, denominator: 0 },
    { market, indicator: 'rules-removed', numerator: change.removed, denominator: 0 },
  ]);
}

function figuresOf(market: string, id: 'addition' | 'removal', delay: number, updates: number): ServiceFigure[] {
  const within = (bound: number): number => (delay <= bound ? updates : 0);
  return [
    { market, indicator: `${id}-delay`, numerator: delay, denominator: updates },
    { market, indicator: `${id}-within-hour`, numerator: within(HOUR), denominator: updates },
    { market, indicator: `${id}-within-day`, numerator: within(DAY), denominator: updates },
  ];
}
