import { constants } from 'node:os';
import { AF_INET, SOCK_CLOEXEC, SOCK_DGRAM, SOCK_NONBLOCK } from '../linux/constants.ts';
import { errnoName, SystemCallError } from '../linux/linux-error.ts';
import type { Arena, Native } from '../linux/native.ts';
import { type Endpoint, readSocketAddress, SOCKET_ADDRESS_SIZE } from '../linux/socket-address.ts';
import { BareSocket, notifyAllClosed } from '../socket/bare-socket.ts';
import type { OwnedSocket } from '../socket/ownership.ts';
import { type Pollable, poller, TO_ACCEPT } from '../socket/poller.ts';

/** Notified of what arrives. */
export interface ArrivalsUser {
  arrived(socket: OwnedSocket): void;
  /** One was closed at once: this process has no descriptor for it. */
  turnedAway(): void;
  /** Nothing is accepted for {@link RETRY_PAUSE}. `errno`: the symbolic name of the error. */
  paused(errno: string): void;
}

/** Connections that the kernel keeps for a listening socket; it silently caps this at net.core.somaxconn. */
export const BACKLOG = 4096;
/**
 * Connections that are accepted in one round: one, since to find that there is no second one is a call, too; one more after so many rounds
 * in a row in which there was one. A flood waits in the kernel, and what is open goes on.
 */
const MOST_ACCEPTED = 32;
const ROUNDS_FOR_ONE_MORE = 8;
/** Before another try, in milliseconds, if nothing can be accepted. */
const RETRY_PAUSE = 100;
/**
 * Errors of one connection, which has failed before it was accepted (accept(2)). EPERM is not among them: Linux has it of security modules
 * and filters of system calls, and nothing is taken from the queue.
 */
const PASSING: ReadonlySet<number> = new Set([
  constants.errno.ECONNABORTED,
  constants.errno.EINTR,
  constants.errno.EPROTO,
  constants.errno.ENETDOWN,
  constants.errno.ENETUNREACH,
  constants.errno.EHOSTUNREACH,
  constants.errno.ETIMEDOUT,
]);

/** Accepts on a listening socket, which it closes in the end. */
export class KernelArrivals implements Pollable {
  ticket = 0;

  readonly #calls: Native;
  readonly #user: ArrivalsUser;
  #descriptor: number;
  /** What is given up when there is no descriptor left, so that a connection can be taken and closed. */
  #spare = -1;
  /** The peer's address, and behind it how long that is. */
  readonly #name: Arena;
  readonly #length: Uint32Array;
  #pause: NodeJS.Timeout | undefined = undefined;
  /** The last round in which there was one to accept, and how many in a row before it. */
  #last = 0;
  #rounds = 0;
  /** Errors of single connections since one was accepted, or none was left. */
  #failures = 0;

  /**
   * `descriptor`: a listening socket that does not block.
   * @throws {SystemCallError} `ENOMEM`, `ENOSPC`: it is closed then.
   */
  constructor(descriptor: number, calls: Native, user: ArrivalsUser) {
    this.#descriptor = descriptor;
    this.#calls = calls;
    this.#user = user;
    this.#name = calls.arena(SOCKET_ADDRESS_SIZE + Uint32Array.BYTES_PER_ELEMENT);
    this.#length = new Uint32Array(this.#name.bytes.buffer, SOCKET_ADDRESS_SIZE, 1);
    poller().opened(descriptor);
    if (!poller().add(descriptor, TO_ACCEPT, this)) {
      const errno = errnoName(calls.errno());
      poller().close(descriptor);
      throw new SystemCallError('epoll_ctl', errno);
    }
    this.#keepSpare();
  }

  /** Ends the listening. Connections that have arrived go on. */
  close(): void {
    if (this.#descriptor < 0) return;
    clearTimeout(this.#pause);
    this.#giveSpare();
    poller().remove(this.#descriptor); // other workers and processes may have it, too
    poller().close(this.#descriptor);
    this.#descriptor = -1;
  }

  /** Takes all that wait in the kernel: whoever is still there when the listening ends gets a reset. */
  takeWaiting(): void {
    this.#takeUpTo(BACKLOG);
  }

  ready(): void {
    const { round } = poller();
    this.#rounds = round === this.#last + 1 ? this.#rounds + 1 : 0;
    this.#last = round;
    this.#takeUpTo(Math.min(MOST_ACCEPTED, 1 + Math.floor(this.#rounds / ROUNDS_FOR_ONE_MORE)));
  }

  #takeUpTo(most: number): void {
    notifyAllClosed(); // what has ended in this round is not among those that a client may have
    for (let i = 0; i < most && this.#descriptor >= 0; i += 1) {
      const descriptor = this.#accept();
      if (descriptor >= 0) this.#take(descriptor);
      else if (!this.#goesOn(this.#calls.errno())) return;
    }
  }

  #accept(): number {
    const { address } = this.#name;
    this.#length[0] = SOCKET_ADDRESS_SIZE;
    const flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
    return this.#calls.accept4(this.#descriptor, address, address + SOCKET_ADDRESS_SIZE, flags);
  }

  #take(descriptor: number): void {
    this.#failures = 0;
    const socket = new BareSocket();
    socket.adopt(descriptor, this.#peer());
    this.#user.arrived(socket);
  }

  #peer(): Endpoint | undefined {
    return readSocketAddress(this.#name.bytes.subarray(0, this.#length[0]));
  }

  /** Whether there may be another connection to accept, after an error. */
  #goesOn(errno: number): boolean {
    if (errno === constants.errno.EAGAIN) {
      this.#rounds = 0;
      this.#failures = 0;
      return false;
    }
    if (PASSING.has(errno) && this.#failures < BACKLOG) {
      this.#failures += 1;
      return true;
    }
    if ((errno === constants.errno.EMFILE || errno === constants.errno.ENFILE) && this.#shed()) return true;
    this.#rest(errno);
    return false;
  }

  /** Takes one connection with the spare descriptor and closes it: in the kernel's queue it would wait, and wake us, forever. */
  #shed(): boolean {
    if (this.#spare < 0) return false;
    this.#giveSpare();
    const descriptor = this.#accept();
    if (descriptor >= 0) {
      this.#calls.close(descriptor);
      this.#user.turnedAway();
    }
    this.#keepSpare();
    return descriptor >= 0;
  }

  #keepSpare(): void {
    this.#spare = this.#calls.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (this.#spare >= 0) poller().opened(this.#spare);
  }

  #giveSpare(): void {
    if (this.#spare >= 0) poller().close(this.#spare);
    this.#spare = -1;
  }

  /** Looks again later: what waits would be reported again and again meanwhile. */
  #rest(errno: number): void {
    this.#user.paused(errnoName(errno));
    clearTimeout(this.#pause);
    poller().remove(this.#descriptor);
    this.#pause = setTimeout(() => this.#resume(), RETRY_PAUSE);
  }

  #resume(): void {
    if (this.#descriptor < 0) return;
    if (this.#spare < 0) this.#keepSpare();
    if (!poller().add(this.#descriptor, TO_ACCEPT, this)) this.#rest(this.#calls.errno());
  }
}
