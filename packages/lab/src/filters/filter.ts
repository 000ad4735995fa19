/** A filter under test, as the laboratory sees it: an address, and a process to look at if it started it itself. */
import type { FilterAddress } from '../client/send.ts';

/** What a filter is to be configured with: where innocent names lead. */
export interface World {
  /** Loopback port behind port 80 of the self-test's names. */
  readonly http: number;
  /** Loopback port behind their port 443. */
  readonly tunnel: number;
  /** Deadlines in seconds: short for scenarios that wait for them, long if time does not matter. Default: the filter's own. */
  readonly deadlines?: {
    readonly firstByte: number;
    readonly head: number;
    readonly idle: number;
    /** Deadline for clients that have closed their side. Default: the filter's own. */
    readonly halfOpen?: number;
  };
}

/** A running filter. It has the self-test's list: a directory of the mixed host, and a domain with its sub-domains. */
export interface Filter {
  readonly name: string;
  readonly address: FilterAddress;
  /** Its process, if the laboratory started it. */
  readonly pid: number | undefined;
  /** Where it shows its counters in Prometheus' text format. */
  readonly metrics: string | undefined;
  readonly alive: () => boolean;
  /** What it printed; for reports of its death. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/** How to start one. */
export interface FilterKind {
  readonly name: string;
  /** The program that it needs; `undefined` if Node is enough. */
  readonly program: string | undefined;
  /** Set if it takes requests as they are sent to an origin, not to a proxy. */
  readonly form?: 'origin';
  start(world: World): Promise<Filter>;
}

/** A filter that somebody else runs. */
export function external(address: FilterAddress, metrics: string | undefined): Filter {
  return {
    name: `${address.host}:${address.port}`,
    address,
    pid: undefined,
    metrics,
    alive: () => true,
    output: () => '',
    stop: async () => await Promise.resolve(),
  };
}
