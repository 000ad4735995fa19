import { type AddressInfo, createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { describeListener } from '../linux/describe-listener.ts';
import { duplicateDescriptor } from '../linux/descriptor.ts';
import { setForConnections } from '../linux/stream-options.ts';
import { openTransparentListener } from '../linux/transparent-listener.ts';
import type { ListenerSettings } from '../settings/settings.ts';
import { SettingsError } from '../settings/settings-error.ts';
import type { ListenerAddress } from '../supervise/messages.ts';
import { takeArrivals } from './arrivals.ts';

/** What the kernel queues for us while we are busy; it silently caps this at net.core.somaxconn. */
const BACKLOG = 4096;
const KEEP_ALIVE_DELAY = 60_000;

/** Told of what arrives. */
export interface ListenerUser {
  /** A connection's socket, its error handler already on. */
  accepted(socket: Socket): void;
  /** One was turned away because there were as many as may be. */
  dropped(): void;
}

/** One listening socket of one worker. */
export class Listener {
  readonly #settings: ListenerSettings;
  readonly #server: Server;
  readonly #most: number;
  readonly #user: ListenerUser;
  #open = 0;
  /** Connections have what they should have from the listening socket. */
  #inherit = false;

  constructor(settings: ListenerSettings, most: number, user: ListenerUser) {
    this.#settings = settings;
    this.#most = most;
    this.#user = user;
    this.#server = createServer({ allowHalfOpen: true });
    this.#server.on('connection', (socket) => this.#arrived(socket));
  }

  /**
   * Resolves with what the kernel gave; rejects where the address cannot be used, or an inherited socket not for this mode.
   * `reusePort`: other workers listen there too.
   */
  async listen(reusePort: boolean): Promise<ListenerAddress> {
    const where = this.#where(reusePort);
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(where, () => {
        this.#server.off('error', reject);
        this.#server.on('error', ignored); // of single accepts (EMFILE): counted as what they turn away, not fatal
        this.#inherit = setForConnections(this.#server);
        takeArrivals(this.#server, (socket) => this.#arrived(socket));
        resolve();
      });
    });
    const { address, port } = this.#server.address() as AddressInfo;
    return { address, port };
  }

  /** Accepts nothing any more. Connections that exist go on. */
  close(): void {
    this.#server.close();
  }

  #arrived(socket: Socket): void {
    socket.on('error', ignored); // before anything else: a reset in this very moment must not end the process
    if (this.#open >= this.#most) {
      socket.destroy();
      this.#user.dropped();
      return;
    }
    this.#open += 1;
    socket.once('close', () => {
      this.#open -= 1;
    });
    if (!this.#inherit) socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_DELAY);
    this.#user.accepted(socket);
  }

  #where(reusePort: boolean): ListenOptions & { readonly fd?: number } {
    const { address, port, mode, descriptor, shared } = this.#settings;
    const common = { backlog: BACKLOG };
    if (descriptor !== undefined) return { ...common, fd: inherit(descriptor, this.#settings) };
    if (mode === 'tproxy') return { ...common, fd: openTransparentListener({ address, port }) };
    return { ...common, host: address, port, reusePort: reusePort || shared === true, ipv6Only: false };
  }
}

/** A descriptor of this worker's own. A socket that a rule delivers nothing to would let everything pass, silently. */
function inherit(descriptor: number, { mode, inherited = '' }: ListenerSettings): number {
  const described = describeListener(descriptor);
  if (described === undefined) throw new SettingsError(inherited, 'the socket that was passed on is not TCP');
  if (mode === 'tproxy' && !described.transparent) {
    throw new SettingsError(inherited, 'the socket is not transparent. Set Transparent=yes in its socket unit');
  }
  return duplicateDescriptor(descriptor);
}

function ignored(): void {}
