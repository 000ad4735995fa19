/**
 * One client: sends a flow in its pieces, and listens.
 *
 *   greeting ─► pieces ─► (asked for another hello) retry ─► silence ─► end of the client's side ─► silence ─► hang up
 *
 * The client ends its side after a silence, because some servers take that for the end of a line. It hangs up as soon as
 * what it has heard decides the matter.
 */
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { MutatedFlow, Route } from './flow.ts';
import { asksForRetry } from './server-records.ts';

/** More is never looked at. */
const MOST_HEARD_BYTES = 65_536;

export interface HeardBytes {
  /** What came from the origin or the filter, without the answer to the greeting. */
  readonly bytes: Buffer;
  /** The retry was asked for, and sent. */
  readonly retried: boolean;
  /** The connection ended before the client hung up. */
  readonly ended: boolean;
  readonly milliseconds: number;
}

/** `decides`: true once no more need be heard. `patience`: milliseconds of silence that are waited for, twice. */
export async function converse(
  route: Route,
  flow: MutatedFlow,
  decides: (heard: Buffer, retried: boolean) => boolean,
  patience: number,
): Promise<HeardBytes> {
  return await new Conversation(route, flow, decides, patience).over;
}

class Conversation {
  readonly over: Promise<HeardBytes>;
  readonly #socket: Socket;
  readonly #route: Route;
  readonly #flow: MutatedFlow;
  readonly #decides: (heard: Buffer, retried: boolean) => boolean;
  readonly #begun: number = performance.now();
  #heard: Buffer = Buffer.alloc(0);
  #welcomed: boolean;
  #retried = false;
  #ended = false;
  #halfClosed = false;
  #timer: NodeJS.Timeout;

  constructor(
    route: Route,
    flow: MutatedFlow,
    decides: (heard: Buffer, retried: boolean) => boolean,
    patience: number,
  ) {
    this.#route = route;
    this.#flow = flow;
    this.#decides = decides;
    this.#welcomed = route.welcome === '';
    this.#socket = connect({ port: route.port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    this.#timer = setTimeout(() => this.#silence(), patience);
    this.over = new Promise((resolve) => {
      this.#socket.on('error', () => this.#socket.destroy());
      this.#socket.on('data', (bytes: Buffer) => this.#hear(bytes));
      this.#socket.on('end', () => this.#end());
      this.#socket.on('close', () => {
        clearTimeout(this.#timer);
        const milliseconds = performance.now() - this.#begun;
        resolve({ bytes: this.#heard, retried: this.#retried, ended: this.#ended, milliseconds });
      });
    });
    if (this.#welcomed) void this.#send([...flow.pieces], route.greeting);
    else this.#socket.write(route.greeting);
  }

  #hear(bytes: Buffer): void {
    this.#timer.refresh();
    this.#heard = this.#heard.length === 0 ? bytes : Buffer.concat([this.#heard, bytes]);
    if (!this.#welcomed) this.#welcome();
    if (!this.#retried && this.#flow.retry.length > 0 && asksForRetry(this.#heard)) {
      this.#retried = true;
      void this.#send(this.#flow.retry);
    }
    if (this.#heard.length > MOST_HEARD_BYTES || this.#decides(this.#heard, this.#retried)) this.#end();
  }

  #welcome(): void {
    const end = this.#heard.indexOf(this.#route.welcome);
    if (end < 0) return;
    this.#welcomed = true;
    this.#heard = this.#heard.subarray(end + this.#route.welcome.length);
    void this.#send(this.#flow.pieces);
  }

  async #send(pieces: readonly Buffer[], before?: Buffer): Promise<void> {
    let first = before;
    for (const piece of pieces) {
      if (this.#socket.destroyed) return;
      this.#socket.write(first === undefined ? piece : Buffer.concat([first, piece]));
      first = undefined;
      await turn();
    }
    this.#timer.refresh();
  }

  #silence(): void {
    if (this.#halfClosed) {
      this.#socket.destroy();
      return;
    }
    this.#halfClosed = true;
    this.#socket.end();
    this.#timer.refresh();
  }

  #end(): void {
    this.#ended = true;
    this.#socket.destroy();
  }
}
