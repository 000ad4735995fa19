import type { ClientKey } from '../policy/client-key.ts';
import type { NameAnswer } from './remembering-resolver.ts';

/** libuv's threads, each of which looks one name up. */
const AT_ONE_TIME = 4;
/** The number of these that one client may have. */
const OF_ONE_CLIENT = 2;

type LookUp = (name: string, answered: (answer: NameAnswer) => void) => void;

interface Waiting {
  readonly name: string;
  readonly answered: (answer: NameAnswer) => void;
}

/** What one client has in the queue. */
interface Line {
  readonly waiting: Waiting[];
  running: number;
}

/**
 * Questions to a resolver that answers few at one time and cannot be interrupted: clients take turns, so that one client's silent
 * names hold up nobody's but its own.
 */
export class NameQueue {
  readonly #lookUp: LookUp;
  /** In the order in which clients are served next. Those that have nothing are not in it. */
  readonly #lines = new Map<ClientKey, Line>();
  #running = 0;

  constructor(lookUp: LookUp) {
    this.#lookUp = lookUp;
  }

  /** Returns what ends the question, if it has not begun; see {@link NameQuestion}. */
  ask(name: string, answered: (answer: NameAnswer) => void, client: ClientKey): () => boolean {
    const one = { name, answered };
    const line = this.#lines.get(client) ?? { waiting: [], running: 0 };
    this.#lines.set(client, line);
    line.waiting.push(one);
    this.#serve();
    return () => this.#leave(client, line, one);
  }

  #leave(client: ClientKey, line: Line, one: Waiting): boolean {
    const at = line.waiting.indexOf(one);
    if (at < 0) return false;
    line.waiting.splice(at, 1);
    this.#forget(client, line);
    return true;
  }

  #serve(): void {
    while (this.#running < AT_ONE_TIME) {
      const next = this.#next();
      if (next === undefined) return;
      const line = this.#lines.get(next) as Line;
      // Who is served goes to the end.
      this.#lines.delete(next);
      this.#lines.set(next, line);
      this.#begin(next, line, line.waiting.shift() as Waiting);
    }
  }

  /** Of those that wait, the one that has least running; cost: one look at each client that has a question. */
  #next(): ClientKey | undefined {
    let [least, next]: [number, ClientKey | undefined] = [OF_ONE_CLIENT, undefined];
    for (const [client, { waiting, running }] of this.#lines) {
      if (waiting.length === 0 || running >= least) continue;
      least = running;
      next = client;
    }
    return next;
  }

  #begin(client: ClientKey, line: Line, { name, answered }: Waiting): void {
    this.#running += 1;
    line.running += 1;
    this.#lookUp(name, (answer) => {
      this.#running -= 1;
      line.running -= 1;
      this.#forget(client, line);
      answered(answer);
      this.#serve();
    });
  }

  #forget(client: ClientKey, line: Line): void {
    if (line.waiting.length === 0 && line.running === 0) this.#lines.delete(client);
  }
}
