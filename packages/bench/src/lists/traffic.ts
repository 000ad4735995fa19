/** Requests through the filter while something else goes on. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';

export type ToTraffic =
  | { readonly kind: 'begin'; readonly port: number; readonly url: string }
  /** Times go into the window of this name from now on. */
  | { readonly kind: 'window'; readonly name: string }
  | { readonly kind: 'end' };

export type FromTraffic =
  | { readonly kind: 'origin'; readonly port: number }
  | ({ readonly kind: 'result' } & TrafficResult);

/** What became of the requests; times in milliseconds, by window. */
export interface TrafficResult {
  readonly windows: Readonly<Record<string, readonly number[]>>;
  readonly requests: number;
  readonly failed: number;
}

/** A web server, and who asks for one page of it again and again. */
export class Traffic {
  readonly originPort: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, originPort: number) {
    this.#child = child;
    this.originPort = originPort;
  }

  /** Starts the web server. */
  static async start(): Promise<Traffic> {
    const child = fork(fileURLToPath(new URL('traffic-process.ts', import.meta.url)));
    const [origin] = (await once(child, 'message')) as [FromTraffic];
    if (origin.kind !== 'origin') throw new TypeError('The web server must say first where it listens');
    return new Traffic(child, origin.port);
  }

  /** Lets requests for `url` go to the filter at `port`. */
  begin(port: number, url: string): void {
    this.#send({ kind: 'begin', port, url });
  }

  window(name: string): void {
    this.#send({ kind: 'window', name });
  }

  /** Ends the requests; the web server stays. */
  async end(): Promise<TrafficResult> {
    const answered = once(this.#child, 'message') as Promise<[FromTraffic]>;
    this.#send({ kind: 'end' });
    const [result] = await answered;
    if (result.kind !== 'result') throw new TypeError('What ends must say what became of it');
    return result;
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }

  #send(message: ToTraffic): void {
    this.#child.send(message);
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
