import { FlowJudge } from '../decide/judge.ts';
import type { RuleMatcher } from '../decide/rule-matcher.ts';
import { Sampler } from '../decide/sampler.ts';
import type { Resolver } from '../dial/resolver.ts';
import { HeadWriter } from '../head/forward.ts';
import { HeadReader } from '../head/head-reader.ts';
import { Request } from '../head/request.ts';
import { withoutZone } from '../linux/address-bytes.ts';
import type { ProxyObserver } from '../observe/observer.ts';
import { PROBE_SLOT } from '../observe/probe-slot.ts';
import { Sighting } from '../observe/sighting.ts';
import { type ExemptionTable, NO_EXEMPTIONS } from '../policy/exemptions.ts';
import type { Policy } from '../policy/policy.ts';
import type { Limits } from '../settings/limits.ts';
import type { Deadlines } from './deadlines.ts';

const MOST_SPARE_READERS = 256;

/** What all connections of one worker share. `policy` and `matcher` are replaced by assignment when something is published. */
export class Station {
  /** A connection takes it when it begins and keeps it. */
  policy: Policy;
  /** A verdict takes it when it is due: one assignment changes the list for the next request of every connection. */
  matcher: RuleMatcher;
  /** A connection is exempt, or not, from its beginning to its end. */
  exemptions: ExemptionTable = NO_EXEMPTIONS;
  readonly observer: ProxyObserver;
  /** Replaced by assignment when other name servers are to be asked. */
  resolver: Resolver;
  readonly deadlines: Deadlines;
  readonly writer: HeadWriter = new HeadWriter();
  readonly judge: FlowJudge = new FlowJudge();
  readonly sampler: Sampler;
  /** For one block at a time. */
  readonly sighting: Sighting = new Sighting();
  /** For each list of the snapshot the slot that it counts in. */
  listSlots: Uint16Array = new Uint16Array(0);
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
    this.sampler = new Sampler(shared.observer);
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

  /** True if the rule is the prober's and nobody else's. */
  isCanary(rule: number): boolean {
    const lists = this.matcher.listsOf(rule);
    return lists.length === 1 && this.listSlots[lists[0] as number] === PROBE_SLOT;
  }

  isOwnListener(address: string, port: number): boolean {
    return this.ownListeners.has(`${withoutZone(address)}:${port}`);
  }
}
