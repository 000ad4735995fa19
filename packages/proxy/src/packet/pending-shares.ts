import type { ClientKey } from '../policy/client-key.ts';

/** How many pending flows each client has. Never more clients than flows. */
export class PendingShares {
  readonly #counts = new Map<ClientKey, number>();

  of(client: ClientKey): number {
    return this.#counts.get(client) ?? 0;
  }

  add(client: ClientKey): void {
    this.#counts.set(client, this.of(client) + 1);
  }

  remove(client: ClientKey): void {
    const left = this.of(client) - 1;
    if (left > 0) this.#counts.set(client, left);
    else this.#counts.delete(client);
  }
}
