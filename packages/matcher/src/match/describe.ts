/** Handles -> lists and provenance. */

import type { RuleAction, RuleKind } from '../rule/types.ts';
import { ROW } from '../snapshot/layout.ts';
import type { OpenedSnapshot } from '../snapshot/open.ts';
import { ruleKindOf } from '../snapshot/shape.ts';
import { MatchError } from './errors.ts';
import { foundOf, isBelow, marketOf, type RuleIndex } from './rule-index.ts';

/** The rule behind a handle: what it is and where it is stored. */
export interface RuleDescription {
  readonly kind: RuleKind;
  readonly action: RuleAction;
  /** Every list that has it and serves the market it was found for, with the line there. */
  readonly lists: readonly { readonly list: number; readonly line: number }[];
}

/** The four sets of a row in the order of their lines. */
const PLACES = [
  { set: ROW.ownDenySet, shape: ROW.ownShape, below: false, action: 'deny' },
  { set: ROW.ownAllowSet, shape: ROW.ownShape, below: false, action: 'allow' },
  { set: ROW.belowDenySet, shape: ROW.belowShape, below: true, action: 'deny' },
  { set: ROW.belowAllowSet, shape: ROW.belowShape, below: true, action: 'allow' },
] as const;

/** Lists that are served in a market, for every set and market that was ever asked for. */
export class RuleDescriber {
  readonly #index: RuleIndex;
  readonly #served: readonly number[];
  readonly #baseSets: (Uint16Array | undefined)[] = [];
  readonly #overlaySets: (Uint16Array | undefined)[] = [];

  /** @param newest - the overlay if there is one: it names all lists */
  constructor(index: RuleIndex, newest: OpenedSnapshot) {
    this.#index = index;
    this.#served = newest.lists.map(({ markets }) =>
      markets.reduce((mask, market) => mask | (1 << newest.markets.indexOf(market)), 0),
    );
  }

  /** Positions of the lists of the deny rule behind a handle that serve its market. Always the same array: not to be changed. */
  listsOf(handle: number): Uint16Array {
    const found = this.#foundOf(handle);
    const tables = this.#index.tablesOf(found);
    const row = tables.rowAt(this.#index.within(found));
    const set = tables.rows[row + (isBelow(handle) ? ROW.belowDenySet : ROW.ownDenySet)] as number;
    const known = this.#index.isOverlaid(found) ? this.#overlaySets : this.#baseSets;
    return known[set * 32 + marketOf(handle)] ?? this.#remember(known, tables.set(set), set, marketOf(handle));
  }

  /**
   * The rule behind a handle, with the lines in its lists.
   *
   * @throws MatchError if no result was this number
   */
  describe(handle: number): RuleDescription {
    const found = this.#foundOf(handle);
    const rule = this.describeFound(found, isBelow(handle), 'deny', marketOf(handle));
    if (rule.lists.length === 0) throw noSuchHandle(handle);
    return rule;
  }

  /** A rule on a cell. */
  describeFound(found: number, below: boolean, action: RuleAction, market: number): RuleDescription {
    const tables = this.#index.tablesOf(found);
    const cell = this.#index.within(found);
    const row = tables.rowAt(cell);
    let at = tables.linesAt(cell);
    for (const place of PLACES) {
      const members = tables.set(tables.rows[row + place.set] as number);
      if (place.below !== below || place.action !== action) {
        at += members.length;
        continue;
      }
      const lists = members.map((list, index) => ({ list, line: (tables.lines[at + index] as number) >>> 0 }));
      const kind = ruleKindOf(tables.rows[row + place.shape] as number) ?? 'url';
      return { kind, action, lists: lists.filter(({ list }) => this.#serves(list, market)) };
    }
    throw new RangeError('A cell has four places for rules');
  }

  /** All lists that deny on a cell, whatever their markets. */
  denyingLists(found: number): readonly number[] {
    const tables = this.#index.tablesOf(found);
    const row = tables.rowAt(this.#index.within(found));
    const sets = [ROW.ownDenySet, ROW.belowDenySet].map((place) => tables.set(tables.rows[row + place] as number));
    return [...new Set(sets.flat())];
  }

  #foundOf(handle: number): number {
    const found = foundOf(handle);
    if (handle > 0 && (handle | 0) === handle && this.#index.has(found)) return found;
    throw noSuchHandle(handle);
  }

  #remember(known: (Uint16Array | undefined)[], lists: number[], set: number, market: number): Uint16Array {
    const served = Uint16Array.from(lists.filter((list) => this.#serves(list, market)));
    known[set * 32 + market] = served;
    return served;
  }

  #serves(list: number, market: number): boolean {
    return ((this.#served[list] ?? 0) & (1 << market)) !== 0;
  }
}

function noSuchHandle(handle: number): MatchError {
  return new MatchError('ERR_MATCH_HANDLE', `No rule has the handle ${handle}. Handles are results above 0`);
}
