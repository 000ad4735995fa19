/**
 * Which rules were there already: a hash table over the rows of a table.
 *
 *   hash of a row ──> slots[hash & mask] = 1 + its row ──> rows compared in full
 *
 * A set of strings, one key for each rule, took 6 s and half a gigabyte for a million URLs; this takes 0.06 s and 12 bytes a rule.
 * Equal hashes are compared whole, so no rule is ever taken for another. The seed is drawn: who writes a list cannot aim at one
 * slot.
 *
 * Slots are spread over more memory than a cache holds, and a row at a time waits for its slot: 0.25 s a million. So rows are looked up in
 * batches: the slots of a batch are read in one short loop first, in which the processor waits for many of them at once.
 */
import { randomInt } from 'node:crypto';
import type { RuleTable } from '@netvakt/matcher';

const FIRST_SLOTS = 1024;

/** Rows that are best looked up together: their text is still in the nearest cache. */
export const SEEN_BATCH = 256;

/** Knows the rules of one table. */
export class SeenRules {
  readonly #table: RuleTable;
  readonly #seed = randomInt(2 ** 32);
  readonly #found = new Uint32Array(SEEN_BATCH);
  #hashes = new Uint32Array(FIRST_SLOTS);
  #slots = new Uint32Array(2 * FIRST_SLOTS);
  /** Rows that are known. */
  #rows = 0;

  constructor(table: RuleTable) {
    this.#table = table;
  }

  /** Rows of the table that were added and not looked up yet. */
  get waiting(): number {
    return this.#table.rows - this.#rows;
  }

  /** Makes room for `rows` rows at once. Memory that no row comes for is not touched. */
  reserve(rows: number): void {
    if (rows >= this.#hashes.length) this.#widen(2 ** Math.ceil(Math.log2(rows + 1)));
  }

  /** Takes back each waiting row that is there already, whatever its line, and returns how many. The others close up, in their order. */
  settle(): number {
    const { rows } = this.#table;
    this.reserve(rows);
    let kept = this.#rows;
    for (let first = kept; first < rows; first += SEEN_BATCH) {
      const end = Math.min(rows, first + SEEN_BATCH);
      this.#hash(first, end);
      this.#fetch(first, end);
      for (let row = first; row < end; row += 1) if (this.#note(row, kept)) kept += 1;
    }
    if (kept < rows) this.#table.truncate(kept);
    this.#rows = kept;
    return rows - kept;
  }

  #hash(first: number, end: number): void {
    for (let row = first; row < end; row += 1) this.#hashes[row] = this.#table.hashAt(row, this.#seed);
  }

  /** Reads what {@link #note} is going to look at, so that the processor has it. */
  #fetch(first: number, end: number): void {
    const [hashes, slots, found] = [this.#hashes, this.#slots, this.#found];
    const mask = slots.length - 1;
    for (let row = first; row < end; row += 1) found[row - first] = slots[(hashes[row] as number) & mask] as number;
    for (let at = 0; at < end - first; at += 1) found[at] = hashes[Math.max(0, (found[at] as number) - 1)] as number;
  }

  /** Notes a row as the row `kept`; false if it is there already. */
  #note(row: number, kept: number): boolean {
    const hash = this.#hashes[row] as number;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let known = this.#slots[slot] as number; known !== 0; known = this.#slots[slot] as number) {
      if (this.#hashes[known - 1] === hash && this.#table.isSame(row, known - 1)) return false;
      slot = (slot + 1) & mask;
    }
    if (kept < row) this.#table.moveRow(row, kept);
    this.#hashes[kept] = hash;
    this.#slots[slot] = kept + 1;
    return true;
  }

  /** At most half of the slots are ever taken. */
  #widen(length: number): void {
    const hashes = new Uint32Array(length);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    this.#slots = new Uint32Array(2 * length);
    const mask = this.#slots.length - 1;
    for (let row = 0; row < this.#rows; row += 1) {
      let slot = (hashes[row] as number) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = row + 1;
    }
  }
}
