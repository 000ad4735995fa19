import type { ClientKey } from '../policy/client-key.ts';
import { DEFAULT_LIMITS } from '../settings/limits.ts';
import { ClientShares } from './client-shares.ts';
import {
  type CancelQuestion,
  CLIENT_ASKS_TOO_MUCH,
  nothingToCancel,
  type Resolver,
  type ResolverCallback,
} from './resolver.ts';

/** What came of a question, and for how many milliseconds that holds. */
export interface NameAnswer {
  /** A system error code, if there are no addresses. */
  readonly failure: string | undefined;
  readonly addresses: readonly string[];
  readonly keep: number;
}

/**
 * Asks; reports an answer at once or later, and perhaps a fuller one after it. Returns what ends the question before its answer, and
 * returns true then; if it cannot be ended, that returns false, and the answer is still reported.
 */
export type NameQuestion = (name: string, answered: (answer: NameAnswer) => void, client: ClientKey) => () => boolean;

interface Known extends NameAnswer {
  readonly until: number;
  /** Until when these addresses are better than no answer. */
  readonly stale: number;
}

/** A failure is news soon: a name that was just registered, a server that is back. Long enough for the parts of one page. */
export const KEEP_FAILURES = 3_000;
/** Some 3 MB a worker at most. */
const MOST_NAMES = 10_000;
/** Open questions of all clients: each lives until it is answered or given up, or those who wait for it have left. */
const MOST_QUESTIONS = 4_096;
/**
 * Addresses whose time is over go on serving for an hour while nobody answers (RFC 8767): sites outlive an outage of the
 * name servers. An hour and not the days that the RFC allows, because an address may be somebody else's by then. A name
 * that is gone by a server's word is gone at once.
 */
const STALE = 3_600_000;
/** How long such addresses serve before the servers are asked again (RFC 8767 §5). */
const KEEP_STALE = 30_000;
/** How long who asks waits for silent servers if such addresses are at hand: RFC 8767's client response timer (§5). */
export const PATIENCE = 1_800;
const GONE: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);
const NONE: readonly string[] = [];

interface Question {
  waiting: ResolverCallback[];
  /** If old addresses are at hand: what answers with them. */
  readonly patience: NodeJS.Timeout | undefined;
  /** Whose share it counts in: the client that asked first. */
  readonly client: ClientKey;
  end: () => boolean;
}

/** Options of a {@link RememberingResolver}. */
export interface RememberingOptions {
  /** Called each time that old addresses go on serving. */
  readonly outlived?: () => void;
  /** Open questions that one client may have. */
  readonly namesPerClient?: () => number;
}

/** A bounded memory before a source of answers. Questions for one name at one time are asked once: a page's forty parts are one. */
export class RememberingResolver implements Resolver {
  readonly #known = new Map<string, Known>();
  readonly #questions = new Map<string, Question>();
  readonly #ask: NameQuestion;
  readonly #now: () => number;
  readonly #outlived: () => void;
  readonly #namesPerClient: () => number;
  readonly #shares = new ClientShares(MOST_QUESTIONS);

  /** `now` in milliseconds, of a clock that only goes forward. */
  constructor(ask: NameQuestion, now: () => number, { outlived, namesPerClient }: RememberingOptions = {}) {
    this.#ask = ask;
    this.#now = now;
    this.#outlived = outlived ?? nothingToCancel;
    this.#namesPerClient = namesPerClient ?? ((): number => DEFAULT_LIMITS.namesPerClient);
  }

  resolve(name: string, client: ClientKey, done: ResolverCallback): CancelQuestion {
    const known = this.#known.get(name);
    if (known !== undefined && known.until > this.#now()) {
      done(known.failure, known.addresses);
      return nothingToCancel;
    }
    const asked = this.#questions.get(name);
    if (asked !== undefined) {
      asked.waiting.push(done);
      return () => this.#leave(name, asked, done);
    }
    if (this.#shares.full || !this.#shares.has(client, this.#namesPerClient())) {
      if (known !== undefined && isUsable(known, this.#now())) done(undefined, known.addresses);
      else done(this.#shares.full ? 'EAGAIN' : CLIENT_ASKS_TOO_MUCH, NONE);
      return nothingToCancel;
    }
    return this.#begin(name, client, done, known);
  }

  #begin(name: string, client: ClientKey, done: ResolverCallback, known: Known | undefined): CancelQuestion {
    const patience = known !== undefined && isUsable(known, this.#now()) ? this.#patience(name) : undefined;
    const question: Question = { waiting: [done], patience, client, end: () => false };
    this.#questions.set(name, question);
    this.#shares.take(client);
    question.end = this.#ask(name, (answer) => this.#answered(name, question, answer), client);
    return () => this.#leave(name, question, done);
  }

  /** One who waited has left; with the last of them the question ends, so that nothing is asked again on nobody's behalf. */
  #leave(name: string, question: Question, done: ResolverCallback): void {
    const at = question.waiting.indexOf(done);
    if (at < 0) return; // it has been reported
    question.waiting.splice(at, 1);
    if (question.waiting.length === 0 && question.end()) this.#close(name, question);
  }

  /** Does nothing if that had been done before. */
  #close(name: string, question: Question): void {
    clearTimeout(question.patience);
    if (this.#questions.get(name) !== question) return;
    this.#questions.delete(name);
    this.#shares.giveBack(question.client);
  }

  #patience(name: string): NodeJS.Timeout {
    return setTimeout(() => this.#outlive(name), PATIENCE).unref();
  }

  /** Nobody has answered yet: who waits, and who asks in the next seconds, gets what was known. An answer still counts. */
  #outlive(name: string): void {
    const known = this.#known.get(name);
    if (known === undefined) return;
    const { failure, addresses } = this.#goOn(name, known);
    this.#report(name, failure, addresses);
  }

  #answered(name: string, question: Question, fresh: NameAnswer): void {
    clearTimeout(question.patience);
    const { failure, addresses } = this.#remember(name, fresh);
    this.#report(name, failure, addresses);
    this.#close(name, question);
  }

  #report(name: string, failure: string | undefined, addresses: readonly string[]): void {
    const question = this.#questions.get(name);
    if (question === undefined) return;
    const { waiting } = question;
    question.waiting = [];
    for (const done of waiting) done(failure, addresses);
  }

  #remember(name: string, fresh: NameAnswer): NameAnswer {
    const now = this.#now();
    const before = this.#known.get(name);
    if (before !== undefined && isUnknown(fresh) && isUsable(before, now)) return this.#goOn(name, before);
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

/** True if old addresses are better than that answer. */
function isUnknown({ failure }: NameAnswer): boolean {
  return failure !== undefined && !GONE.has(failure);
}

function isUsable({ failure, stale }: Known, now: number): boolean {
  return failure === undefined && now < stale;
}
