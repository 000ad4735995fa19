import { Resolver as Channel, type RecordWithTtl } from 'node:dns';
import { networkInterfaces } from 'node:os';
import { KEEP_FAILURES, type NameAnswer } from './remembering-resolver.ts';

/** Milliseconds for a first try at a server; the second waits twice as long. Two silent servers are given up within 9 s. */
const TIMEOUT = 1_500;
const TRIES = 2;
/**
 * Bounds of a time to live, in milliseconds. The floor: with 0, which load balancers send, each part of a page would be a
 * question; who fails over by DNS counts in tens of seconds. The ceiling: a site that moved although it had promised
 * days must not be lost for days, and one question an hour is no load.
 */
const SHORTEST = 5_000;
const LONGEST = 3_600_000;
/** How long addresses of IPv4 wait for those of IPv6 (RFC 8305 §3). Not the other way round: IPv4 is what must not be missing. */
const RESOLUTION_DELAY = 50;
/** How often it is looked again which addresses this machine has, in milliseconds: listing them takes 180 us. */
const LOOK_AGAIN = 5_000;
/**
 * Channels that have no question are used again, for so many questions and so long: a new one takes 28 us. Each question has a
 * channel for itself meanwhile, so that it can be ended alone. What is made anew looks at resolv.conf again, and asks from another
 * port: a fixed one would leave 16 bits to guess (RFC 5452 §9.2).
 */
const CHANNEL_AGE = 5_000;
const CHANNEL_QUESTIONS = 64;
const MOST_SPARE_CHANNELS = 16;
/** Answers without IPv6 that still wait for it, so that the next who asks has it. Of more, the oldest is given up. */
const MOST_LATE = 64;

interface SpareChannel {
  readonly channel: Channel;
  readonly until: number;
  questions: number;
}

/** What one family came to; `failure` if it has no addresses. */
interface Family {
  readonly failure: string | undefined;
  readonly found: readonly RecordWithTtl[];
}

const UNANSWERED: Family = { failure: 'ETIMEOUT', found: [] };

export interface NameServersOptions {
  /** IP literals, with a port if it is not 53 (`192.0.2.1:5353`, `[2001:db8::1]:5353`); none for those of this machine. */
  readonly servers: readonly string[];
  /** Milliseconds, of a clock that only goes forward. */
  readonly now: () => number;
  /** Whether IPv6 leads anywhere from here; by default, whether the machine has an address of its own for that. */
  readonly reachesSix?: () => boolean;
}

/** Asks name servers itself, for both families at once; their times to live come with the addresses. */
export class NameServers {
  readonly #options: NameServersOptions;
  readonly #spare: SpareChannel[] = [];
  /** What ends the questions with an IPv4 answer but no IPv6 answer yet. */
  readonly #late = new Set<() => void>();
  #lookAgain = 0;
  #sixFirst = false;

  constructor(options: NameServersOptions) {
    this.#options = options;
  }

  /** How many questions have been answered without IPv6 and still wait for it. */
  get late(): number {
    return this.#late.size;
  }

  /**
   * Reports an answer; a second, fuller one if IPv6 came too late for the first. Returns what ends the question; see
   * {@link NameQuestion}.
   */
  ask(name: string, answered: (answer: NameAnswer) => void): () => boolean {
    const used = this.#channel();
    const sixFirst = this.#isSixFirst();
    let [four, six]: (Family | undefined)[] = [];
    let patience: NodeJS.Timeout | undefined;
    let ended = false;
    const end = (): void => {
      ended = true;
      clearTimeout(patience);
      this.#late.delete(end);
      used.channel.cancel();
    };
    const report = (): void => {
      if (six === undefined) this.#isLate(end);
      answered(joined(four ?? UNANSWERED, six ?? UNANSWERED, sixFirst));
    };
    const came = (): void => {
      clearTimeout(patience);
      if (ended) return;
      if (six !== undefined) this.#late.delete(end);
      if (four !== undefined && six !== undefined) this.#giveBack(used);
      if (four === undefined) return;
      if (six === undefined && four.failure === undefined) patience = setTimeout(report, RESOLUTION_DELAY).unref();
      else if (six !== undefined) report();
    };
    used.channel.resolve4(name, { ttl: true }, (error, found) => {
      four = familyOf(error, found);
      came();
    });
    used.channel.resolve6(name, { ttl: true }, (error, found) => {
      six = familyOf(error, found);
      came();
    });
    return () => {
      end();
      return true;
    };
  }

  #isLate(end: () => void): void {
    this.#late.add(end);
    if (this.#late.size > MOST_LATE) for (const oldest of this.#late) return oldest();
  }

  #isSixFirst(): boolean {
    const { now, reachesSix = hasGlobalSix } = this.#options;
    if (now() >= this.#lookAgain) {
      this.#lookAgain = now() + LOOK_AGAIN;
      this.#sixFirst = reachesSix();
    }
    return this.#sixFirst;
  }

  #channel(): SpareChannel {
    const { servers, now } = this.#options;
    const spare = this.#spare.pop();
    if (spare !== undefined && spare.until > now()) return spare;
    this.#spare.length = 0; // those that were given back before it are as old
    const channel = new Channel({ timeout: TIMEOUT, tries: TRIES });
    if (servers.length > 0) channel.setServers(servers);
    return { channel, until: now() + CHANNEL_AGE, questions: 0 };
  }

  #giveBack(used: SpareChannel): void {
    used.questions += 1;
    if (used.questions < CHANNEL_QUESTIONS && this.#spare.length < MOST_SPARE_CHANNELS) this.#spare.push(used);
  }
}

function familyOf(error: NodeJS.ErrnoException | null, found: readonly RecordWithTtl[]): Family {
  if (error !== null) return { failure: error.code ?? 'ESERVFAIL', found: [] };
  return found.length === 0 ? { failure: 'ENODATA', found } : { failure: undefined, found };
}

/** A family without an answer is asked for again soon; one that has no addresses is not missed. */
function joined(four: Family, six: Family, sixFirst: boolean): NameAnswer {
  const found = [...four.found, ...six.found];
  const certain = isCertain(four) && isCertain(six);
  if (found.length === 0) return { failure: worse(four, six), addresses: [], keep: KEEP_FAILURES };
  const lived = Math.min(...found.map(({ ttl }) => ttl)) * 1_000;
  const keep = certain ? Math.min(LONGEST, Math.max(SHORTEST, lived)) : KEEP_FAILURES;
  return { failure: undefined, addresses: sixFirst ? alternating(six, four) : alternating(four, six), keep };
}

function isCertain({ failure }: Family): boolean {
  return failure === undefined || isGone(failure);
}

/** That nobody answered for one family outweighs that the other has nothing: the name may exist. */
function worse(four: Family, six: Family): string {
  const { failure = 'ENODATA' } = isCertain(four) && !isCertain(six) ? six : four;
  return failure;
}

function isGone(failure: string): boolean {
  return failure === 'ENOTFOUND' || failure === 'ENODATA';
}

/** One of each family in turn (RFC 8305 §4): the second attempt of a race is the other family's. */
function alternating(first: Family, second: Family): string[] {
  const most = Math.max(first.found.length, second.found.length);
  return Array.from({ length: most }, (_, i) => [first.found[i], second.found[i]])
    .flat()
    .flatMap((one) => (one === undefined ? [] : [one.address]));
}

/** 2000::/3: all that is routed in the open network. */
function hasGlobalSix(): boolean {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .some(({ family, internal, address }) => family === 'IPv6' && !internal && /^[23]/u.test(address));
}
