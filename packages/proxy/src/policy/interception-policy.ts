import type { Endpoint } from '../linux/socket-address.ts';
import type { TransparentListenerSettings } from '../settings/settings.ts';

/** How the filter connects to origins on behalf of clients that do not know of it. */
export interface Outlet {
  /** The client's address, to be kept on the outgoing connection; `undefined`: this machine's own. */
  readonly source: Endpoint | undefined;
  /** SO_MARK, by which rules know the filter's own connections; 0 for none. */
  readonly mark: number;
}

/** How the connections of one transparent listener are treated; ready to be asked. */
export class InterceptionPolicy {
  readonly h2c: 'pass' | 'refuse';
  readonly ambiguous: 'pass' | 'refuse';
  readonly unknown: 'pass' | 'refuse';

  readonly #source: TransparentListenerSettings['source'];
  readonly #mark: number;
  readonly #ports: ReadonlySet<number>;
  readonly #own: Outlet;

  constructor({ h2c, ambiguous, unknown, source, mark, ports }: TransparentListenerSettings) {
    this.h2c = h2c;
    this.ambiguous = ambiguous;
    this.unknown = unknown;
    this.#source = source;
    this.#mark = mark;
    this.#ports = new Set(ports);
    this.#own = { source: undefined, mark };
  }

  /** True if connections to this port are looked into; all others pass and are counted. */
  looksInto(port: number): boolean {
    return this.#ports.size === 0 || this.#ports.has(port);
  }

  /** From where an origin is connected to. The port is the kernel's choice: the client's own is taken by the client. */
  outletFor(client: Endpoint): Outlet {
    if (this.#source === 'own') return this.#own;
    return { source: { address: client.address, port: 0 }, mark: this.#mark };
  }
}
