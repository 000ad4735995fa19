import type { ClientKey } from './client-key.ts';

/** How many of something each client has. Clients that have none are not in it. */
export class ClientCounts {
  readonly #counts = new Map<ClientKey, number>();

  of(client: ClientKey): number {
    return this.#counts.get(client) ?? 0;
  }

  change(client: ClientKey, by: 1 | -1): void {
    const count = this.of(client) + by;
    if (count > 0) this.#counts.set(client, count);
    else this.#counts.delete(client);
  }
}
