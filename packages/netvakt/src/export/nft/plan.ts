/** What traffic is led to the filter, and how: everything that a ruleset is made of. */

/** Where a listener is. */
export interface ListenerSocket {
  /** An address of this machine; `undefined` if it listens on all of them. */
  readonly address: string | undefined;
  readonly port: number;
}

/** All addresses of one family, as prefixes or single addresses in the text form of RFC 4291 or dotted. */
export interface AddressesByFamily {
  readonly four: readonly string[];
  readonly six: readonly string[];
}

/** Which flows give their first packets to a queue; see packet.ts. */
export interface PacketPlan {
  /** The first queue, and how many there are. */
  readonly queue: number;
  readonly queues: number;
  /** TCP ports of servers. */
  readonly ports: readonly number[];
  /** Flows pass while nobody has the queue; else they are dropped. */
  readonly bypass: boolean;
  /** Whose rule hands packets over. */
  readonly by: 'nft' | 'iptables';
}

/** The plan of one machine. Every text in it was checked when the configuration was read: none can end a statement. */
export interface InterceptionPlan {
  readonly mode: 'tproxy' | 'redirect';
  /** Name of the table; everything the filter owns is in it. */
  readonly table: string;
  /** Interfaces that subscribers come in by; `ppp*` is every one whose name begins so. */
  readonly subscribers: readonly string[];
  /** The host's end of the cable to the canary's namespace, which counts as an interface of subscribers; `undefined` without one. */
  readonly canary: string | undefined;
  /** The listener of each family; a family without one is not intercepted. */
  readonly listenerFour: ListenerSocket | undefined;
  readonly listenerSix: ListenerSocket | undefined;
  /** Flows whose first packets are looked at; `undefined`: none. */
  readonly packet?: PacketPlan | undefined;
  /** Ports that are looked at. Never a listener's own, nor one of {@link packet}. */
  readonly ports: readonly number[];
  /** `all` traffic to those ports, or only to `suspects` (stage 1). */
  readonly reach: 'all' | 'suspects';
  readonly suspects: AddressesByFamily;
  /** Destinations that always pass: the emergency door. */
  readonly bypass: AddressesByFamily;
  /** Sources that are never led to the filter: elements of sets with timeouts, in the words of nft. */
  readonly exempt: AddressesByFamily;
  /** UDP to port 443 of what is looked at: inspected, or refused or dropped, so that browsers turn to TCP, or passed. */
  readonly quic: 'inspect' | 'reject' | 'drop' | 'pass';
  /** The queue to which QUIC goes that is inspected; the same as that of {@link packet}, if there is one. */
  readonly quicQueue?: PacketPlan | undefined;
  /** MTU of the narrowest link towards subscribers, and towards origins, in bytes: MSS is clamped to fit. `undefined`: left alone. */
  readonly subscriberMtu: number | undefined;
  readonly uplinkMtu: number | undefined;
  /** One bit of the packet mark: intercepted packets (tproxy), or the filter's own connections (redirect). */
  readonly mark: number;
  /** Routing table that leads marked packets to this machine (tproxy). */
  readonly routingTable: number;
  /** Priority of the ip rule that does so, before every other that may take these packets; VRFs are looked up at 1000. */
  readonly rulePriority: number;
}

/** The families of IP, as metrics and records name them. */
export const IP_FAMILIES = ['ipv4', 'ipv6'] as const;
export type IpFamily = (typeof IP_FAMILIES)[number];

/** The families that a plan leads to the filter, to a listener or to a queue. */
export function plannedFamilies(plan: InterceptionPlan): readonly IpFamily[] {
  return plan.packet === undefined ? listenedFamilies(plan) : IP_FAMILIES;
}

/** The families that a plan leads to a listener: those that need routes to this machine. */
export function listenedFamilies({ listenerFour, listenerSix }: InterceptionPlan): readonly IpFamily[] {
  return [
    ...(listenerFour === undefined ? [] : (['ipv4'] as const)),
    ...(listenerSix === undefined ? [] : (['ipv6'] as const)),
  ];
}

/** `0x1`: a mark of one bit, which is its own mask. */
export function markText(mark: number): string {
  return `0x${mark.toString(16)}`;
}

/** The queue of a plan, whatever goes to it. */
export function queueOf({ packet, quicQueue }: InterceptionPlan): PacketPlan | undefined {
  return packet ?? quicQueue;
}

/** What makes a queue part of a rule of nft. With several, all packets of a flow come to one. */
export function queueStatement({ queue, queues, bypass }: PacketPlan): string {
  const to = queues === 1 ? String(queue) : `${queue}-${queue + queues - 1}`;
  return `queue num ${to}${bypass ? ' bypass' : ''}`;
}
