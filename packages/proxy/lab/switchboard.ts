/**
 * Stands between the filter and the origins, and writes down every byte that the filter forwards.
 *
 *   client ──► filter ──► switchboard ──► the origin of the moment
 *                           │  capture: what was forwarded, on which connection
 *
 * The filter needs one upstream address for the whole run, so it can be any proxy. The switchboard's port towards the
 * origin is what the origin's log names the connection by: captures and logs meet there.
 *
 * Its sockets are the filter's. Joined by `pipe`, it lost the answer of an origin that resets before it has read all, when
 * the next piece met the reset first: one run of 13,680, which looked like the filter's fault.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { own } from '../src/relay/ownership.ts';
import { StreamSocket } from '../src/relay/stream-socket.ts';
import { write } from '../src/relay/write.ts';

/** More than any payload, and a bound on what one connection can make us keep. */
const CAPTURE_BYTES = 4 * 1024 * 1024;

/** One connection that the filter made. */
export interface Capture {
  /** Our port towards the origin. */
  readonly port: number;
  /** What the filter sent, as latin1. */
  readonly forwarded: string;
}

interface Line {
  readonly port: number;
  bytes: number;
  readonly pieces: Buffer[];
  readonly ends: readonly Socket[];
}

/** See the head of this file. */
export class Switchboard {
  readonly port: number;
  readonly #server: Server;
  #lines: Line[] = [];
  #origin = 0;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
    server.on('connection', (socket: Socket) => {
      socket.on('error', () => socket.destroy());
      this.#join(socket);
    });
  }

  /** `port` 0 lets the kernel choose; a filter that is already running dictates it. */
  static async open(port: number): Promise<Switchboard> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', 511, resolve);
    });
    const address = server.address();
    return new Switchboard(server, typeof address === 'object' && address !== null ? address.port : 0);
  }

  /** Sends new connections to this origin. Those of the one before are ended, and their captures forgotten. */
  aim(originPort: number): void {
    this.hangUp();
    this.#lines = [];
    this.#origin = originPort;
  }

  /** Ends all connections: a filter that pools its connections must not take one origin's for another's. */
  hangUp(): void {
    for (const line of this.#lines) for (const end of line.ends) end.destroy();
  }

  /** What was forwarded since {@link aim}, in the order in which the connections came. */
  captures(): readonly Capture[] {
    return this.#lines.map(({ port, pieces }) => ({ port, forwarded: Buffer.concat(pieces).toString('latin1') }));
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#lines.filter(({ ends }) => ends.some((end) => !end.destroyed)).length;
  }

  /** All bytes that were forwarded since {@link aim}. */
  get bytes(): number {
    return this.#lines.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  async close(): Promise<void> {
    this.hangUp();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /**
   * Joins a connection of the filter with one to the origin. The kernel may give a port again that an earlier
   * connection had; the origin's log would then tell two connections as one, so such a port is given back.
   */
  #join(filter: Socket): void {
    filter.pause();
    const origin = new StreamSocket();
    origin.on('error', () => filter.destroy());
    origin.connect({ port: this.#origin, host: '127.0.0.1' });
    origin.once('connect', () => {
      const port = origin.localPort ?? 0;
      if (this.#lines.some((line) => line.port === port)) {
        origin.destroy();
        this.#join(filter);
        return;
      }
      const line: Line = { port, bytes: 0, pieces: [], ends: [filter, origin] };
      this.#lines.push(line);
      carry(line, filter, origin);
    });
  }
}

function carry(line: Line, filter: Socket, origin: Socket): void {
  const capture = (piece: Buffer): void => {
    if (line.bytes < CAPTURE_BYTES) line.pieces.push(piece);
    line.bytes += piece.length;
  };
  pass(filter, origin, capture);
  pass(origin, filter, () => {});
  filter.resume();
}

/** What comes from one goes to the other: bytes, an orderly end as an end, anything else as the end of both. */
function pass(one: Socket, other: Socket, see: (bytes: Buffer) => void): void {
  own(one, {
    data: (bytes) => {
      see(bytes);
      if (!write(other, bytes)) one.pause();
    },
    ended: () => other.end(),
    drained: () => other.resume(),
    closed: (failed) => {
      if (failed) other.destroy();
      else other.destroySoon();
    },
  });
}
