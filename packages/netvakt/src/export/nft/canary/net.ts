/** Makes the canary's two namespaces and their cables, see `addresses.ts`, and takes them away. */

import { IP_FAMILIES, type IpFamily } from '../plan.ts';
import { mustRun, type Run } from '../tools.ts';
import {
  CABLE_BITS,
  CANARY_INTERFACE,
  type CableAddresses,
  FAR_LINK,
  ORIGIN_CABLE,
  ORIGIN_INTERFACE,
  SUBSCRIBER_CABLE,
} from './addresses.ts';
import { deadNamespaces } from './dead.ts';
import { namespaceOf } from './namespace.ts';

/** Both ends of a cable, of which the far one is the only interface of its namespace. */
interface End {
  readonly namespace: string;
  readonly link: string;
  readonly addresses: Readonly<Record<IpFamily, CableAddresses>>;
}

function ends(): readonly End[] {
  return [
    { namespace: namespaceOf('subscriber'), link: CANARY_INTERFACE, addresses: SUBSCRIBER_CABLE },
    { namespace: namespaceOf('origin'), link: ORIGIN_INTERFACE, addresses: ORIGIN_CABLE },
  ];
}

/**
 * Makes what is not there, and takes away what canaries of namespaces that are gone have left. Rejects nothing that is: a look costs two
 * `ip` commands. Throws an `OperatorError` if it cannot.
 */
export function makeCanaryNet(run: Run): void {
  for (const name of deadNamespaces(run)) run(['ip', 'netns', 'delete', name]);
  for (const end of ends()) if (!isThere(end, run)) make(end, run);
}

/** Takes both away; nothing to take is no failure. */
export function removeCanaryNet(run: Run): void {
  for (const { namespace, link } of ends()) {
    run(['ip', 'link', 'delete', link]);
    run(['ip', 'netns', 'delete', namespace]);
  }
}

function isThere({ link, addresses, namespace }: End, run: Run): boolean {
  const { ok, stdout } = run(['ip', '-o', 'address', 'show', 'dev', link, 'up']);
  const whole = IP_FAMILIES.every((family) => stdout.includes(` ${addresses[family].here}/`));
  return ok && whole && run(['ip', '-n', namespace, 'link', 'show', FAR_LINK]).ok;
}

function make({ namespace, link, addresses }: End, run: Run): void {
  run(['ip', 'link', 'delete', link]);
  run(['ip', 'netns', 'delete', namespace]);
  mustRun(run, ['ip', 'netns', 'add', namespace]);
  mustRun(run, ['ip', 'link', 'add', link, 'type', 'veth', 'peer', 'name', FAR_LINK, 'netns', namespace]);
  mustRun(run, ['ip', '-batch', '-'], endCommands(link, addresses, 'here'));
  mustRun(run, ['ip', '-n', namespace, '-batch', '-'], endCommands(FAR_LINK, addresses, 'there'));
}

/**
 * No address is formed or probed for on the cable: both ends are known, and the kernel need not wait. The link-local one is needed by
 * a router that asks for a neighbour.
 */
function endCommands(link: string, addresses: End['addresses'], side: keyof CableAddresses): string {
  const own = IP_FAMILIES.map((family) => {
    const option = family === 'ipv6' ? ' nodad' : '';
    return `address add ${addresses[family][side]}/${CABLE_BITS[family]} dev ${link}${option}`;
  });
  const local = `address add fe80::${side === 'here' ? 1 : 2}/64 dev ${link} nodad`;
  const ways = side === 'here' ? [] : IP_FAMILIES.map((family) => `route add default via ${addresses[family].here}`);
  return [
    `link set ${link} addrgenmode none`,
    ...own,
    local,
    `link set ${link} up`,
    'link set lo up',
    ...ways,
    '',
  ].join('\n');
}
