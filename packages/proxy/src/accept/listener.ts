import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { ListenerSettings } from '../settings/settings.ts';
import type { ListenerAddress } from '../supervise/messages.ts';

/** What the kernel queues for us while we are busy; it silently caps this at net.core.somaxconn. */
const BACKLOG = 4096;
const KEEP_ALIVE_DELAY = 60_000;

/** One listening socket of one worker. */
export class Listener {
  readonly #settings: ListenerSettings;
  readonly #server: Server;

  /**
   * `accept` gets each connection's socket, its error handler already on. `dropped` hears of connections that were turned
   * away because there were `most`.
   */
  constructor(settings: ListenerSettings, most: number, accept: (socket: Socket) => void, dropped: () => void) {
    this.#settings = settings;
    this.#server = createServer({
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_DELAY,
    });
    this.#server.maxConnections = most;
    this.#server.on('connection', (socket) => {
      socket.on('error', ignored); // before anything else: a reset in this very moment must not end the process
      accept(socket);
    });
    this.#server.on('drop', dropped);
  }

  /** Resolves with what the kernel gave; rejects where the address cannot be used. */
  listen(reusePort: boolean): Promise<ListenerAddress> {
    const { address, port } = this.#settings;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host: address, port, backlog: BACKLOG, reusePort, ipv6Only: false }, () => {
        this.#server.off('error', reject);
        this.#server.on('error', ignored); // of single accepts (EMFILE): counted as what they turn away, not fatal
        const { address: bound, port: chosen } = this.#server.address() as AddressInfo;
        resolve({ address: bound, port: chosen });
      });
    });
  }

  /** Accepts nothing any more. Connections that exist go on. */
  close(): void {
    this.#server.close();
  }
}

function ignored(): void {}
