import { RequestJudge } from '../decide/judge.ts';
import type { RuleMatcher } from '../decide/rule-matcher.ts';
import type { Resolver } from '../dial/resolver.ts';
import { HeadWriter } from '../head/forward.ts';
import { HeadReader } from '../head/head-reader.ts';
import { Request } from '../head/request.ts';
import type { ProxyObserver } from '../observe/observer.ts';
import type { Limits } from '../settings/limits.ts';
import type { Policy } from '../settings/policy.ts';
import type { Deadlines } from './deadlines.ts';

const MOST_SPARE_READERS = 256;

/** What all connections of one worker share. `policy` and `matcher` are replaced by assignment when something is published. */
export class Station {
  /** A connection takes it when it begins and keeps it. */
  policy: Policy;
  /** A verdict takes it when it is due: one assignment changes the list for the next request of every connection. */
  matcher: RuleMatcher;
  readonly observer: ProxyObserver;
  readonly resolver: Resolver;
  readonly deadlines: Deadlines;
  readonly writer: HeadWriter = new HeadWriter();
  readonly judge: RequestJudge = new RequestJudge();
  /** True while the worker is to finish what it has and take on nothing new. */
  draining = false;
  /** `address:port` of our own listeners, wildcard addresses spelled out. */
  ownListeners: ReadonlySet<string> = new Set();

  readonly #readers: HeadReader[] = [];
  #request: Request;
  #limits: Limits;

  constructor(
    policy: Policy,
    matcher: RuleMatcher,
    shared: { readonly observer: ProxyObserver; readonly resolver: Resolver; readonly deadlines: Deadlines },
  ) {
    this.policy = policy;
    this.matcher = matcher;
    this.observer = shared.observer;
    this.resolver = shared.resolver;
    this.deadlines = shared.deadlines;
    this.#limits = policy.limits;
    this.#request = new Request(new HeadReader(policy.limits), policy.limits.headFields);
  }

  /** A reader for one head, to be given back. Few heads are unfinished at a time, so connections that wait hold none. */
  borrowReader(limits: Limits): HeadReader {
    const spare = limits === this.#limits ? this.#readers.pop() : undefined;
    return spare ?? new HeadReader(limits);
  }

  returnReader(reader: HeadReader, limits: Limits): void {
    if (limits !== this.#limits || this.#readers.length >= MOST_SPARE_READERS) return;
    reader.reset();
    this.#readers.push(reader);
  }

  /** The request that is being judged: one at a time, and nothing is awaited meanwhile. */
  requestFor(limits: Limits): Request {
    if (this.#limits !== limits) return new Request(new HeadReader(limits), limits.headFields);
    return this.#request;
  }

  /** New settings: heads that are being read finish under the old limits. */
  replacePolicy(policy: Policy): void {
    this.policy = policy;
    this.#limits = policy.limits;
    this.#readers.length = 0;
    this.#request = new Request(new HeadReader(policy.limits), policy.limits.headFields);
  }

  isOwnListener(address: string, port: number): boolean {
    return this.ownListeners.has(`${address}:${port}`);
  }
}
