import { ClientCounts } from '../policy/client-counts.ts';
import type { ClientKey } from '../policy/client-key.ts';

/** The share of the free places that one client may have: many greedy clients together leave some for the next one. */
const OF_WHAT_IS_FREE = 1 / 8;

/** How many open questions each client has, and how many it may have. */
export class ClientShares {
  readonly #most: number;
  readonly #byClient = new ClientCounts();
  #count = 0;

  /** `most`: of all clients together. */
  constructor(most: number) {
    this.#most = most;
  }

  get full(): boolean {
    return this.#count >= this.#most;
  }

  /** True if `client` may have one more. `most`: that one client may have while there is room enough. */
  has(client: ClientKey, most: number): boolean {
    const free = Math.ceil((this.#most - this.#count) * OF_WHAT_IS_FREE);
    return this.#byClient.of(client) < Math.min(most, free);
  }

  take(client: ClientKey): void {
    this.#count += 1;
    this.#byClient.change(client, 1);
  }

  giveBack(client: ClientKey): void {
    this.#count -= 1;
    this.#byClient.change(client, -1);
  }
}
