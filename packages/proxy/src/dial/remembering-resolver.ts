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
/** How long such addresses serve before the servers are asked again (RFC 8767 §5). */
const KEEP_STALE = 30_000;
/** How long who asks waits for silent servers where such addresses are at hand: RFC 8767's client response timer (§5). */
export const PATIENCE = 1_800;
const GONE: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);
const NONE: readonly string[] = [];

interface Question {
  waiting: ResolverCallback[];
  /** Where old addresses are at hand: what answers with them. */
  readonly patience: NodeJS.Timeout | undefined;
}

/** A bounded memory before a source of answers. Questions for one name at one time are asked once: a page's forty parts are one. */
export class RememberingResolver implements Resolver {
  readonly #known = new Map<string, Known>();
  readonly #questions = new Map<string, Question>();
  readonly #ask: NameQuestion;
  readonly #now: () => number;
  readonly #outlived: () => void;

  /** `now` in milliseconds, of a clock that only goes forward. `outlived` is told each time that old addresses go on serving. */
  constructor(ask: NameQuestion, now: () => number, outlived: () => void = () => undefined) {
    this.#ask = ask;
    this.#now = now;
    this.#outlived = outlived;
  }

  resolve(name: string, done: ResolverCallback): void {
    const known = this.#known.get(name);
    if (known !== undefined && known.until > this.#now()) {
      done(known.failure, known.addresses);
      return;
    }
    const question = this.#questions.get(name);
    if (question !== undefined) question.waiting.push(done);
    else if (this.#questions.size >= MOST_QUESTIONS) done('EAGAIN', NONE);
    else {
      const patience = known !== undefined && isUsable(known, this.#now()) ? this.#patience(name) : undefined;
      this.#questions.set(name, { waiting: [done], patience });
      this.#ask(name, (answer) => this.#answered(name, answer));
    }
  }

  #patience(name: string): NodeJS.Timeout {
    return setTimeout(() => this.#outlive(name), PATIENCE).unref();
  }

  /** Nobody has answered yet: who waits, and who asks in the next seconds, gets what was known. An answer still counts. */
  #outlive(name: string): void {
    const known = this.#known.get(name);
    if (known === undefined) return;
    const { failure, addresses } = this.#goOn(name, known);
    this.#tell(name, failure, addresses);
  }

  #answered(name: string, fresh: NameAnswer): void {
    clearTimeout(this.#questions.get(name)?.patience);
    const { failure, addresses } = this.#remember(name, fresh);
    this.#tell(name, failure, addresses);
    this.#questions.delete(name);
  }

  #tell(name: string, failure: string | undefined, addresses: readonly string[]): void {
    const question = this.#questions.get(name);
    if (question === undefined) return;
    const { waiting } = question;
    question.waiting = [];
    for (const done of waiting) done(failure, addresses);
  }

  #remember(name: string, fresh: NameAnswer): NameAnswer {
    const now = this.#now();
    const before = this.#known.get(name);
    if (before !== undefined && saysNothing(fresh) && isUsable(before, now)) return this.#goOn(name, before);
    const until = now + fresh.keep;
    return this.#keep(name, { ...fresh, until, stale: until + STALE });
  }

  #goOn(name: string, before: Known): Known {
    this.#outlived();
    return this.#keep(name, { ...before, until: Math.min(before.stale, this.#now() + KEEP_STALE) });
  }

  /** The oldest goes first: a map keeps its order of insertion. */
  #keep(name: string, known: Known): Known {
    this.#known.delete(name);
    this.#known.set(name, known);
    if (this.#known.size > MOST_NAMES) this.#known.delete(this.#known.keys().next().value as string);
    return known;
  }
}

/** True where old addresses are better than that answer. */
function saysNothing({ failure }: NameAnswer): boolean {
  return failure !== undefined && !GONE.has(failure);
}

function isUsable({ failure, stale }: Known, now: number): boolean {
  return failure === undefined && now < stale;
}
