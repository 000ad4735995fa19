import { once } from 'node:events';
import { type AddressInfo, createServer, type ListenOptions, type Server } from 'node:net';
import { describeListener } from '../linux/describe-listener.ts';
import { duplicateDescriptor } from '../linux/descriptor.ts';
import { setForConnections } from '../linux/stream-options.ts';
import { openTransparentListener } from '../linux/transparent-listener.ts';
import type { ListenerSettings } from '../settings/settings.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { hearErrors, type OwnedSocket, onceClosed } from '../socket/ownership.ts';
import { type Arrivals, takeArrivals } from './arrivals.ts';
import { type ArrivalsUser, BACKLOG } from './kernel-arrivals.ts';

/** Seconds until a connection without a byte is probed. */
const KEEP_ALIVE = 60;
/** Before another try to listen again, in milliseconds, if the first one failed (no descriptor, no memory). */
const RETRY_PAUSE = 1000;

/** A listening socket as the kernel gave it. */
export interface ListenerAddress {
  readonly address: string;
  readonly port: number;
}

/** Notified of what arrives. */
export interface ListenerUser {
  /** A connection's socket, its error handler already on. */
  accepted(socket: OwnedSocket): void;
  /** One was turned away because there were as many as may be. */
  dropped(): void;
  /** Nothing is accepted for a moment. `errno`: the symbolic name of the error. */
  paused(errno: string): void;
}

/** One listening socket of one worker. */
export class Listener implements ArrivalsUser {
  readonly #settings: ListenerSettings;
  readonly #server: Server;
  readonly #user: ListenerUser;
  /** While it listens. */
  #arrivals: Arrivals | undefined = undefined;
  /** Connections at one time from now on; none that exists is ended. */
  most: number;
  #reusePort = false;
  #port: number;
  #closed = false;
  /** This worker is full. Listening that is still beginning ends as soon as it has begun. */
  #aside = false;
  #beginning = false;
  #open = 0;
  /** Connections have what they should have from the listening socket. */
  #inherit = false;

  constructor(settings: ListenerSettings, most: number, user: ListenerUser) {
    this.#settings = settings;
    this.#port = settings.port;
    this.most = most;
    this.#user = user;
    this.#server = createServer({ allowHalfOpen: true });
    this.#server.on('connection', (socket) => this.arrived(socket));
    this.#server.on('error', ignored); // of single accepts (EMFILE): counted as what they turn away, not fatal
  }

  /**
   * Resolves with what the kernel gave; rejects if the address cannot be used, or an inherited socket not for this mode.
   * `reusePort`: other workers listen there too.
   */
  async listen(reusePort: boolean): Promise<ListenerAddress> {
    this.#reusePort = reusePort;
    const { address, port } = await this.#begin();
    this.#port = port;
    return { address, port };
  }

  /** Accepts nothing more than what has been connected by now. Connections that exist go on. */
  close(): void {
    this.#closed = true;
    if (this.#settings.descriptor === undefined) this.#arrivals?.takeWaiting?.(); // else others listen there, too
    this.#stop();
  }

  /** While this worker is full: stops listening if so configured. What waits to be accepted is lost or migrates. */
  stepAside(): void {
    if (!letsPass(this.#settings)) return;
    this.#aside = true;
    this.#stop();
  }

  /** Listens again. */
  stepBack(): void {
    if (!letsPass(this.#settings)) return;
    this.#aside = false;
    this.#listenAgain();
  }

  /** For {@link takeArrivals}. */
  arrived(socket: OwnedSocket): void {
    hearErrors(socket); // before anything else: a reset in this very moment must not end the process
    if (this.#open >= this.most) {
      socket.destroy();
      this.#user.dropped();
      return;
    }
    this.#open += 1;
    onceClosed(socket, () => {
      this.#open -= 1;
    });
    if (!this.#inherit) socket.setNoDelay(true).setKeepAlive(true, 1000 * KEEP_ALIVE);
    this.#user.accepted(socket);
  }

  /** For {@link takeArrivals}. */
  turnedAway(): void {
    this.#user.dropped();
  }

  /** For {@link takeArrivals}. */
  paused(errno: string): void {
    this.#user.paused(errno);
  }

  #listenAgain(): void {
    if (this.#closed || this.#aside || this.#beginning || this.#arrivals !== undefined) return;
    this.#begin().catch(() => setTimeout(() => this.#listenAgain(), RETRY_PAUSE).unref());
  }

  async #begin(): Promise<ListenerAddress> {
    this.#beginning = true;
    try {
      this.#server.listen(this.#where());
      await once(this.#server, 'listening');
      const address = this.#server.address() as AddressInfo;
      this.#inherit = setForConnections(this.#server, KEEP_ALIVE);
      this.#arrivals = takeArrivals(this.#server, this);
      if (this.#closed || this.#aside) this.#stop();
      return address;
    } catch (error) {
      this.#server.close();
      throw error;
    } finally {
      this.#beginning = false;
    }
  }

  #stop(): void {
    this.#arrivals?.close();
    this.#arrivals = undefined;
  }

  #where(): ListenOptions & { readonly fd?: number } {
    const { address, mode, descriptor, shared } = this.#settings;
    const common = { backlog: BACKLOG };
    if (descriptor !== undefined) return { ...common, fd: inherit(descriptor, this.#settings) };
    if (mode === 'tproxy') return { ...common, fd: openTransparentListener({ address, port: this.#port }) };
    const reusePort = this.#reusePort || shared === true;
    return { ...common, host: address, port: this.#port, reusePort, ipv6Only: false };
  }
}

/** True if a `tproxy` rule finds no listener once this one is closed. The service manager's stays open whatever we do. */
function letsPass(settings: ListenerSettings): boolean {
  return settings.mode === 'tproxy' && settings.overload === 'open' && settings.descriptor === undefined;
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
