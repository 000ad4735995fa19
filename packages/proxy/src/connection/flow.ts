import { refusalAnswer } from '../answer/failures.ts';
import type { RefusalCode } from '../observe/refusal.ts';
import type { Policy } from '../policy/policy.ts';
import type { ReadyResponse } from '../settings/block-answer.ts';
import type { OwnedSocket } from '../socket/ownership.ts';
import type { Expiring } from './deadlines.ts';
import { bytesOf, Farewell } from './farewell.ts';
import { Tally } from './flow-tally.ts';
import type { Guest } from './guest.ts';
import type { Station } from './station.ts';

/**
 * What every client's connection has, whatever is spoken on it: a deadline, and the ways in which it can end. Each of
 * them ends it once; what happens on its sockets afterwards is no longer its business.
 */
export abstract class ClientConnection implements Expiring {
  deadline = 0;

  protected readonly station: Station;
  protected readonly policy: Policy;
  protected readonly market: number;
  protected readonly socket: OwnedSocket;
  protected readonly tally: Tally;
  /** Its address. */
  protected readonly client: string;
  #over = false;

  protected constructor(station: Station, socket: OwnedSocket, guest: Guest) {
    this.station = station;
    this.policy = station.policy;
    this.market = guest.market;
    this.socket = socket;
    this.client = guest.ends.source.address;
    this.tally = new Tally(station.observer, guest.market, this.client);
  }

  abstract expire(): void;

  /** Ends the connection to the origin, and lets go of all bytes. Called once. */
  protected abstract release(): void;

  protected get over(): boolean {
    return this.#over;
  }

  cut(): void {
    this.abandon(true);
  }

  protected setDeadline(after: number): void {
    this.deadline = this.station.deadlines.now + after;
  }

  /** Tells the client why its request was not passed on, and the observer too. */
  protected refuse(refusal: RefusalCode, toHead = false): void {
    this.tally.refused(refusal);
    this.answer(refusalAnswer(refusal), toHead);
  }

  /** Sends a last response. */
  protected answer(response: ReadyResponse, toHead: boolean): void {
    if (this.end()) Farewell.say(this.socket, this.station.deadlines, this.policy.limits, bytesOf(response, toHead));
  }

  /** Closes our side; what was written still arrives. */
  protected leave(): void {
    if (this.end()) Farewell.say(this.socket, this.station.deadlines, this.policy.limits);
  }

  /** Ends both connections at once. `reset`: so that the client cannot take a part for the whole. */
  protected abandon(reset: boolean): void {
    if (!this.end()) return;
    if (reset) this.socket.resetAndDestroy();
    else this.socket.destroy();
  }

  /** Ends everything but the client's socket. False where that had been done before. */
  protected end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.station.deadlines.remove(this);
    this.release();
    return true;
  }
}
