/** What is timed. Hits and misses never meet in one case: almost all real requests are misses. */

import type { LineFormat, Popularity, QueryKind } from '@netvakt/fixtures';
import type { EngineAnswer } from './engine.ts';

/** One case: requests that all have the same answer, against one of the two lists. */
export interface MatcherCase {
  /** Stable: reports are compared by it. */
  readonly name: string;
  readonly what: string;
  readonly format: LineFormat;
  readonly kind: QueryKind;
  readonly popularity: Popularity;
  /** `matchHost` for TLS and CONNECT; `matchRequest` for plain HTTP. */
  readonly call: 'matchHost' | 'matchRequest';
  readonly answer: EngineAnswer;
  /** Requests of a round, as a share of the settings: long requests take longer to make and to judge. */
  readonly share: number;
  /** Other data goes through the caches before every few lookups, as between the requests of a busy server. */
  readonly cold: boolean;
  /** Part of the quick run. */
  readonly quick: boolean;
}

const host = {
  format: 'domains',
  call: 'matchHost',
  popularity: 'uniform',
  share: 1,
  cold: false,
  quick: true,
} as const;
const path = {
  format: 'urls',
  call: 'matchRequest',
  popularity: 'uniform',
  share: 1,
  cold: false,
  quick: true,
} as const;

export const MATCHER_CASES: readonly MatcherCase[] = [
  { ...host, name: 'miss', what: 'other hosts, all different', kind: 'miss', answer: 0 },
  {
    ...host,
    name: 'miss-zipf',
    what: 'other hosts, asked as often as on the wire',
    kind: 'miss',
    popularity: 'zipf',
    answer: 0,
    quick: false,
  },
  {
    ...host,
    name: 'miss-cold',
    what: 'other hosts, while other work empties the caches',
    kind: 'miss',
    answer: 0,
    share: 0.04,
    cold: true,
    quick: false,
  },
  { ...host, name: 'near-miss', what: 'notbad.example for bad.example, and the like', kind: 'near-miss', answer: 0 },
  { ...host, name: 'host-hit', what: 'listed hosts', kind: 'host-hit', answer: 1 },
  {
    ...host,
    name: 'host-hit-zipf',
    what: 'listed hosts, some asked often',
    kind: 'host-hit',
    popularity: 'zipf',
    answer: 1,
    quick: false,
  },
  {
    ...host,
    name: 'host-hit-cold',
    what: 'listed hosts, while other work empties the caches',
    kind: 'host-hit',
    answer: 1,
    share: 0.04,
    cold: true,
    quick: false,
  },
  {
    ...host,
    name: 'sub-domain-hit',
    what: 'one or two labels below listed hosts',
    kind: 'sub-domain-hit',
    answer: 1,
    quick: false,
  },
  {
    ...host,
    name: 'hostile-long',
    what: '253 characters in up to 120 labels, not listed',
    share: 0.05,
    kind: 'hostile-long',
    answer: 0,
  },
  { ...path, name: 'request-miss', what: 'other hosts, with a path', kind: 'miss', answer: 0 },
  { ...path, name: 'path-hit', what: 'listed pages, and pages in listed folders', kind: 'path-hit', answer: 1 },
  { ...path, name: 'path-miss', what: 'listed hosts, other pages', kind: 'path-miss', answer: 0 },
  {
    ...path,
    name: 'path-hostile-long',
    what: 'listed hosts, 4 KiB of folders',
    share: 0.01,
    kind: 'path-hostile-long',
    answer: 0,
    quick: false,
  },
];

/** Requests of one round of a case. */
export function requestsOfRound({ share }: MatcherCase, requestsPerRound: number): number {
  return Math.max(1, Math.floor(share * requestsPerRound));
}

/** The case of a name. Throws a RangeError that lists the names if there is none. */
export function caseNamed(name: string): MatcherCase {
  const found = MATCHER_CASES.find((candidate) => candidate.name === name);
  if (found === undefined)
    throw new RangeError(`case (${name}) must be one of: ${MATCHER_CASES.map((one) => one.name).join(', ')}`);
  return found;
}
