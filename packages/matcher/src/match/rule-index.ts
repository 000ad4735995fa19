/** The verdict of a market's rules on a key, in a snapshot and the overlay over it. */
import { ROW } from '../snapshot/layout.ts';
import { ABSENT, Lookup } from '../snapshot/lookup.ts';
import type { OpenedSnapshot } from '../snapshot/open.ts';
import type { Tables } from '../snapshot/tables.ts';
import type { HostWalk } from './walk.ts';

/** No rule of the market covers. */
export const NONE = 0;
/** An allow rule covers. */
export const ALLOWED = -1;

/** Bits of a handle: market, cell (those of the overlay after those of the base), and whether the rule is the key's own. */
const MARKET_SHIFT = 26;
const CELLS = 2 ** 25 - 1;
const OWN = 0;
const BELOW = 1;

/** The market that a handle was found for. */
export function marketOf(handle: number): number {
  return (handle - 1) >>> MARKET_SHIFT;
}

/** The cell of a handle's rule. */
export function foundOf(handle: number): number {
  return ((handle - 1) >>> 1) & CELLS;
}

/** True if a handle names a domain rule. */
export function isBelow(handle: number): boolean {
  return ((handle - 1) & 1) === BELOW;
}

/** Looks keys up in the overlay first, then in the base. */
export class RuleIndex {
  readonly #base: Lookup;
  readonly #baseTables: Tables;
  readonly #baseCells: number;
  readonly #overlay: Lookup | undefined;
  readonly #overlayTables: Tables | undefined;

  constructor(base: OpenedSnapshot, overlay: OpenedSnapshot | undefined) {
    this.#base = new Lookup(base.tables);
    this.#baseTables = base.tables;
    this.#baseCells = base.tables.cellCount;
    this.#overlay = overlay === undefined ? undefined : new Lookup(overlay.tables);
    this.#overlayTables = overlay?.tables;
    const cells = this.#baseCells + (overlay?.tables.cellCount ?? 0);
    if (cells >= CELLS)
      throw new RangeError(`Cannot match with ${cells} rules, at most ${CELLS} are possible. Merge the overlay`);
  }

  /** The longest suffix from the whole host down that either filter lets through, or -1; `labels` as in {@link Lookup.first}. */
  first(hosts: HostWalk, whole: number, labels: number): number {
    const based = this.#base.first(hosts.a, hosts.b, whole, labels);
    if (this.#overlay === undefined) return based;
    return Math.max(based, this.#overlay.first(hosts.a, hosts.b, whole, labels));
  }

  /** The longest suffix from `suffix` down that either filter lets through, or -1. */
  candidate(hosts: HostWalk, suffix: number, labels: number): number {
    const based = this.#base.candidate(hosts.a, hosts.b, suffix, labels);
    if (this.#overlay === undefined) return based;
    return Math.max(based, this.#overlay.candidate(hosts.a, hosts.b, suffix, labels));
  }

  /** Throws if the memory of a snapshot is gone. */
  check(): void {
    this.#base.check();
    this.#overlay?.check();
  }

  /** The last of the keys from `key` down that either filter lets through, or -1. */
  last(a: Int32Array, b: Int32Array, key: number): number {
    const based = this.#base.last(a, b, key);
    return this.#overlay === undefined ? based : Math.max(based, this.#overlay.last(a, b, key));
  }

  /** The cell of a key, or ABSENT. */
  cell(a: number, b: number, c: number): number {
    if (this.#overlay !== undefined && this.#overlay.perhaps(a, b)) {
      const cell = this.#overlay.cell(a, b, c);
      if (cell !== ABSENT) return cell + this.#baseCells;
    }
    return this.#base.cell(a, b, c);
  }

  /** True if either filter lets a key through. */
  perhaps(a: number, b: number): boolean {
    return this.#base.perhaps(a, b) || this.#overlay?.perhaps(a, b) === true;
  }

  /** {@link cell}, for a key that no filter has been asked for. */
  find(a: number, b: number, c: number): number {
    return this.perhaps(a, b) ? this.cell(a, b, c) : ABSENT;
  }

  /** Whether a host that a filter let through, with the cell `found`, has path rules. False is certain. */
  isAnchor(found: number, a: number, b: number): boolean {
    // A host without rules of its own has no row that could tell.
    if (found === ABSENT) return true;
    const tables = this.tablesOf(found);
    if (tables.rows[tables.rowAt(this.within(found)) + ROW.anchored] === 1) return true;
    // The base's row does not know of path rules that the overlay adds.
    return found < this.#baseCells && this.#overlay?.perhaps(a, b) === true;
  }

  /** The verdict of the key's own rules in a market: {@link NONE}, {@link ALLOWED} or a handle. */
  own(found: number, market: number): number {
    return this.#verdict(found, market, ROW.ownDeny, OWN);
  }

  /** The verdict of the domain rules on the key. */
  below(found: number, market: number): number {
    return this.#verdict(found, market, ROW.belowDeny, BELOW);
  }

  /** True if there is such a cell. */
  has(found: number): boolean {
    return found < this.#baseCells + (this.#overlayTables?.cellCount ?? 0);
  }

  /** True if a cell is in the overlay. */
  isOverlaid(found: number): boolean {
    return found >= this.#baseCells;
  }

  /** The tables that contain a cell. */
  tablesOf(found: number): Tables {
    return found >= this.#baseCells ? (this.#overlayTables as Tables) : this.#baseTables;
  }

  /** A cell's position in its own tables. */
  within(found: number): number {
    return found >= this.#baseCells ? found - this.#baseCells : found;
  }

  /** The allow mask is right after the deny mask; an allow rule beats a deny rule on the same key. */
  #verdict(found: number, market: number, denyMask: number, part: number): number {
    const based = found < this.#baseCells;
    const tables = based ? this.#baseTables : (this.#overlayTables as Tables);
    const at = tables.rowAt(based ? found : found - this.#baseCells) + denyMask;
    const bit = 1 << market;
    if (((tables.rows[at + 1] as number) & bit) !== 0) return ALLOWED;
    if (((tables.rows[at] as number) & bit) === 0) return NONE;
    return ((market << MARKET_SHIFT) | (found << 1) | part) + 1;
  }
}
