/**
 * Who may have a connection to an administration server. It is for a few scrapers and local tools, and whoever opens many connections
 * and sends nothing must not keep these out: a newcomer always gets a seat while any other only waits.
 *
 *   newcomer, all seats taken ──> the address that has most seats gives up the one that has waited longest
 *                                 nobody waits, all answers are being made: the newcomer goes
 */
import type { Socket } from 'node:net';

/** Seats of one kind. */
export interface SeatCounts {
  /** Connections at one time. */
  readonly all: number;
  /** Seats kept for connections from this machine itself. */
  readonly local: number;
}

interface Seat {
  readonly socket: Socket;
  readonly address: string;
  /** A whole request has come, and its answer is being made. */
  isServed: boolean;
}

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

export class Seats {
  readonly #counts: SeatCounts;
  /** By {@link seatName}, those that wait in the order in which they began to. */
  readonly #taken = new Map<string, Seat>();

  constructor(counts: SeatCounts) {
    this.#counts = counts;
  }

  /** Gives a new connection a seat, or ends it. */
  take(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const isLocal = LOOPBACK.test(address);
    const strangers = [...this.#taken.values()].filter((seat) => !LOOPBACK.test(seat.address));
    const isFull = isLocal
      ? this.#taken.size >= this.#counts.all
      : strangers.length >= this.#counts.all - this.#counts.local;
    if (isFull && !this.#free(isLocal ? [...this.#taken.values()] : strangers)) {
      socket.destroy();
      return;
    }
    const name = seatName(socket);
    this.#taken.set(name, { socket, address, isServed: false });
    socket.once('close', () => this.#taken.delete(name));
  }

  /** A whole request has come on the connection: until `left`, its seat is not given to another. */
  serve(socket: Socket): void {
    const seat = this.#taken.get(seatName(socket));
    if (seat !== undefined) seat.isServed = true;
  }

  /** The answer is made: the connection waits for its client again. */
  left(socket: Socket): void {
    const name = seatName(socket);
    const seat = this.#taken.get(name);
    if (seat === undefined) return;
    seat.isServed = false;
    this.#taken.delete(name);
    this.#taken.set(name, seat);
  }

  #free(among: readonly Seat[]): boolean {
    const held = new Map<string, number>();
    for (const { address } of among) held.set(address, (held.get(address) ?? 0) + 1);
    const [longest] = among
      .filter(({ isServed }) => !isServed)
      .toSorted((a, b) => (held.get(b.address) ?? 0) - (held.get(a.address) ?? 0));
    if (longest === undefined) return false;
    longest.socket.destroy();
    this.#taken.delete(seatName(longest.socket));
    return true;
  }
}

let unnamed = 0;
const UNNAMED = new WeakMap<Socket, string>();

/** The same for a TLS socket and the connection below it; of a Unix socket, which has no address, a number. */
function seatName(socket: Socket): string {
  if (socket.remotePort !== undefined) return `${socket.remoteAddress} ${socket.remotePort}`;
  let name = UNNAMED.get(socket);
  if (name === undefined) {
    unnamed += 1;
    name = `${unnamed}`;
    UNNAMED.set(socket, name);
  }
  return name;
}
