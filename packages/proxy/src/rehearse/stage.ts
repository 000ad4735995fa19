/** The two other ends of a rehearsal: a server that answers, and clients that follow a script. Both on loopback, with sockets of Node's own. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export const LOOPBACK = '127.0.0.1';
/** The first byte of a TLS record with a handshake message (RFC 8446 §5.1). */
const HANDSHAKE = 22;
const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok');
/** A record as a ServerHello has it, as far as a proxy looks. */
const SERVER_HELLO = Buffer.concat([Buffer.of(HANDSHAKE, 3, 3, 0, 80, 2, 0, 0, 76, 3, 3), Buffer.alloc(74, 2)]);

/** A server that answers whatever comes. */
export interface StageOrigin {
  readonly port: number;
  /** Ends its connections too. */
  close(): void;
}

/** Resolves when it listens, on a free port. */
export async function openOrigin(): Promise<StageOrigin> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined); // 'close' follows
    socket.on('data', (bytes: Buffer) => void socket.write(bytes[0] === HANDSHAKE ? SERVER_HELLO : ANSWER));
  });
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  server.on('error', () => undefined); // of a single accept, when descriptors run out: nothing that a worker must end for
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

/** What each connection of a client sends, one part after each answer; then it ends, and another one begins. */
export type Script = readonly Buffer[];

/** Clients that play until so many answers have come, or somebody calls {@link stop}. */
export class Players {
  readonly #sockets = new Set<Socket>();
  #left: number;

  constructor(answers: number) {
    this.#left = answers;
  }

  /** Ends all of them, and whatever is under way. */
  stop(): void {
    this.#left = 0;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Plays the script again and again. Resolves when the play is over; never rejects. */
  async play(port: number, script: Script): Promise<void> {
    while (this.#left > 0) await this.#perform(port, script);
  }

  #perform(port: number, script: Script): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect({ port, host: LOOPBACK, noDelay: true });
      const parts = script.values();
      const next = (): void => {
        const part = this.#left > 0 ? parts.next().value : undefined;
        if (part === undefined) socket.destroy();
        else socket.write(part);
      };
      this.#sockets.add(socket);
      socket.on('connect', next);
      socket.on('data', () => {
        this.#left -= 1;
        next();
      });
      socket.on('error', () => this.stop()); // a machine on which this does not work: no reason to try on
      socket.once('close', () => {
        this.#sockets.delete(socket);
        resolve();
      });
    });
  }
}
