import { type LookupAddress, lookup } from 'node:dns';

/** Finds the addresses of a name. */
export interface Resolver {
  /**
   * Calls back once, now or later: with IP literals in the order in which they should be tried, or with a system error
   * code such as `ENOTFOUND`.
   */
  resolve(name: string, done: ResolverCallback): void;
}

export type ResolverCallback = (failure: string | undefined, addresses: readonly string[]) => void;

interface Known {
  readonly until: number;
  readonly failure: string | undefined;
  readonly addresses: readonly string[];
}

/** The system's answer has no time to live of its own: short enough for a moved site, long enough for a page's parts. */
const KEEP_ADDRESSES = 30_000;
const KEEP_FAILURES = 3_000;
const MOST_NAMES = 10_000;
const NONE: readonly string[] = [];

/** Looks names up. Calls back with an error that has a `code`, or with all addresses. */
export type Lookup = (
  name: string,
  done: (error: NodeJS.ErrnoException | null, found: readonly LookupAddress[]) => void,
) => void;

const systemLookup: Lookup = (name, done) => lookup(name, { all: true, order: 'verbatim' }, done);

/**
 * The machine's own resolver (`getaddrinfo`, in its order: RFC 6724), with a small memory. Questions for one name at one
 * time are asked once: a page's forty parts are one lookup.
 */
export class SystemResolver implements Resolver {
  readonly #known = new Map<string, Known>();
  readonly #waiting = new Map<string, ResolverCallback[]>();
  readonly #now: () => number;
  readonly #lookup: Lookup;

  /** `now` in milliseconds. */
  constructor(now: () => number, ask: Lookup = systemLookup) {
    this.#now = now;
    this.#lookup = ask;
  }

  resolve(name: string, done: ResolverCallback): void {
    const known = this.#known.get(name);
    if (known !== undefined && known.until > this.#now()) {
      done(known.failure, known.addresses);
      return;
    }
    const waiting = this.#waiting.get(name);
    if (waiting !== undefined) {
      waiting.push(done);
      return;
    }
    this.#waiting.set(name, [done]);
    this.#lookup(name, (error, found) => this.#answer(name, error, found));
  }

  #answer(name: string, error: NodeJS.ErrnoException | null, found: readonly LookupAddress[]): void {
    const failure = error === null ? undefined : (error.code ?? 'EAI_FAIL');
    const addresses = error === null ? found.map(({ address }) => address) : NONE;
    this.#remember(name, {
      until: this.#now() + (error === null ? KEEP_ADDRESSES : KEEP_FAILURES),
      failure,
      addresses,
    });
    const waiting = this.#waiting.get(name) ?? [];
    this.#waiting.delete(name);
    for (const done of waiting) done(failure, addresses);
  }

  /** The oldest goes first: a map keeps its order of insertion. */
  #remember(name: string, known: Known): void {
    this.#known.delete(name);
    this.#known.set(name, known);
    if (this.#known.size <= MOST_NAMES) return;
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      return;
    }
  }
}
