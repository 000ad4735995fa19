/**
 * All that a client sends from one address and port to another. It may hold several connections, as some clients use one socket for all
 * of them; each has its own hello, and its own verdict.
 */
import { QuicConnection } from './connection.ts';
import type { InitialKeys } from './initial-keys.ts';
import type { QuicVersion } from './version.ts';

/** Connections of one flow that are known at one time. */
export const MOST_CONNECTIONS = 32;

export class QuicFlow {
  readonly connections: QuicConnection[] = [];
  /** The connection to which the datagram belongs that was read last; `undefined` if it belongs to none that is known. */
  current: QuicConnection | undefined = undefined;

  readonly #key: string;
  readonly #flows: Map<string, QuicFlow>;

  /** @param flows - among which it is, under its key, while it has a connection. */
  constructor(key: string, flows: Map<string, QuicFlow>) {
    this.#key = key;
    this.#flows = flows;
  }

  /** The connection whose first packets are sent to the id `bytes[idStart, idEnd)`. */
  find(version: QuicVersion, bytes: Uint8Array, idStart: number, idEnd: number): QuicConnection | undefined {
    for (let i = 0; i < this.connections.length; i += 1) {
      const connection = this.connections[i] as QuicConnection;
      if (connection.isAt(version, bytes, idStart, idEnd)) return connection;
    }
    return undefined;
  }

  begin(version: QuicVersion, id: Uint8Array, keys: InitialKeys): QuicConnection {
    const connection = new QuicConnection(this, version, id, keys);
    if (this.connections.push(connection) === 1) this.#flows.set(this.#key, this);
    return connection;
  }

  /** Forgets a connection. */
  end(connection: QuicConnection): void {
    const at = this.connections.indexOf(connection);
    if (at >= 0) this.connections.splice(at, 1);
    if (this.connections.length === 0) this.#flows.delete(this.#key);
  }
}
