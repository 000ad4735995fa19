/** Requests through the filter, one after the other on open connections, with the time of each. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Milliseconds between two requests of a connection: a filter that is in use, on a machine that has room. */
const PAUSE = 5;
const CONNECTIONS = 4;

/** Who asks for one page again and again. */
export class Traffic {
  /** Where times go now. */
  times: number[] = [];
  requests = 0;
  failed = 0;
  readonly #request: Buffer;
  readonly #sockets: Socket[] = [];
  #on = true;

  constructor(url: string) {
    this.#request = Buffer.from(`GET ${url} HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`);
  }

  async start(port: number): Promise<void> {
    for (let i = 0; i < CONNECTIONS; i += 1) {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      await once(socket, 'connect');
      this.#sockets.push(socket);
      this.#use(socket);
    }
  }

  stop(): void {
    this.#on = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Asks, waits for the answer, which is one small chunk, rests, and asks again. */
  #use(socket: Socket): void {
    let begun = 0;
    const ask = (): void => {
      if (!this.#on) return;
      begun = performance.now();
      socket.write(this.#request);
    };
    socket.on('data', (answer) => {
      this.times.push(performance.now() - begun);
      this.requests += 1;
      if (answer.toString('latin1', 9, 12) !== '200') this.failed += 1;
      setTimeout(ask, PAUSE);
    });
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => {
      if (this.#on) this.failed += 1;
    });
    ask();
  }
}

/** The status of one request. */
export async function statusOf(port: number, url: string): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.write(`GET ${url} HTTP/1.1\r\nHost: ${new URL(url).host}\r\nConnection: close\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return Number(answer.toString('latin1', 9, 12));
}
