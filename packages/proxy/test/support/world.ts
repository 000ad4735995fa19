/** A gate, its origins and its clients on loopback: everything real but the rules. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { UNHURRIED } from '@netvakt/testing';
import { Gate, type GateOptions } from '../../src/accept/gate.ts';
import { renderBlockAnswer } from '../../src/answer/block-page.ts';
import type { RuleMatcher } from '../../src/decide/rule-matcher.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/settings/limits.ts';
import type { DataPlaneSettings, StaticHost } from '../../src/settings/settings.ts';
import { Recorder } from './recorder.ts';

const BLOCK_ANSWER = renderBlockAnswer({
  status: 451,
  operator: 'Example Net',
  blockedBy: 'https://net.example/blocking',
  authority: 'The Example Authority',
  legalBasis: 'https://net.example/law',
  objection: 'https://net.example/object',
  helpLine: 'https://help.example/',
});

/** No deadline is met unless the test sets it: what a busy machine holds up for seconds goes on as if nothing had been. */
const LIMITS: Limits = {
  ...DEFAULT_LIMITS,
  firstByteTime: UNHURRIED,
  silenceTime: UNHURRIED,
  headTime: UNHURRIED,
  idleTime: UNHURRIED,
  responseTime: UNHURRIED,
  tunnelIdleTime: UNHURRIED,
  helloTime: UNHURRIED,
  connectTime: UNHURRIED,
  attemptDelay: UNHURRIED,
  halfOpenTime: UNHURRIED,
  lingerTime: UNHURRIED,
};

export function settingsFor(hosts: readonly StaticHost[], limits: Partial<Limits> = {}): DataPlaneSettings {
  return {
    listeners: [{ mode: 'explicit', address: '127.0.0.1', port: 0 }],
    markets: ['se'],
    defaultMarket: 0,
    marketPrefixes: [],
    clients: ['127.0.0.0/8'],
    destinations: { allow: [], deny: [], httpPorts: [80], connectPorts: [443] },
    hosts,
    resolvers: [],
    limits: { ...LIMITS, ...limits },
    blockAnswers: [BLOCK_ANSWER],
    tlsBlock: 'alert',
    pseudonym: 'us',
    echPublicNames: [],
  };
}

/** Blocks `blocked.test` and all below it, `mixed.test/blocked/` and all below it, and the address 192.0.2.66. */
export const RULES: RuleMatcher = {
  matchRequestBytes(bytes, hostStart, hostEnd, targetStart, targetEnd) {
    const host = textOf(bytes, hostStart, hostEnd).replace(/:\d*$/, '');
    const target = textOf(bytes, targetStart, targetEnd);
    return hostRule(host) || (host === 'mixed.test' && target.startsWith('/blocked/') ? 2 : 0);
  },
  matchHostBytes: (bytes, start, end) => hostRule(textOf(bytes, start, end)),
  matchHost: (host) => hostRule(host),
  listsOf: (handle) => [handle],
};

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes).toString('latin1', start, end).toLowerCase();
}

function hostRule(host: string): number {
  if (host.includes('\0')) return -1;
  return host === 'blocked.test' || host.endsWith('.blocked.test') || host === '192.0.2.66' ? 1 : 0;
}

/** A server that hands each connection to `serve`, and knows all its sockets. */
export class Origin {
  readonly sockets: Socket[] = [];
  /** Everything that clients sent, in the order of arrival. */
  received = '';
  port = 0;
  readonly #server = createServer({ allowHalfOpen: true });

  static async start(serve: (socket: Socket, bytes: string) => void): Promise<Origin> {
    const origin = new Origin();
    origin.#server.on('connection', (socket) => {
      origin.sockets.push(socket);
      socket.on('error', () => {});
      socket.on('end', () => socket.end());
      socket.on('data', (bytes) => {
        const text = bytes.toString('latin1');
        origin.received += text;
        serve(socket, text);
      });
    });
    await new Promise<void>((resolve) => origin.#server.listen(0, '127.0.0.1', resolve));
    origin.port = (origin.#server.address() as AddressInfo).port;
    return origin;
  }

  get open(): number {
    return this.sockets.filter((socket) => !socket.destroyed).length;
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
  }
}

/** Answers every request head with the same response, one for each. */
export function answering(response: string): (socket: Socket, bytes: string) => void {
  return (socket, bytes) => {
    for (let at = bytes.indexOf('\r\n\r\n'); at >= 0; at = bytes.indexOf('\r\n\r\n', at + 4)) {
      socket.write(response, 'latin1');
    }
  };
}

export const HELLO = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';

export class World {
  readonly recorder: Recorder = new Recorder();
  readonly gate: Gate;
  readonly origin: Origin;
  port = 0;

  private constructor(origin: Origin, options: Omit<GateOptions, 'observer'>) {
    this.origin = origin;
    this.gate = new Gate({ ...options, observer: this.recorder });
  }

  /** One origin that is `demo.test`, `mixed.test`, `other.test` and, if it came to that, `blocked.test`. */
  static async start(
    serve: (socket: Socket, bytes: string) => void = answering(HELLO),
    limits: Partial<Limits> = {},
    more: Partial<DataPlaneSettings> & { readonly resolver?: GateOptions['resolver'] } = {},
  ): Promise<World> {
    const origin = await Origin.start(serve);
    const hosts = ['demo.test', 'mixed.test', 'other.test', 'blocked.test'].flatMap((name) =>
      [80, 443].map((port) => ({ name, port, address: '127.0.0.1', toPort: origin.port })),
    );
    const { resolver, ...settings } = more;
    const world = new World(origin, {
      settings: { ...settingsFor(hosts, limits), ...settings },
      workers: 1,
      matcher: RULES,
      ...(resolver === undefined ? {} : { resolver }),
    });
    const [address] = await world.gate.listen();
    world.port = address?.port ?? 0;
    return world;
  }

  connect(): Client {
    return new Client(this.port);
  }

  /** Sends a text and resolves with all that comes until the connection ends. */
  async talk(text: string | Buffer): Promise<string> {
    const client = this.connect();
    client.send(text);
    return client.closed();
  }

  async stop(): Promise<void> {
    await this.gate.drain(0);
    this.origin.stop();
    // However connections end, nothing of theirs is still counted as waiting.
    if (this.recorder.waits !== 0) throw new Error(`${this.recorder.waits} bytes wait though nobody is there`);
  }
}

/** A client that keeps what it receives. */
export class Client {
  readonly socket: Socket;
  received = '';
  reset = false;
  readonly #waiting = new Set<() => void>();

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.on('data', (bytes) => {
      this.received += bytes.toString('latin1');
      this.#wake();
    });
    this.socket.on('end', () => this.socket.end());
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      this.reset = error.code === 'ECONNRESET';
    });
    this.socket.on('close', () => this.#wake());
  }

  send(text: string | Buffer): void {
    this.socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
  }

  /** Resolves when what was received satisfies `enough`; rejects when the connection ends before. */
  async until(enough: string | ((received: string) => boolean)): Promise<string> {
    const satisfied = typeof enough === 'string' ? (text: string) => text.includes(enough) : enough;
    while (!satisfied(this.received)) {
      if (this.socket.destroyed) throw new Error(`Connection ended after ${JSON.stringify(this.received)}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    return this.received;
  }

  async closed(): Promise<string> {
    while (!this.socket.destroyed) await new Promise<void>((resolve) => this.#waiting.add(resolve));
    return this.received;
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
