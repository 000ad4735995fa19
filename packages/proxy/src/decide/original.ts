import { isIPv6 } from 'node:net';
import type { Endpoint } from '../linux/socket-address.ts';
import type { RuleMatcher } from './rule-matcher.ts';

/** Where an intercepted connection was going, and what the rules say of that address. One instance a connection. */
export class Original {
  readonly endpoint: Endpoint;
  #authority: Buffer | undefined;
  #judgedBy: RuleMatcher | undefined;
  #verdict = 0;

  constructor(endpoint: Endpoint) {
    this.endpoint = endpoint;
  }

  /** The address as a URL has it, for a request that names no host. */
  get authority(): Buffer {
    const { address } = this.endpoint;
    this.#authority ??= Buffer.from(isIPv6(address) ? `[${address}]` : address);
    return this.#authority;
  }

  /** The handle of the address rule that covers it, or 0. Asked once a snapshot: a connection has many requests. */
  verdict(matcher: RuleMatcher, market: number): number {
    if (this.#judgedBy === matcher) return this.#verdict;
    this.#judgedBy = matcher;
    this.#verdict = Math.max(0, matcher.matchHost(this.endpoint.address, market));
    return this.#verdict;
  }
}
