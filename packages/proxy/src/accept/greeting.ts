import type { Deadlines, Expiring } from '../connection/deadlines.ts';
import type { ProxiedEnds } from '../proxy-protocol/header.ts';
import { ProxyHeaderReader } from '../proxy-protocol/reader.ts';
import { type OwnedSocket, own } from '../socket/ownership.ts';
import type { SocketOwner } from '../socket/socket-owner.ts';

/** Notified how a greeting ended; one call for each, unless the peer goes away. */
export interface GreetingUser {
  /** `ends`: whose connection it is; `undefined` if the peer speaks for itself. `rest`: the client's own first bytes. */
  greeted(socket: OwnedSocket, ends: ProxiedEnds | undefined, rest: Buffer | undefined): void;
  /** There is no header, a wrong one, or none in time. The socket is gone. */
  ungreeted(): void;
}

/** The first bytes of a trusted peer's connection: the PROXY protocol header with the address of the client. */
export class Greeting implements SocketOwner, Expiring {
  deadline: number;

  readonly #socket: OwnedSocket;
  readonly #deadlines: Deadlines;
  readonly #user: GreetingUser;
  readonly #reader = new ProxyHeaderReader();

  private constructor(socket: OwnedSocket, deadlines: Deadlines, time: number, user: GreetingUser) {
    this.#socket = socket;
    this.#deadlines = deadlines;
    this.#user = user;
    this.deadline = deadlines.now + time;
  }

  /** Waits for the header for at most `time` milliseconds. */
  static await(socket: OwnedSocket, deadlines: Deadlines, time: number, user: GreetingUser): void {
    const greeting = new Greeting(socket, deadlines, time, user);
    own(socket, greeting);
    deadlines.add(greeting);
  }

  data(bytes: Buffer): void {
    const step = this.#reader.push(bytes);
    if (step.kind === 'need-more') return;
    if (step.kind === 'reject') {
      this.expire();
      return;
    }
    this.#deadlines.remove(this);
    this.#user.greeted(this.#socket, step.header.ends, step.rest.length === 0 ? undefined : step.rest);
  }
  ended(): void {
    this.expire();
  }
  drained(): void {}
  closed(): void {
    this.#deadlines.remove(this);
  }
  expire(): void {
    this.cut();
    this.#user.ungreeted();
  }
  cut(): void {
    this.#deadlines.remove(this);
    this.#socket.destroy();
  }
}
