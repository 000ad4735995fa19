import type { UpstreamFailureCode } from '../observe/vocabulary.ts';
import { type ConnectListener, connect } from '../socket/connect.ts';
import type { OwnedSocket } from '../socket/ownership.ts';
import { connectFailure } from './failures.ts';

/** Notified of the end of a race, once. */
export interface RaceListener {
  raceWon(socket: OwnedSocket): void;
  raceLost(failure: UpstreamFailureCode): void;
}

/**
 * Connects to the first of some addresses that answers (RFC 8305 §5): each gets a head start of `delay` milliseconds over
 * the next; one that fails starts the next at once. Dials exactly the literals it is given: no name is looked up again
 * between the check of an address and its use.
 */
export class DialRace implements ConnectListener {
  readonly #addresses: readonly string[];
  readonly #port: number;
  readonly #delay: number;
  readonly #listener: RaceListener;
  readonly #running = new Set<OwnedSocket>();
  #next = 0;
  #timer: NodeJS.Timeout | undefined;
  #over = false;
  #failure: UpstreamFailureCode | undefined;

  constructor(addresses: readonly string[], port: number, delay: number, listener: RaceListener) {
    this.#addresses = addresses;
    this.#port = port;
    this.#delay = delay;
    this.#listener = listener;
    this.#attempt();
  }

  /** Gives up; the listener hears nothing any more. */
  cancel(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    for (const socket of this.#running) socket.destroy();
    this.#running.clear();
  }

  #attempt(): void {
    clearTimeout(this.#timer);
    const host = this.#addresses[this.#next] as string;
    this.#next += 1;
    this.#running.add(connect({ address: host, port: this.#port }, this));
    if (this.#next < this.#addresses.length) this.#timer = setTimeout(() => this.#attempt(), this.#delay);
  }

  connected(socket: OwnedSocket): void {
    if (this.#over) return;
    this.#running.delete(socket);
    this.cancel();
    this.#listener.raceWon(socket);
  }

  connectFailed(socket: OwnedSocket, code: string | undefined): void {
    if (this.#over || !this.#running.delete(socket)) return;
    this.#failure ??= connectFailure(code); // the first address is the one that was meant
    if (this.#next < this.#addresses.length) this.#attempt();
    else if (this.#running.size === 0) {
      this.cancel();
      this.#listener.raceLost(this.#failure);
    }
  }
}
