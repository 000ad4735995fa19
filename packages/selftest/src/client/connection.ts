import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Seen } from './seen.ts';

/** Where a connection leads. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** How many times as long as usual all may take there. Default: 1. */
  readonly patience?: number;
}

const CONNECT_MS = 3000;
/** For an answer. Twice what a filter waits for a silent client’s first byte. */
const ANSWER_MS = 3000;
/** Between two packets, so that they do not become one. */
const BETWEEN_MS = 2;
/** What cannot be read by then is not an answer. */
const MOST_BYTES = 8 * 1024 * 1024;

/** Milliseconds for an answer from there. */
export function answerTime({ patience = 1 }: Address): number {
  return ANSWER_MS * patience;
}

/** Opens a connection. Rejects with the system's error, or after three seconds if patience is usual. */
export async function open({ host, port, patience = 1 }: Address): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true, allowHalfOpen: true });
  await new Promise<void>((resolve, reject) => {
    let overdue: NodeJS.Immediate | undefined;
    const timer = setTimeout(() => {
      // A process that stood still runs its timers first: what came meanwhile is read later in the same turn.
      overdue = setImmediate(() => {
        socket.destroy();
        reject(Object.assign(new Error(`No connection to ${host}:${port}`), { code: 'ETIMEDOUT' }));
      });
    }, CONNECT_MS * patience);
    const ended = (): void => {
      clearTimeout(timer);
      clearImmediate(overdue);
    };
    socket.once('connect', () => {
      ended();
      socket.removeAllListeners('error');
      resolve();
    });
    socket.once('error', (error) => {
      ended();
      reject(error);
    });
  });
  return socket;
}

/** One conversation: what is sent, what comes, and how it ends. */
export class Conversation {
  readonly #socket: Socket;
  readonly #pieces: Buffer[] = [];
  readonly #waiting = new Set<() => void>();
  #bytes = 0;
  #end: 'closed' | 'reset' | undefined;
  /** When the connection was open, in milliseconds of `performance.now()`. */
  readonly begun: number = performance.now();
  readonly sent: Buffer[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => {
      this.#bytes += bytes.length;
      if (this.#bytes <= MOST_BYTES) this.#pieces.push(bytes);
      this.#wake();
    });
    socket.on('end', () => this.#over('closed'));
    socket.on('error', () => this.#over('reset'));
    socket.on('close', () => this.#over('closed'));
  }

  get received(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  /** Forgets what has come: what follows is another protocol. */
  takeReceived(): Buffer {
    const received = this.received;
    this.#pieces.length = 0;
    return received;
  }

  get over(): 'closed' | 'reset' | undefined {
    return this.#end;
  }

  get socket(): Socket {
    return this.#socket;
  }

  async send(packets: readonly Buffer[]): Promise<void> {
    for (const packet of packets) {
      if (this.#end !== undefined) return;
      this.sent.push(packet);
      this.#socket.write(packet);
      if (packets.length > 1) await sleep(packets.length > 40 ? 0 : BETWEEN_MS);
    }
  }

  /** Waits until `done`, the end of the connection, or the deadline. */
  async until(done: () => boolean, milliseconds: number): Promise<Seen['end']> {
    const deadline = performance.now() + milliseconds;
    for (;;) {
      if (done()) return 'answered';
      if (this.#end !== undefined) return this.#end;
      const left = deadline - performance.now();
      if (left <= 0) return 'silence';
      await this.#somethingOr(left);
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  async #somethingOr(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => setImmediate(resolve), milliseconds);
    this.#waiting.add(resolve);
    await promise;
    clearTimeout(timer);
    this.#waiting.delete(resolve);
  }

  #over(how: 'closed' | 'reset'): void {
    this.#end ??= how;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }
}
