/** What the nodes of the laboratory are configured to do. */
import { INTAKE } from './signed-list.ts';

/**
 * How a filter is set up: with listening sockets of its own, or with a service manager's, which holds them whatever the filter
 * does; or, with sockets of its own, with a signed list and the effect of `admin.expired_lists` when that has expired; or in mode packet,
 * with `overload` open or closed, or with another queue number.
 */
export type Setup = (typeof SETUPS)[number];
export const SETUPS = ['own', 'inherited', 'keep', 'withhold', 'packets', 'packets-closed', 'packets-next'] as const;

/** Administration ports of two processes that overlap in an upgrade: two configurations that differ in nothing else. */
export const PORTS = [9464, 9465] as const;

export const FIRST_LIST = 'http://mixed.test/blocked/\nhttp://www.blocked.test/\nhttp://blocked.test/\n';
/** The list of the next day: one page more. */
export const NEXT_LIST: string = `${FIRST_LIST}http://mixed.test/later\n`;

const OWN = `
    - { mode: tproxy, address: 127.0.0.1, port: 8080 }
    - { mode: tproxy, address: "::1", port: 8080 }`;
const INHERITED = `
    - { mode: tproxy, inherited: web, port: 8080 }
    - { mode: tproxy, inherited: web, port: 8080 }`;

/** TLS by a queue, HTTP as with listeners of its own. */
const packets = (more: string): string => `${OWN}\n    - { mode: packet${more} }`;
const LISTEN: Readonly<Record<Setup, string>> = {
  own: OWN,
  inherited: INHERITED,
  keep: OWN,
  withhold: OWN,
  packets: packets(''),
  'packets-closed': packets(', overload: closed'),
  'packets-next': packets(', queue: 10'),
};
/** In mode packet a second list: all that TLS shows is hosts. */
const HOSTS_LIST = ', { id: hosts, file: hosts.txt, format: domains }';
/** What is in it. */
export const LISTED_HOSTS = 'blocked.test\n';

/**
 * The text of a configuration file. The record of rules is in the node's own folder, and goes with it.
 *
 * @param address - of the administration port
 */
export function configurationOf(setup: Setup, address: string, port: number): string {
  const expiring = setup === 'keep' || setup === 'withhold';
  return `operator: { name: Operator, url: https://operator.example/ }
block: { authority: Authority, legal_basis: https://law.example/, objection: https://law.example/o, help_line: https://help.example/ }
default_market: se
markets: [{ id: se }]
lists: [{ id: pages, file: list.txt, format: urls }${setup.startsWith('packets') ? HOSTS_LIST : ''}]
${expiring ? INTAKE : ''}admin: { address: ${address}, port: ${port}${expiring ? `, expired_lists: ${setup}` : ''} }
log: { format: json }
shutdown_grace_seconds: 10
proxy:
  workers: 1
  listen:${LISTEN[setup]}
interception:
  subscribers: [uplink]
  reach: suspects
  suspects: { resolvers: [127.0.0.1], timeout_seconds: 60, allow: [203.0.113.0/24, "2001:db8:2::/48"], free_growth: 4, stable_runs: 1 }
  state_folder: state
`;
}
