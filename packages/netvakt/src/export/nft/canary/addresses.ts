/**
 * The canary's own little net: a subscriber and an origin, each a network namespace with a cable (veth pair) to this machine.
 *
 *   subscriber  192.0.2.242 ─── 192.0.2.241  nv-canary │ nv-canary-web  192.0.2.245 ─── 192.0.2.246  origin
 *               fd6e:…:1::2     fd6e:…:1::1                             fd6e:…:2::1     fd6e:…:2::2
 *
 * IPv4 is of a documentation range (RFC 5737), which nobody routes. IPv6 is unique local (RFC 4193): `netvakt` in ASCII.
 */
import type { IpFamily } from '../plan.ts';

/** The ends of the cables that stay on this machine. The first counts as an interface of subscribers. */
export const CANARY_INTERFACE = 'nv-canary';
export const ORIGIN_INTERFACE = 'nv-canary-web';
/** The other ends, each in a namespace of its own. */
export const FAR_LINK = 'uplink';

/** The two ends of a cable, without prefix length. */
export interface CableAddresses {
  readonly here: string;
  readonly there: string;
}

type Cable = Readonly<Record<IpFamily, CableAddresses>>;

export const SUBSCRIBER_CABLE: Cable = {
  ipv4: { here: '192.0.2.241', there: '192.0.2.242' },
  ipv6: { here: 'fd6e:6574:7661:1::1', there: 'fd6e:6574:7661:1::2' },
};
export const ORIGIN_CABLE: Cable = {
  ipv4: { here: '192.0.2.245', there: '192.0.2.246' },
  ipv6: { here: 'fd6e:6574:7661:2::1', there: 'fd6e:6574:7661:2::2' },
};

/** Prefix lengths of a cable's addresses. */
export const CABLE_BITS: Readonly<Record<IpFamily, number>> = { ipv4: 30, ipv6: 64 };
