import type { ProxyObserver } from '../observe/observer.ts';
import type { RefusalCode } from '../observe/refusal.ts';
import type { Sighting } from '../observe/sighting.ts';
import { PROTOCOL, type ProtocolCode, type UninspectableCode } from '../observe/vocabulary.ts';

/** Something with an address. Reading it may build the text, so it is read only if needed. */
interface Addressed {
  readonly address: string;
}

/**
 * Counts the requests and ClientHellos of one flow, each once:
 *
 *   begin ──► inspected ──► exactly one of forwarded, blocked, refused
 *     ├─────► refused      it could not be judged
 *     └─────► probed       the prober's canary, which is nobody's request
 *
 * A second `inspected`, or an end without one, throws a {@link TypeError}: a mistake of ours, never the client's. The market is
 * fixed, and the protocol is that of the last `begin`.
 */
export class FlowTally {
  readonly #observer: ProxyObserver;
  readonly #market: number;
  readonly #client: Addressed;
  #protocol: ProtocolCode = PROTOCOL.http;
  /** Inspected, and not at its end yet. */
  #open = false;

  /** `client`: its address is read only when something is blocked. */
  constructor(observer: ProxyObserver, market: number, client: Addressed) {
    this.#observer = observer;
    this.#market = market;
    this.#client = client;
  }

  /** What is read next is of this protocol. */
  begin(protocol: ProtocolCode): void {
    this.#protocol = protocol;
  }

  /** A verdict has been reached; its end comes next. `unseen`: what stayed hidden from it. */
  inspected(unseen: UninspectableCode | undefined): void {
    if (this.#open) throw new TypeError('A second verdict before the end of the first');
    this.#open = true;
    this.#observer.inspected(this.#market, this.#protocol);
    if (unseen !== undefined) this.uninspectable(unseen);
  }

  forwarded(): void {
    this.#end();
    this.#observer.forwarded(this.#market, this.#protocol);
  }

  /** `sighting`: filled but for the client; emptied when this returns. */
  blocked(lists: ArrayLike<number>, sighting: Sighting): void {
    this.#end();
    sighting.client = this.#client.address;
    this.#observer.blocked(this.#market, this.#protocol, lists, sighting);
    sighting.forget();
  }

  /** The end of a verdict that is open; else of something that could not be judged, or broke off after it was forwarded. */
  refused(reason: RefusalCode): void {
    this.#open = false;
    this.#observer.refused(this.#market, this.#protocol, reason);
  }

  probed(): void {
    this.#observer.probed(this.#market, this.#protocol);
  }

  /**
   * What cannot be read passes, if no rule covers the address that it goes to. `lists`: whose rule covers it, if any does. Of a
   * request that was judged, and has a name that cannot be read, this is the end.
   */
  passed(lists: ArrayLike<number> | undefined, sighting: Sighting): void {
    if (!this.#open) {
      this.begin(PROTOCOL.other);
      this.inspected(undefined);
    }
    if (lists === undefined) this.forwarded();
    else this.blocked(lists, sighting);
  }

  /** The ClientHello that was judged carries ECH, whether there is anything in it or not. */
  echOffered(): void {
    this.#observer.echOffered(this.#market);
  }

  uninspectable(reason: UninspectableCode): void {
    this.#observer.uninspectable(this.#market, reason);
  }

  /** The client leaves: a verdict that is open was to forward. */
  close(): void {
    if (this.#open) this.forwarded();
  }

  #end(): void {
    if (!this.#open) throw new TypeError('The end of a verdict that was not reached');
    this.#open = false;
  }
}
