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
/**
 * A channel is made anew after so many milliseconds, which is when resolv.conf and the machine's addresses are looked at
 * again; or after so many questions, because a busy channel keeps its socket: a fixed port would leave 16 bits to guess
 * (RFC 5452 §9.2). Making one takes 28 us, listing addresses 180 us.
 */
const CHANNEL_AGE = 5_000;
const CHANNEL_QUESTIONS = 64;

/** What one family came to; `failure` where it has no addresses. */
interface Family {
  readonly failure: string | undefined;
  readonly found: readonly RecordWithTtl[];
}

const UNANSWERED: Family = { failure: 'ETIMEOUT', found: [] };

export interface NameServersOptions {
  /** IP literals, with a port where it is not 53 (`192.0.2.1:5353`, `[2001:db8::1]:5353`); none for those of this machine. */
  readonly servers: readonly string[];
  /** Milliseconds, of a clock that only goes forward. */
  readonly now: () => number;
  /** Whether IPv6 leads anywhere from here; by default, whether the machine has an address of its own for that. */
  readonly reachesSix?: () => boolean;
}

/** Asks name servers itself, for both families at once; their times to live come with the addresses. */
export class NameServers {
  readonly #options: NameServersOptions;
  #channel: Channel | undefined;
  #questions = 0;
  #until = 0;
  #sixFirst = false;

  constructor(options: NameServersOptions) {
    this.#options = options;
  }

  /** Tells an answer; a second, fuller one where IPv6 came too late for the first. */
  ask(name: string, told: (answer: NameAnswer) => void): void {
    const channel = this.#current();
    const sixFirst = this.#sixFirst;
    let [four, six]: (Family | undefined)[] = [];
    let patience: NodeJS.Timeout | undefined;
    const tell = (): void => told(joined(four ?? UNANSWERED, six ?? UNANSWERED, sixFirst));
    const came = (): void => {
      clearTimeout(patience);
      if (four === undefined) return;
      if (six === undefined && four.failure === undefined) patience = setTimeout(tell, RESOLUTION_DELAY).unref();
      else if (six !== undefined) tell();
    };
    channel.resolve4(name, { ttl: true }, (error, found) => {
      four = familyOf(error, found);
      came();
    });
    channel.resolve6(name, { ttl: true }, (error, found) => {
      six = familyOf(error, found);
      came();
    });
  }

  #current(): Channel {
    const { servers, now, reachesSix = hasGlobalSix } = this.#options;
    this.#questions += 1;
    if (now() >= this.#until) {
      this.#until = now() + CHANNEL_AGE;
      this.#sixFirst = reachesSix();
      this.#channel = undefined;
    }
    if (this.#channel === undefined || this.#questions > CHANNEL_QUESTIONS) {
      this.#questions = 1;
      this.#channel = new Channel({ timeout: TIMEOUT, tries: TRIES });
      if (servers.length > 0) this.#channel.setServers(servers);
    }
    return this.#channel;
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
