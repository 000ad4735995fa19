import type { ReadyResponse } from '../settings/block-answer.ts';
import type { Limits } from '../settings/limits.ts';
import { type OwnedSocket, own, type SocketOwner } from '../socket/ownership.ts';
import type { Deadlines, Expiring } from './deadlines.ts';

/**
 * The end of a client's connection after its last bytes have been written: our side is closed, what still comes is thrown
 * away until the client closes too. Closing at once would make the kernel send a reset when the client is still sending
 * (the rest of a blocked upload), and a reset can destroy the answer before it was read.
 */
export class Farewell implements SocketOwner, Expiring {
  deadline: number;

  readonly #socket: OwnedSocket;
  readonly #deadlines: Deadlines;
  #mayDiscard: number;

  private constructor(socket: OwnedSocket, deadlines: Deadlines, limits: Limits) {
    this.#socket = socket;
    this.#deadlines = deadlines;
    this.#mayDiscard = limits.lingerBytes;
    this.deadline = deadlines.now + limits.lingerTime;
  }

  /** Takes the socket from its owner, writes `last` where there is something to write, and sees it to its end. */
  static say(socket: OwnedSocket, deadlines: Deadlines, limits: Limits, last?: Uint8Array): void {
    if (socket.destroyed) return;
    const farewell = new Farewell(socket, deadlines, limits);
    own(socket, farewell);
    deadlines.add(farewell);
    if (last === undefined) socket.end();
    else socket.end(last);
    socket.resume();
  }

  data(bytes: Buffer): void {
    this.#mayDiscard -= bytes.length;
    if (this.#mayDiscard < 0) this.#socket.destroy();
  }
  ended(): void {}
  drained(): void {}
  closed(): void {
    this.#deadlines.remove(this);
  }
  expire(): void {
    this.#socket.destroy();
  }
  cut(): void {
    this.#socket.destroy();
  }
}

/** The bytes of a ready response, for a request with or without a body in its answer. */
export function bytesOf(response: ReadyResponse, toHead: boolean): Uint8Array {
  return toHead || response.body.length === 0 ? response.head : Buffer.concat([response.head, response.body]);
}
