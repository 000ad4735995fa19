/** What is measured of a proxy. */

/** Cases that wrk plays. */
export type WrkCaseName = 'keep-alive' | 'hosts-in-turn' | 'latency' | 'bulk';
export type CaseName = WrkCaseName | 'tunnel' | 'transparent' | 'idle';

export interface ProxyCase {
  /** Stable: reports are compared by it. */
  readonly name: CaseName;
  readonly what: string;
  /** Measured with every size of list, not only without one. */
  readonly withRules: boolean;
  /** Rounds in a quick run; 0 leaves the case out. */
  readonly quickRounds: number;
  /** Rounds before those that count, for proxies whose code is compiled while it runs. */
  readonly warmRounds: number;
}

export const PROXY_CASES: readonly ProxyCase[] = [
  // First, while nobody has grown: memory is not given back at once.
  {
    name: 'idle',
    what: 'memory of connections that have made a request and stay',
    withRules: false,
    quickRounds: 1,
    warmRounds: 0,
  },
  {
    name: 'keep-alive',
    what: 'small requests on connections that stay open, each with one host',
    withRules: true,
    quickRounds: 3,
    warmRounds: 1,
  },
  {
    name: 'hosts-in-turn',
    what: 'the same, but another host with each request of a connection',
    withRules: false,
    quickRounds: 0,
    warmRounds: 0,
  },
  { name: 'latency', what: 'small requests, one at a time', withRules: false, quickRounds: 1, warmRounds: 0 },
  { name: 'bulk', what: 'answers of 100 MB', withRules: false, quickRounds: 1, warmRounds: 0 },
  {
    name: 'tunnel',
    what: 'new tunnels: connect, CONNECT, ClientHello, answer, close',
    withRules: false,
    quickRounds: 2,
    warmRounds: 3,
  },
  {
    name: 'transparent',
    what: 'new TLS connections, with the name in the ClientHello only',
    withRules: false,
    quickRounds: 3,
    warmRounds: 3,
  },
];

/** Rounds of a case that count. Idle connections are opened once: a second time they would find the room of the first. */
export function roundsOf({ name, quickRounds }: ProxyCase, quick: boolean, rounds: number): number {
  return name === 'idle' ? 1 : quick ? Math.min(quickRounds, rounds) : rounds;
}
