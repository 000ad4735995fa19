import type { Sighting } from '@netvakt/proxy';
import { ClientGroups } from './client-groups.ts';
import { KeyedHash, SECRET_WORDS } from './keyed-hash.ts';
import { allocateRecent, NEW, NO_ROOM, type RecentBuffer, RecentTable } from './recent-table.ts';
import type { Units } from './units.ts';

/** What a block is in addition to a request. Bits of {@link UnitCounter.note}. */
export const ATTEMPT = 1;
export const PAGE = 2;
export const ONE_SECOND = 4;
export const BOUNDED = 8;
/**
 * This bit, and the two above it, mark the table that had no room, in the order of `MEASURES`: what depends on it may be too high by
 * this one.
 */
export const UNTRACKED = 16;

/** A value of `PURPOSE` in `@netvakt/proxy`. Written out: this package takes types from there, and no code. */
const PURPOSE_PAGE = 1;
const PURPOSE_PREFETCH = 3;

const SECOND = 1000;
const DAY = 86_400_000;
/** The flag of an entry whose page has been counted. */
const HAS_PAGE = 1;

/** Where in `secret` the number of the snapshot in force is: a rule has another handle in the next one. */
const GENERATION = SECRET_WORDS;

/** What all workers of a process share to count attempts. Crosses to a worker by structured clone, which shares it. */
export interface UnitMemory {
  readonly units: Units;
  /** Random, never written anywhere, replaced at least daily; behind it the generation, which counts replacements. */
  readonly secret: SharedArrayBuffer;
  readonly attempts: RecentBuffer;
  readonly oneSecond: RecentBuffer;
  readonly bounded: RecentBuffer;
}

/** Makes the memory: three tables of `entries`. `fill` gives random numbers, as `crypto.randomFillSync` does. */
export function allocateUnits(units: Units, entries: number, fill: (words: Int32Array) => void): UnitMemory {
  const secret = new SharedArrayBuffer((SECRET_WORDS + 1) * Int32Array.BYTES_PER_ELEMENT);
  const drawn = new Int32Array(SECRET_WORDS);
  fill(drawn);
  new Int32Array(secret).set(drawn);
  return {
    units,
    secret,
    attempts: allocateRecent(entries),
    oneSecond: allocateRecent(entries),
    bounded: allocateRecent(entries),
  };
}

/** The day is over: another secret, empty tables. Who was counted before cannot be distinguished from who comes now. */
export function renewUnits(memory: UnitMemory, fill: (words: Int32Array) => void): void {
  const drawn = new Int32Array(SECRET_WORDS);
  fill(drawn);
  new Int32Array(memory.secret).set(drawn);
  for (const buffer of tablesOf(memory)) new RecentTable(buffer, -1).clear();
}

/**
 * Another snapshot is about to be published. An attempt that lasts over the change is counted twice: handles of two snapshots
 * cannot be compared, and what could be compared would have to name the entry.
 */
export function nextGeneration({ secret }: UnitMemory): void {
  Atomics.add(new Int32Array(secret), GENERATION, 1);
}

/** Frees what worker `index` held of the tables when it died. */
export function releaseUnits(memory: UnitMemory, index: number): void {
  for (const buffer of tablesOf(memory)) new RecentTable(buffer, -1).release(index);
}

function tablesOf({ attempts, oneSecond, bounded }: UnitMemory): readonly RecentBuffer[] {
  return [attempts, oneSecond, bounded];
}

/**
 * Decides what a blocked request is in addition to a request: docs/counting.md in code. One instance a worker; asked about blocked
 * requests only; allocates nothing.
 */
export class UnitCounter {
  readonly #units: Units;
  readonly #clients: ClientGroups;
  readonly #hash: KeyedHash;
  readonly #attempts: RecentTable;
  readonly #oneSecond: RecentTable;
  readonly #bounded: RecentTable;
  readonly #clock: () => number;
  readonly #shared: Int32Array;
  #generation = 0;

  /** @param clock - milliseconds, the same for all workers; never goes back */
  constructor(memory: UnitMemory, worker: number, clock: () => number) {
    this.#units = memory.units;
    this.#clients = new ClientGroups(memory.units.ipv6PrefixLength);
    this.#shared = new Int32Array(memory.secret);
    this.#hash = new KeyedHash(this.#shared);
    this.#attempts = new RecentTable(memory.attempts, worker);
    this.#oneSecond = new RecentTable(memory.oneSecond, worker);
    this.#bounded = new RecentTable(memory.bounded, worker);
    this.#clock = clock;
  }

  /** From now on rules are those of the snapshot in force. */
  snapshotReplaced(): void {
    this.#generation = Atomics.load(this.#shared, GENERATION);
  }

  /** What this block counts as, in the bits above. A prefetch is a request and nothing more. */
  note(market: number, sighting: Sighting): number {
    if (sighting.purpose === PURPOSE_PREFETCH) return 0;
    const now = Math.floor(this.#clock());
    this.#clients.read(sighting.client);
    return this.#noteAttempt(market, sighting, now) | this.#noteHost(market, sighting, now);
  }

  #noteAttempt(market: number, { rule, purpose }: Sighting, now: number): number {
    const hash = this.#hashClient(market).add(this.#generation).add(rule);
    hash.end();
    const isPage = purpose === PURPOSE_PAGE;
    const window = this.#units.windowSeconds * SECOND;
    const before = this.#attempts.note(hash.high, hash.low, now, window, isPage ? HAS_PAGE : 0);
    if (before >= 0) return isPage && (before & HAS_PAGE) === 0 ? PAGE : 0;
    const counted = ATTEMPT | (isPage ? PAGE : 0) | this.#noteBounded(market, now);
    return before === NEW ? counted : counted | UNTRACKED;
  }

  /** An attempt: is it one of the first of this client today? */
  #noteBounded(market: number, now: number): number {
    const hash = this.#hashClient(market);
    hash.end();
    const count = this.#bounded.count(hash.high, hash.low, now, DAY);
    if (count === NO_ROOM) return BOUNDED | (UNTRACKED << 2);
    return count <= this.#units.attemptsPerClientDay ? BOUNDED : 0;
  }

  #noteHost(market: number, { host, hostStart, hostEnd }: Sighting, now: number): number {
    const hash = this.#hashClient(market);
    const end = nameEnd(host, hostStart, hostEnd);
    for (let i = hostStart; i < end; i += 1) hash.add(lower(host[i] ?? 0));
    hash.end();
    const before = this.#oneSecond.note(hash.high, hash.low, now, SECOND, 0);
    if (before >= 0) return 0;
    return before === NEW ? ONE_SECOND : ONE_SECOND | (UNTRACKED << 1);
  }

  #hashClient(market: number): KeyedHash {
    const { groups } = this.#clients;
    const hash = this.#hash.begin().add(market);
    for (let i = 0; i < 8; i += 2) hash.add(((groups[i] ?? 0) << 16) | (groups[i + 1] ?? 0));
    return hash;
  }
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

/** Where the name ends: before a port, and before the one dot that a name may end with. */
function nameEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && isDigit(bytes[at - 1])) at -= 1;
  const last = at > start && bytes[at - 1] === 0x3a ? at - 1 : end;
  return last > start && bytes[last - 1] === 0x2e ? last - 1 : last;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
