/**
 * How much of one round of the event loop a connection may take.
 *
 *   poll ──► small reads: at most 16 KiB of each socket ──► check: sockets with more, one after the other, until the round is full ──► poll …
 *
 * A socket whose last read was large is not read in the poll: it waits here for its turn, and the rest of its bytes stays in the
 * kernel, which makes the sender wait. So whoever asks for a page waits for one round, however many others move gigabytes.
 *
 * The measure is work, not time, so that the bounds hold on every machine: one step is one byte that a reader looks at (about
 * 5 ns), or four bytes that only pass.
 */

const KIB = 1024;
/** Bytes that only pass, for one step. */
const PASSING_BYTES = 4;
/** A read of so many bytes or steps, or more, is large. */
const LARGE_READ = 8 * KIB;
/** What a socket may read as soon as it has bytes. */
export const FIRST_READ: number = 16 * KIB;
/** Bytes that one turn may read, and steps that all turns of a round may take together. */
type Bounds = readonly [turn: number, room: number];
/** While other sockets make small reads. */
const SHARED: Bounds = [64 * KIB, 6 * KIB];
/** While no socket makes small reads. */
const ALONE: Bounds = [256 * KIB, 64 * KIB];
/** After so many steps without a small read, turns are long. */
const LONELY_STEPS = 4 * KIB * KIB;
/** Steps that a read is expected to take at most, from what the last ones took. */
const COSTLY_STEPS = 3 * KIB;
const LEAST_READ = 512;
/**
 * Waiting connections that are opened in one round: a quarter of them, within these bounds. Opening one is as much work as several reads.
 * With two in each round, a flood of TLS connections took about 11 % more CPU time.
 */
const LEAST_DIALS = 2;
const MOST_DIALS = 32;

/** A socket that waits for its turn. */
export interface Sharing {
  /** Reads at most `most` bytes. Returns the steps that this took. To have another turn, it waits again. */
  takeTurn(most: number): number;
}

/** The steps of a read of `bytes` of which `looked` steps have been counted. */
export function stepsOf(bytes: number, looked: number): number {
  return looked + Math.floor(bytes / PASSING_BYTES);
}

/** True if a socket that has read so much waits for its turn before it reads more. */
export function isLarge(bytes: number, looked: number): boolean {
  return bytes >= LARGE_READ || looked >= LARGE_READ;
}

/**
 * How many bytes the next read may bring, after one of at most `most` that brought `bytes`: four times as many if they only passed and there
 * are more, and fewer if they were looked at.
 */
export function nextRead(most: number, bytes: number, looked: number): number {
  if (bytes < most && bytes < LARGE_READ) return most;
  if (looked * 2 >= bytes) return Math.max(LEAST_READ, Math.min(most, Math.floor((COSTLY_STEPS * bytes) / looked)));
  return bytes < most ? most : Math.min(ALONE[0], 4 * most);
}

/** The sockets of one thread that wait for their turn, first come, first served; those that are to be connected have a line of their own. */
export class ReadShares {
  /** Called for each socket that begins to wait for a read. */
  onWait: () => void = () => {};

  readonly #schedule: (round: () => void) => void;
  readonly #dials = new Line();
  readonly #reads = new Line();
  #scheduled = false;
  /** Steps of all rounds since the last small read. */
  #alone = 0;

  /** `schedule`: calls back in the next round of the event loop. */
  constructor(schedule: (round: () => void) => void = setImmediate) {
    this.#schedule = schedule;
  }

  /** `one` wants to read. */
  wait(one: Sharing): void {
    this.onWait();
    this.#reads.push(one);
    this.#goOn();
  }

  /** `one` wants to be connected. */
  waitToDial(one: Sharing): void {
    this.#dials.push(one);
    this.#goOn();
  }

  /** Somebody has made a small read, and may make more. */
  noteSmall(): void {
    this.#alone = 0;
  }

  /** In both lines the first always has its turn; those that wait again meanwhile wait for the next round. */
  readonly #round = (): void => {
    this.#scheduled = false;
    const [turn, room] = this.#alone < LONELY_STEPS ? SHARED : ALONE;
    try {
      this.#dials.take(Math.min(MOST_DIALS, Math.max(LEAST_DIALS, this.#dials.length >> 2)), 0);
      this.#alone += this.#reads.take(room, turn);
    } finally {
      if (this.#dials.length + this.#reads.length > 0) this.#goOn();
    }
  };

  #goOn(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(this.#round);
  }
}

/** A queue of sockets, first come, first served. */
class Line {
  readonly #waiting: Sharing[] = [];
  #next = 0;

  get length(): number {
    return this.#waiting.length - this.#next;
  }

  push(one: Sharing): void {
    this.#waiting.push(one);
  }

  /** Gives a turn of `most` bytes to one after the other until `room` steps are taken. Returns the steps. */
  take(room: number, most: number): number {
    const end = this.#waiting.length;
    let steps = 0;
    while (this.#next < end && steps < room) {
      const one = this.#waiting[this.#next] as Sharing;
      this.#next += 1;
      steps += one.takeTurn(most);
    }
    if (this.#next * 2 > this.#waiting.length) {
      this.#waiting.splice(0, this.#next);
      this.#next = 0;
    }
    return steps;
  }
}

/** The shares of this thread. */
export const READ_SHARES: ReadShares = new ReadShares();
