/** What traffic is led to the filter, and how: everything that a ruleset is made of. */

/** Where a listener is. */
export interface ListenerSocket {
  /** An address of this machine; `undefined` where it listens on all of them. */
  readonly address: string | undefined;
  readonly port: number;
}

/** All addresses of one family, as prefixes or single addresses in the text form of RFC 4291 or dotted. */
export interface AddressesByFamily {
  readonly four: readonly string[];
  readonly six: readonly string[];
}

/** The plan of one machine. Every text in it was checked when the configuration was read: none can end a statement. */
export interface InterceptionPlan {
  readonly mode: 'tproxy' | 'redirect';
  /** Name of the table; everything the filter owns stands in it. */
  readonly table: string;
  /** Interfaces that subscribers come in by. */
  readonly subscribers: readonly string[];
  /** The host's end of the cable to the canary's namespace, which counts as an interface of subscribers; `undefined` without one. */
  readonly canary: string | undefined;
  /** The listener of each family; a family without one is not intercepted. */
  readonly listenerFour: ListenerSocket | undefined;
  readonly listenerSix: ListenerSocket | undefined;
  /** Ports that are looked at. Never a listener's own. */
  readonly ports: readonly number[];
  /** `all` traffic to those ports, or only to `suspects` (stage 1). */
  readonly reach: 'all' | 'suspects';
  readonly suspects: AddressesByFamily;
  /** Destinations that always pass: the emergency door. */
  readonly bypass: AddressesByFamily;
  /** Sources that are never led to the filter: elements of sets with timeouts, in the words of nft. */
  readonly exempt: AddressesByFamily;
  /** UDP to port 443 of what is looked at: refused, so that browsers turn to TCP, or passed. */
  readonly quic: 'reject' | 'pass';
  /** One bit of the packet mark: intercepted packets (tproxy), or the filter's own connections (redirect). */
  readonly mark: number;
  /** Routing table that leads marked packets to this machine (tproxy). */
  readonly routingTable: number;
}

/** The families of IP, as metrics and records name them. */
export const IP_FAMILIES = ['ipv4', 'ipv6'] as const;
export type IpFamily = (typeof IP_FAMILIES)[number];

/** The families that a plan leads to the filter. */
export function plannedFamilies({ listenerFour, listenerSix }: InterceptionPlan): readonly IpFamily[] {
  return [
    ...(listenerFour === undefined ? [] : (['ipv4'] as const)),
    ...(listenerSix === undefined ? [] : (['ipv6'] as const)),
  ];
}

/** `0x1`: a mark of one bit, which is its own mask. */
export function markText(mark: number): string {
  return `0x${mark.toString(16)}`;
}
