import { isIPv6 } from 'node:net';
import { canonicaliseRequest } from '@netvakt/matcher';
import { withoutZone } from '../linux/address-bytes.ts';
import type { Endpoint } from '../linux/socket-address.ts';
import type { RuleMatcher } from './rule-matcher.ts';

/** Where a flow goes, as far as verdicts need it. */
export interface JudgedAddress {
  /** The address as a URL has it, for a request that names no host. */
  readonly authority: Buffer;
  /** The handle of the address rule that covers it, or 0. */
  verdict(matcher: RuleMatcher, market: number): number;
}

/** The destination of an intercepted request. */
export interface InterceptedAddress extends JudgedAddress {
  /** Its port, if rules can distinguish it; 0 for 80 and 443. */
  readonly distinctPort: number;
}

/** An address as the authority of a URL. */
export function authorityOfAddress(address: string): Buffer {
  return Buffer.from(isIPv6(address) ? `[${address}]` : address);
}

/**
 * Where an intercepted connection was going, and the verdict of the rules on that address. One instance a connection. Its
 * zone is needed to connect; rules and URLs have none.
 */
export class Original implements InterceptedAddress {
  readonly endpoint: Endpoint;
  #authority: Buffer | undefined;
  #distinctPort: number | undefined;
  #judgedBy: RuleMatcher | undefined;
  #verdict = 0;

  constructor(endpoint: Endpoint) {
    this.endpoint = endpoint;
  }

  get authority(): Buffer {
    this.#authority ??= authorityOfAddress(withoutZone(this.endpoint.address));
    return this.#authority;
  }

  /** Asked for with each request. */
  get distinctPort(): number {
    this.#distinctPort ??= distinctPortOf(this.endpoint.port);
    return this.#distinctPort;
  }

  /** Asked once a snapshot: a connection has many requests. */
  verdict(matcher: RuleMatcher, market: number): number {
    if (this.#judgedBy === matcher) return this.#verdict;
    this.#judgedBy = matcher;
    this.#verdict = Math.max(0, matcher.matchHost(withoutZone(this.endpoint.address), market));
    return this.#verdict;
  }
}

/** Which ports no rule distinguishes is defined by the matcher. */
function distinctPortOf(port: number): number {
  const page = canonicaliseRequest(`any.invalid:${port}`, '/');
  return page.ok ? (page.url.port ?? 0) : 0;
}
