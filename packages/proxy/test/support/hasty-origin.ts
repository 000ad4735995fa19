/**
 * An origin that answers before it has read all, and resets: what Varnish, Apache httpd and many others do with a body that
 * they will not read. It runs in a thread of its own, so that a test can hold the filter's still until the reset is there:
 * only then do a client's next bytes and the origin's last ones wait together, and in that order.
 */
import { Worker } from 'node:worker_threads';
import { WAIT } from '@netvakt/testing';

const WAITING = 0;
const ANSWER = 1;
const ENDED = 2;

const CODE = `
const { createServer } = require('node:net');
const { parentPort, workerData } = require('node:worker_threads');
const { state, answer } = workerData;
const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', () => {
    socket.pause();
    parentPort.postMessage('began');
    const clock = setInterval(() => {
      if (Atomics.load(state, 0) !== ${ANSWER}) return;
      clearInterval(clock);
      socket.once('close', () => {
        Atomics.store(state, 0, ${ENDED});
        Atomics.notify(state, 0);
      });
      socket.write(answer, 'latin1', () => socket.resetAndDestroy());
    }, 1);
  });
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

export class HastyOrigin {
  readonly port: number;
  readonly #worker: Worker;
  readonly #state: Int32Array;

  private constructor(worker: Worker, state: Int32Array, port: number) {
    this.#worker = worker;
    this.#state = state;
    this.port = port;
  }

  static async start(answer: string): Promise<HastyOrigin> {
    const state = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(CODE, { eval: true, workerData: { state, answer } });
    const port = await new Promise<number>((resolve) => worker.once('message', resolve));
    return new HastyOrigin(worker, state, port);
  }

  /** Resolves when its first connection has brought something. */
  async began(): Promise<void> {
    await new Promise((resolve) => this.#worker.once('message', resolve));
  }

  /** Lets it answer and reset, and holds this thread still until it has. */
  answerNow(): void {
    Atomics.store(this.#state, 0, ANSWER);
    const woken = Atomics.wait(this.#state, 0, ANSWER, WAIT);
    if (woken === 'timed-out') throw new Error('The origin has not answered');
  }

  async stop(): Promise<void> {
    Atomics.store(this.#state, 0, WAITING);
    await this.#worker.terminate();
  }
}
