import { connect, type Socket } from 'node:net';

/** What came back on one request. */
export interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** A client on one raw connection, as it would talk to a proxy. Bodies must have a Content-Length. */
export class Client {
  readonly #socket: Socket;
  #received = '';
  #closed = false;
  #wake: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      this.#received += String(chunk);
      this.#wake();
    });
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  /** @param from - the client's own address; any of 127.0.0.0/8. */
  static connect(port: number, from = '127.0.0.1'): Promise<Client> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', localAddress: from });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new Client(socket)));
    });
  }

  /** Sends a GET of `url` in absolute form and resolves with the answer. */
  get(url: string, fields = ''): Promise<Answer> {
    this.send(url, fields);
    return this.answer();
  }

  send(url: string, fields = ''): void {
    this.#socket.write(`GET ${url} HTTP/1.1\r\nHost: ${new URL(url).host}\r\n${fields}\r\n`, 'latin1');
  }

  /** Sends a GET of each of `urls`, all of them in one piece. */
  pipeline(urls: readonly string[]): void {
    this.#socket.cork();
    for (const url of urls) this.send(url);
    this.#socket.uncork();
  }

  /** The next answer. Rejects if the connection ends before it is whole. */
  async answer(): Promise<Answer> {
    const head = await this.#take(() => {
      const end = this.#received.indexOf('\r\n\r\n');
      return end === -1 ? undefined : end + 4;
    });
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    const body = await this.#take(() => (this.#received.length < length ? undefined : length));
    return { status: Number(head.slice(9, 12)), head, body };
  }

  /** Resolves when the other side has closed. */
  async closed(): Promise<void> {
    while (!this.#closed) await this.#more();
  }

  end(): void {
    this.#socket.destroy();
  }

  async #take(lengthOf: () => number | undefined): Promise<string> {
    for (;;) {
      const length = lengthOf();
      if (length !== undefined) {
        const taken = this.#received.slice(0, length);
        this.#received = this.#received.slice(length);
        return taken;
      }
      if (this.#closed) throw new Error(`closed with ${this.#received.length} bytes of an answer`);
      await this.#more();
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
