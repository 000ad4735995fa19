import type { ProxyObserver } from '../observe/observer.ts';
import type { RefusalCode } from '../observe/refusal.ts';
import type { Sighting } from '../observe/sighting.ts';
import { PROTOCOL, type ProtocolCode, UNINSPECTABLE, type UninspectableCode } from '../observe/vocabulary.ts';

/** Tells the observer of one connection's requests: the market and the protocol are said once. */
export class Tally {
  readonly #observer: ProxyObserver;
  readonly #market: number;
  readonly #client: string;
  #protocol: ProtocolCode = PROTOCOL.http;
  #open = false;

  /** `client`: its address, for the sightings of what is blocked. */
  constructor(observer: ProxyObserver, market: number, client: string) {
    this.#observer = observer;
    this.#market = market;
    this.#client = client;
  }

  /** A request begins that is not judged yet. */
  begin(isConnect: boolean): void {
    this.#protocol = isConnect ? PROTOCOL.connect : PROTOCOL.http;
  }

  /** A verdict has been reached; one of the four ends below comes next. */
  inspected(disagreed: boolean): void {
    this.#open = true;
    this.#observer.inspected(this.#market, this.#protocol);
    if (disagreed) this.uninspectable(UNINSPECTABLE['identity-disagreement']);
  }

  forwarded(): void {
    if (this.#open) this.#observer.forwarded(this.#market, this.#protocol);
    this.#open = false;
  }

  blocked(lists: ArrayLike<number>, sighting: Sighting): void {
    sighting.client = this.#client;
    this.#observer.blocked(this.#market, this.#protocol, lists, sighting);
    sighting.forget();
    this.#open = false;
  }

  /** The prober's canary was blocked: told in place of a verdict. */
  probed(): void {
    this.#observer.probed(this.#market, this.#protocol);
  }

  refused(reason: RefusalCode): void {
    this.#observer.refused(this.#market, this.#protocol, reason);
    this.#open = false;
  }

  upgraded(): void {
    this.uninspectable(UNINSPECTABLE.upgraded);
  }

  /** A connection of an unknown protocol has been judged. `lists`: whose rule covers its address, if any does. */
  passed(lists: ArrayLike<number> | undefined, sighting: Sighting): void {
    this.#protocol = PROTOCOL.other;
    this.inspected(false);
    if (lists === undefined) this.forwarded();
    else this.blocked(lists, sighting);
  }

  uninspectable(reason: UninspectableCode): void {
    this.#observer.uninspectable(this.#market, reason);
  }
}
