import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { ProbeLedger } from '@netvakt/metrics';
import { type ListenerAddress, type ListenerSettings, PROBE_SLOT, type ReloadableSettings } from '@netvakt/proxy';
import type { Config } from '../../config/config.ts';
import { canaryHost } from '../../export/nft/canary/host.ts';
import { managedPlan } from '../../export/nft/plan-of-config.ts';
import { ASKS, type CanaryQuestion } from './ask.ts';
import { drawCanary, withCanary } from './canary.ts';
import { askedListener, wantsHeader } from './listener.ts';

/** The canary that `netvakt export nft --restore` asks for, if it does. */
function throughRules(config: Config): readonly string[] {
  const host = managedPlan(config)?.canary === undefined ? undefined : canaryHost('blocked');
  return host === undefined ? [] : [host];
}

/** The markets' clients for probes are 127.64.x.y and above: 127.0.0.0/16 is where people put things. */
const FIRST_OCTET = 64;

/**
 * Asks for the canary in each market and with each protocol, through the listener that clients use, and notes whether it was
 * blocked. What it needs in the settings and the snapshot it adds itself:
 *
 *   a rule     for a host that is drawn anew for each snapshot, in a list of its own
 *   addresses  127.x.y.1 and up, drawn at the start: each belongs to a market by a prefix, as clients do, and may use the proxy
 *   a host     that leads to a socket of the prober, so that a handshake inside a tunnel can name the canary
 *
 * Its requests are counted as `probed` and as nothing else.
 */
export class CanaryProber {
  readonly #markets: readonly string[];
  readonly #seconds: number;
  readonly #ledger: ProbeLedger;
  readonly #now: () => number;
  readonly #listener: number;
  readonly #settings: ListenerSettings | undefined;
  readonly #clients: readonly string[];
  readonly #sinkHost: string = drawCanary();
  #sink: Server | undefined;
  #canary = '';
  #next = '';
  #timer: NodeJS.Timeout | undefined;
  #asks: Omit<CanaryQuestion, 'client' | 'canary' | 'introduced'> | undefined;

  constructor({ fixed }: Config, ledger: ProbeLedger, now: () => number) {
    this.#markets = fixed.markets;
    this.#ledger = ledger;
    this.#now = now;
    this.#listener = askedListener(fixed);
    this.#settings = fixed.listeners[this.#listener];
    this.#seconds = this.#listener === -1 ? 0 : fixed.probe.intervalSeconds;
    const net = `127.${randomInt(FIRST_OCTET, 256)}.${randomInt(256)}`;
    this.#clients = this.#markets.map((_, market) => `${net}.${market + 1}`);
  }

  /** False if the configuration wants none, or no listener can be asked. */
  get probes(): boolean {
    return this.#seconds > 0;
  }

  /** The snapshot to publish: with the rules for a new canary, and for the one that is asked for through the rules of `config`. */
  async seal(config: Config, buffer: SharedArrayBuffer): Promise<SharedArrayBuffer> {
    if (this.probes) this.#next = drawCanary();
    const hosts = [...(this.probes ? [this.#next] : []), ...throughRules(config)];
    return hosts.length === 0 ? buffer : withCanary({ buffer, hosts, markets: this.#markets });
  }

  /** The slots to publish: the canaries' list is the last, and has none. */
  slots(config: Config, slots: Uint16Array): Uint16Array {
    return this.probes || throughRules(config).length > 0 ? Uint16Array.of(...slots, PROBE_SLOT) : slots;
  }

  /** The settings to publish. */
  settings<Settings extends ReloadableSettings>(settings: Settings): Settings {
    const sink = this.#sink?.address() as AddressInfo | null | undefined;
    if (!this.probes || sink === undefined || sink === null) return settings;
    const own = this.#clients.map((prefix, market) => ({ prefix, market }));
    const [port = 443] = settings.destinations.connectPorts;
    return {
      ...settings,
      clients: [...settings.clients, ...this.#clients],
      marketPrefixes: [...settings.marketPrefixes, ...own],
      hosts: [...settings.hosts, { name: this.#sinkHost, port, address: '127.0.0.1', toPort: sink.port }],
    };
  }

  /** Opens the socket that a tunnel leads to. Before the first call of {@link settings}. */
  async prepare(): Promise<void> {
    if (!this.probes) return;
    // Should a handshake get through, it is answered with what no client takes for TLS.
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end('this should have been blocked'));
    });
    this.#sink = server;
    server.unref().listen(0, '127.0.0.1');
    await once(server, 'listening');
  }

  /** What was sealed last is in force. */
  inForce({ destinations, tlsBlock }: Config['reloadable'], addresses: readonly ListenerAddress[]): void {
    const listener = addresses[this.#listener];
    if (!this.probes || listener === undefined) return;
    const wildcard = listener.address === '0.0.0.0' || listener.address === '::';
    const [port = 443] = destinations.connectPorts;
    this.#canary = this.#next;
    this.#asks = {
      proxy: { address: wildcard ? '127.0.0.1' : listener.address, port: listener.port },
      sink: { host: this.#sinkHost, port },
      resetsTls: tlsBlock === 'reset',
    };
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => void this.round(), this.#seconds * 1000).unref();
    void this.round();
  }

  /** What was sealed last is not going to be in force. */
  withdrawn(): void {
    this.#next = this.#canary;
  }

  /** Asks once in each market and with each protocol, one after the other. Never rejects. */
  async round(): Promise<void> {
    for (const [market, client] of this.#clients.entries()) {
      for (const [protocol, ask] of Object.entries(ASKS)) {
        const [asks, canary] = [this.#asks, this.#canary];
        if (asks === undefined || this.#settings === undefined) return;
        const introduced = wantsHeader(this.#settings, client);
        const blocked = await ask({ ...asks, client, canary, introduced });
        // A snapshot that came meanwhile has another canary: results of the old one do not count.
        if (canary === this.#next) this.#ledger.note(this.#markets[market] ?? '', protocol, blocked, this.#now());
      }
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#asks = undefined;
    this.#sink?.close();
  }
}
