import type { Worker } from 'node:worker_threads';
import type { ListenerAddress } from '../accept/listener.ts';
import type { DescriptorSet } from '../linux/descriptor-set.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** What a worker may take over the grace to end, in milliseconds; after that it is ended. */
const DRAIN_MARGIN = 2000;

type Publish = Extract<ToWorker, { kind: 'publish' }>;

/** Notified of what a worker reports on its own. */
export interface MemberUser {
  /** {@link Member.full} has changed. */
  filled(): void;
  /** The kernel gives it no connections, for an error with this symbolic name. */
  paused(errno: string): void;
}

/** One worker thread: what it has promised to answer, and whether it lives. */
export class Member {
  /** Settles when the worker listens, or with its error when it died before that. */
  readonly started: Promise<readonly ListenerAddress[]>;
  /** Resolves with the reason when the thread is gone. */
  readonly ended: Promise<string>;
  /** True from the first listening to the thread's end: it stays true of a dead worker that once lived. */
  listening = false;
  /** It has as many connections as it may; never true of a dead one. */
  full = false;
  lastTicket = 0;

  readonly #worker: Worker;
  readonly #user: MemberUser;
  readonly #published = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  #cut = 0;
  #probes = 0;
  #probed = 0;

  /** `descriptors`: its sockets, which end with it. */
  constructor(worker: Worker, descriptors: DescriptorSet, user: MemberUser) {
    this.#worker = worker;
    this.#user = user;
    let failure: Error | undefined;
    worker.on('error', (error: Error) => (failure = error));
    this.ended = new Promise((resolve) => {
      worker.once('exit', (code) => {
        descriptors.closeAll();
        this.full = false;
        user.filled();
        resolve(failure?.message ?? `exit code ${code}`);
      });
    });
    this.started = new Promise((resolve, reject) => {
      worker.on('message', (message: FromWorker) => this.#hear(message, resolve));
      void this.ended.then((reason) => reject(failure ?? new Error(`Worker ended before it listened: ${reason}`)));
    });
    this.started.catch(() => {}); // whoever awaits it hears of it; nobody has to
  }

  /** A worker that dies meanwhile counts as served: its replacement starts with what is published. */
  publish(message: Publish): Promise<void> {
    this.lastTicket = message.ticket;
    const answered = new Promise<void>((resolve, reject) => {
      this.#published.set(message.ticket, { resolve, reject });
    });
    this.#worker.postMessage(message);
    return Promise.race([answered, this.#gone()]);
  }

  /** One message: it takes effect before whatever is sent to the worker later. */
  exempt(table: SharedArrayBuffer): void {
    this.#worker.postMessage({ kind: 'exempt', table } satisfies ToWorker);
  }

  /** Asks the worker for a sign of life, and returns whether it has given the last one. A dead one gives none. */
  probe(): boolean {
    const answered = this.#probed === this.#probes;
    this.#probes += 1;
    this.#worker.postMessage({ kind: 'probe', ticket: this.#probes } satisfies ToWorker);
    return answered;
  }

  /** Resolves with the number of connections that had to be cut. */
  async drain(graceMs: number): Promise<number> {
    this.#worker.postMessage({ kind: 'drain', graceMs } satisfies ToWorker);
    const giveUp = setTimeout(() => void this.terminate(), graceMs + DRAIN_MARGIN);
    await this.ended;
    clearTimeout(giveUp);
    return this.#cut;
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #hear(message: FromWorker, listening: (addresses: readonly ListenerAddress[]) => void): void {
    switch (message.kind) {
      case 'listening':
        this.listening = true;
        listening(message.addresses);
        return;
      case 'published':
        this.#published.get(message.ticket)?.resolve();
        break;
      case 'publish-failed':
        this.#published.get(message.ticket)?.reject(new Error(message.message));
        break;
      case 'probed':
        this.#probed = message.ticket;
        return;
      case 'filled':
        this.full = message.full;
        this.#user.filled();
        return;
      case 'paused':
        this.#user.paused(message.errno);
        return;
      case 'drained':
        this.#cut = message.cut;
        return;
    }
    this.#published.delete(message.ticket);
  }

  async #gone(): Promise<void> {
    await this.ended;
    this.#published.clear();
  }
}
