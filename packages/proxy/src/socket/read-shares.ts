/**
 * How much of one round of the event loop a connection may take. Sockets that have had their share stop reading and wait
 * here; the rest of their bytes stays in the kernel, which makes the sender wait.
 *
 *   poll ──► reads: each socket one share ──► check: sockets that waited read on, until the round is full ──► poll …
 *
 * The measure is work, not time, so that the bounds hold on every machine: one step is one byte that a reader looks at (about
 * 4 ns); four bytes that only pass are another. Without it, libuv reads one socket 32 times in a row: 8 connections that sent
 * chunks of one byte made everybody else wait 1.2 s.
 */

/** Bytes that only pass, for one step. */
const PASSING_BYTES = 4;
/**
 * Large reads of so many bytes together are a share. To wait costs four system calls: with a share of 256 KiB, a gigabyte took some
 * 8 % more CPU.
 */
const SHARE_BYTES = 1024 * 1024;
/** A read of which so many bytes were looked at is a share by itself. */
const SHARE_LOOKED = 8 * 1024;
/** Steps of waiting sockets in one round. The first of them always reads on. */
const ROUND_STEPS = 32 * 1024;

/** A socket that may have to wait for its next share. */
export interface Sharing {
  /** Steps of the last read, which are what the next one is expected to take. */
  readonly lastSteps: number;
  /** A new round has come. */
  readOn(): void;
}

/** The steps of a read of `bytes` of which `looked` steps have been counted. */
export function stepsOf(bytes: number, looked: number): number {
  return looked + Math.floor(bytes / PASSING_BYTES);
}

/** True if the bytes of this read were looked at rather than passed. */
export function isCostly(bytes: number, looked: number): boolean {
  return looked >= SHARE_LOOKED && looked * 2 >= bytes;
}

/** True if `bytes`, of which so many were looked at, are all that a socket may have in one round. */
export function isShare(bytes: number, looked: number): boolean {
  return looked >= SHARE_LOOKED || bytes >= SHARE_BYTES;
}

/** The sockets of one thread that wait for another round, first come, first served. */
export class ReadShares {
  /** Called for each share that is followed by a wait. */
  onWait: () => void = () => {};

  readonly #schedule: (round: () => void) => void;
  readonly #waiting: Sharing[] = [];
  #next = 0;
  #scheduled = false;

  /** `schedule`: calls back in the next round of the event loop. */
  constructor(schedule: (round: () => void) => void = setImmediate) {
    this.#schedule = schedule;
  }

  wait(one: Sharing): void {
    this.onWait();
    this.#waiting.push(one);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(this.#round);
  }

  /** Those that wait again meanwhile wait for the next round. */
  readonly #round = (): void => {
    const end = this.#waiting.length;
    let steps = 0;
    while (this.#next < end && steps < ROUND_STEPS) {
      const one = this.#waiting[this.#next] as Sharing;
      this.#next += 1;
      steps += one.lastSteps;
      one.readOn();
    }
    if (this.#next * 2 > this.#waiting.length) {
      this.#waiting.splice(0, this.#next);
      this.#next = 0;
    }
    if (this.#waiting.length > this.#next) this.#schedule(this.#round);
    else this.#scheduled = false;
  };
}

/** Those of this thread. */
export const READ_SHARES: ReadShares = new ReadShares();
