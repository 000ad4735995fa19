import type { Resolver, ResolverCallback } from './resolver.ts';

/** What came of a question, and for how many milliseconds that holds. */
export interface NameAnswer {
  /** A system error code, where there are no addresses. */
  readonly failure: string | undefined;
  readonly addresses: readonly string[];
  readonly keep: number;
}

/** Asks; tells an answer at once or later, and perhaps a fuller one after it. */
export type NameQuestion = (name: string, told: (answer: NameAnswer) => void) => void;

interface Known extends NameAnswer {
  readonly until: number;
  /** Until when these addresses are better than no answer. */
  readonly stale: number;
}

/** A failure is news soon: a name that was just registered, a server that is back. Long enough for the parts of one page. */
export const KEEP_FAILURES = 3_000;
/** Some 3 MB a worker at most. */
const MOST_NAMES = 10_000;
/** Clients that ask and go away must not pile questions up: each lives until its servers answer or are given up. */
const MOST_QUESTIONS = 4_096;
/**
 * Addresses whose time is over go on serving for an hour while nobody answers (RFC 8767): sites outlive an outage of the
 * name servers. An hour and not the days that the RFC allows, because an address may be somebody else's by then. A name
 * that is gone by a server's word is gone at once.
 */
const STALE = 3_600_000;
/** How long such addresses serve before the servers are asked again (RFC 8767 §5): whoever asks waits for their silence. */
const KEEP_STALE = 30_000;
const GONE: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);
const NONE: readonly string[] = [];

/** A bounded memory before a source of answers. Questions for one name at one time are asked once: a page's forty parts are one. */
export class RememberingResolver implements Resolver {
  readonly #known = new Map<string, Known>();
  readonly #waiting = new Map<string, ResolverCallback[]>();
  readonly #ask: NameQuestion;
  readonly #now: () => number;

  /** `now` in milliseconds, of a clock that only goes forward. */
  constructor(ask: NameQuestion, now: () => number) {
    this.#ask = ask;
    this.#now = now;
  }

  resolve(name: string, done: ResolverCallback): void {
    const known = this.#known.get(name);
    if (known !== undefined && known.until > this.#now()) {
      done(known.failure, known.addresses);
      return;
    }
    const waiting = this.#waiting.get(name);
    if (waiting !== undefined) waiting.push(done);
    else if (this.#waiting.size >= MOST_QUESTIONS) done('EAGAIN', NONE);
    else {
      this.#waiting.set(name, [done]);
      this.#ask(name, (answer) => this.#answered(name, answer));
    }
  }

  #answered(name: string, fresh: NameAnswer): void {
    const { failure, addresses } = this.#remember(name, fresh);
    const waiting = this.#waiting.get(name) ?? [];
    this.#waiting.delete(name);
    for (const done of waiting) done(failure, addresses);
  }

  /** The oldest goes first: a map keeps its order of insertion. */
  #remember(name: string, fresh: NameAnswer): NameAnswer {
    const now = this.#now();
    const before = this.#known.get(name);
    const until = now + fresh.keep;
    const known =
      before !== undefined && outlives(before, fresh, now)
        ? { ...before, until: Math.min(before.stale, now + KEEP_STALE) }
        : { ...fresh, until, stale: until + STALE };
    this.#known.delete(name);
    this.#known.set(name, known);
    if (this.#known.size > MOST_NAMES) this.#known.delete(this.#known.keys().next().value as string);
    return known;
  }
}

/** True where old addresses are better than no answer. */
function outlives(before: Known, { failure }: NameAnswer, now: number): boolean {
  return failure !== undefined && !GONE.has(failure) && before.failure === undefined && now < before.stale;
}
