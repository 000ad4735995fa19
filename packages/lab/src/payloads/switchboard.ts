/**
 * Relays between the filter and the origins, and records every byte that the filter forwards.
 *
 *   client ──► filter ──► switchboard ──► the origin of the moment
 *                           │  capture: what was forwarded, on which connection
 *
 * The filter needs one upstream address for the whole run, so it can be any proxy. The switchboard's port towards the
 * origin is what the origin's log names the connection by: captures and logs meet there.
 *
 * Its sockets towards origins read on when a write fails ({@link PatientSocket}). With ordinary ones, it lost the answer of an
 * origin that resets before it has read all: one run of 13,680, which looked like the filter's fault.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { Recorder } from '@netvakt/selftest';
import { PatientSocket } from './patient-socket.ts';

/** More than any payload, and more connections than there are ports. */
const KEPT = { bytes: 4 * 1024 * 1024, connections: 65_536 };

/** One connection that the filter made. */
export interface Forwarded {
  /** Our port towards the origin. */
  readonly port: number;
  /** What the filter sent, as latin1. */
  readonly forwarded: string;
}

/** See the head of this file. */
export class Switchboard {
  readonly port: number;
  readonly #server: Server;
  readonly #recorder = new Recorder(KEPT);
  #ends: Socket[] = [];
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
    this.#ends = [];
    this.#recorder.forget();
    this.#origin = originPort;
  }

  /** Ends all connections: a filter that pools its connections must not take one origin's for another's. */
  hangUp(): void {
    for (const end of this.#ends) end.destroy();
  }

  /** What was forwarded since {@link aim}, in the order in which the connections came. */
  captures(): readonly Forwarded[] {
    return this.#recorder.captures().map(({ from, text }) => ({ port: Number(from), forwarded: text }));
  }

  /** Ends of connections that are open now. */
  get open(): number {
    return this.#ends.filter((end) => !end.destroyed).length;
  }

  /** All bytes that have passed since {@link aim}, in either direction. */
  get bytes(): number {
    return this.#ends.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
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
    const origin = new PatientSocket();
    origin.on('error', () => filter.destroy());
    origin.connect({ port: this.#origin, host: '127.0.0.1' });
    origin.once('connect', () => {
      const port = String(origin.localPort);
      if (this.#recorder.has(port)) {
        origin.destroy();
        this.#join(filter);
        return;
      }
      this.#ends.push(filter, origin);
      pass(filter, origin, this.#recorder.record(port));
      pass(origin, filter, () => {});
      filter.resume();
    });
  }
}

/** What comes from one goes to the other: bytes, an orderly end as an end, anything else as the end of both. */
function pass(one: Socket, other: Socket, see: (bytes: Buffer) => void): void {
  one.on('data', (bytes: Buffer) => {
    see(bytes);
    if (!other.write(bytes)) one.pause();
  });
  one.on('end', () => {
    if (!one.destroyed) other.end();
  });
  other.on('drain', () => one.resume());
  one.on('close', (failed) => {
    if (failed) other.destroy();
    else other.destroySoon();
  });
}
