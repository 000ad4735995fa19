/**
 * The laboratory: one machine, a network namespace a box, veth pairs as cables, IPv4 and IPv6.
 *
 *                                        node 1   192.0.2.2     2001:db8:11::2
 *                                       ╱
 *   subscribers ─────────────── router ──── node 2   192.0.2.6     2001:db8:12::2
 *   198.51.100.2                BIRD    ╲
 *   2001:db8:1::2               ECMP     ╲
 *                            Prometheus   origin   203.0.113.2   2001:db8:2::2     listed names, and free ones
 *                                                  203.0.113.9   2001:db8:2::9     free names only: never led to a node
 *
 * Both nodes announce the origin's first addresses. The router looks what comes from subscribers up in a table of announced
 * routes, and what comes from nodes only in its own: else it would send their connections back to them.
 */

/** One end of a cable. */
export interface End {
  readonly box: string;
  readonly link: string;
  readonly addresses: readonly [ipv4: string, ipv6: string];
}

/** A cable: the router's end, and the other box's. */
export interface Cable {
  readonly router: End;
  readonly other: End;
}

function cable(other: string, link: string, four: readonly [string, string, number], six: string): Cable {
  const [near, far, length] = four;
  return {
    router: { box: 'router', link, addresses: [`${near}/${length}`, `${six}1/64`] },
    other: { box: other, link: 'uplink', addresses: [`${far}/${length}`, `${six}2/64`] },
  };
}

export const CABLES = {
  subscribers: cable('subscribers', 'subscribers', ['198.51.100.1', '198.51.100.2', 24], '2001:db8:1::'),
  node1: cable('node1', 'node1', ['192.0.2.1', '192.0.2.2', 30], '2001:db8:11::'),
  node2: cable('node2', 'node2', ['192.0.2.5', '192.0.2.6', 30], '2001:db8:12::'),
  origin: cable('origin', 'origin', ['203.0.113.1', '203.0.113.2', 24], '2001:db8:2::'),
} as const satisfies Readonly<Record<string, Cable>>;

/** Boxes in addition to the router. */
export type Box = keyof typeof CABLES | 'router';

/** Those that filter. */
export type NodeName = 'node1' | 'node2';

/** The addresses of listed names, and others. */
export const SUSPECT = ['203.0.113.2', '2001:db8:2::2'] as const;
export const INNOCENT = ['203.0.113.9', '2001:db8:2::9'] as const;

/** An end's address without its length. */
export function bare({ addresses: [four, six] }: End): readonly [string, string] {
  return [four.replace(/\/.*/u, ''), six.replace(/\/.*/u, '')];
}
