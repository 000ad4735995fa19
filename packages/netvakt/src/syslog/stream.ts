import { createConnection, type Socket } from 'node:net';
import type { SyslogSender } from './sender.ts';

/** Messages that wait while the receiver is away or slow; some 250 KiB. */
const MOST_WAITING = 1024;
/** Milliseconds from one attempt to connect to the next: doubled each time, between these. */
const [FIRST_WAIT, LAST_WAIT] = [1_000, 60_000] as const;

/**
 * A TCP connection with octet counting (RFC 6587 §3.4.1): `LENGTH SP MESSAGE`. While the receiver is away messages wait, up to
 * {@link MOST_WAITING}; further ones are dropped.
 */
export class SyslogStream implements SyslogSender {
  readonly #to: { readonly address: string; readonly port: number };
  readonly #regained: () => void;
  #socket: Socket | undefined;
  #open = false;
  #waiting: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #wait: number = FIRST_WAIT;
  #closed = false;

  constructor(to: { readonly address: string; readonly port: number }, regained: () => void) {
    this.#to = to;
    this.#regained = regained;
    this.#connect();
  }

  send(message: string): boolean {
    const frame = `${Buffer.byteLength(message)} ${message}`;
    if (this.#open && this.#socket?.writableNeedDrain === false) {
      this.#socket.write(frame);
      return true;
    }
    if (this.#waiting.length >= MOST_WAITING) return false;
    this.#waiting.push(frame);
    return true;
  }

  /** Sends what waits, if there is a receiver, and ends. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    if (this.#open) this.#socket?.end();
    else this.#socket?.destroy();
  }

  #connect(): void {
    const socket = createConnection({ host: this.#to.address, port: this.#to.port });
    this.#socket = socket;
    socket.unref();
    socket.setKeepAlive(true, LAST_WAIT);
    socket.on('error', () => undefined); // 'close' follows
    socket.on('connect', () => {
      this.#open = true;
      this.#wait = FIRST_WAIT;
      this.#regained();
      this.#flush();
    });
    socket.on('drain', () => this.#flush());
    socket.on('close', () => this.#again());
    socket.resume(); // a receiver has nothing to say; that it ends is noticed so
  }

  #flush(): void {
    const frames = this.#waiting;
    this.#waiting = [];
    if (frames.length > 0) this.#socket?.write(frames.join(''));
  }

  #again(): void {
    this.#open = false;
    if (this.#closed) return;
    this.#timer = setTimeout(() => this.#connect(), this.#wait).unref();
    this.#wait = Math.min(LAST_WAIT, 2 * this.#wait);
  }
}
