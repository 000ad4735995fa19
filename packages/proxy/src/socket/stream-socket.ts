import { Socket, type SocketConstructorOpts } from 'node:net';
import { READ_INTO } from './read-buffer.ts';
import { isLarge, READ_SHARES, type Sharing, stepsOf } from './read-shares.ts';
import type { SocketOwner } from './socket-owner.ts';

const OPTIONS = {
  allowHalfOpen: true,
  noDelay: true,
  onread: { buffer: READ_INTO, callback: onRead },
  // `write` is false, and a drain follows, as soon as something is left over: nobody reads more for a side that is full.
  writableHighWaterMark: 1,
};

/** A socket of Node's, except for the buffer that it is read into. Used if there can be no {@link BareSocket}. */
export class StreamSocket extends Socket implements Sharing {
  owner: SocketOwner | undefined;
  /** A write has found the other side gone. What it sent before is still read; its end is a failure, whatever it looks like. */
  lost = false;
  /** Steps of the last read, which are what the next one is expected to take. */
  #lastSteps = 0;
  #looked = 0;
  /** The socket has had its share of the round; its owner has not paused it. */
  #waits = false;
  #wanted = false;

  constructor(options: SocketConstructorOpts = {}) {
    super({ ...OPTIONS, ...options });
  }

  override pause(): this {
    this.#wanted = false;
    return super.pause();
  }

  override resume(): this {
    this.#wanted = true;
    return this.#waits ? this : super.resume();
  }

  /** As {@link BareSocket.charge}. */
  charge(steps: number): void {
    this.#looked += steps;
  }

  /** Node reads in the next round, as much as there is. */
  takeTurn(): number {
    this.#waits = false;
    if (!this.#wanted || this.destroyed) return 0;
    super.resume();
    return this.#lastSteps;
  }

  /** Bytes that nobody hears of must not be missing from what goes on. */
  received(count: number): void {
    if (this.owner === undefined) {
      this.destroy();
      return;
    }
    this.owner.data(READ_INTO.subarray(0, count));
    const looked = this.#looked;
    this.#looked = 0;
    this.#lastSteps = stepsOf(count, looked);
    if (!isLarge(0, looked) || this.#waits || this.destroyed) return;
    this.#waits = true;
    super.pause();
    READ_SHARES.wait(this);
  }
}

/** Node calls it as the socket's method. */
function onRead(this: StreamSocket, count: number): boolean {
  this.received(count);
  return true;
}
