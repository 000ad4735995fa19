/** Suspect addresses as routes: each a host route whose next hop is the filter, for a BGP speaker to announce. */
import { byFamily } from '../nft/plan-of-config.ts';

/** Where routes lead; a family without a next hop leads to the speaker itself. */
export interface NextHops {
  readonly four: string | undefined;
  readonly six: string | undefined;
}

const MADE = '# Made by netvakt export. Whole: it replaces what was exported before.';

/**
 * Two protocols of BIRD 2 to be included in its configuration, and exported to BGP by its filters, never to the kernel: the
 * filter itself must reach these addresses by its ordinary routes.
 */
export function birdText(addresses: readonly string[], { four, six }: NextHops): string {
  const families = byFamily(addresses);
  return lines([MADE, ...birdProtocol(4, families.four, four), ...birdProtocol(6, families.six, six)]);
}

function birdProtocol(version: 4 | 6, addresses: readonly string[], nextHop: string | undefined): string[] {
  const to = nextHop === undefined ? 'blackhole' : `via ${nextHop}`;
  const routes = addresses.map((address) => `  route ${prefixOf(address)} ${to};`);
  return [`protocol static netvakt${version} {`, `  ipv${version};`, ...routes, '}'];
}

/** Commands of ExaBGP's API, one an address; a process of its configuration prints them. @param gone - what was announced before. */
export function exabgpText(addresses: readonly string[], gone: readonly string[], hops: NextHops): string {
  const command = (verb: string, address: string): string =>
    `${verb} route ${prefixOf(address)} next-hop ${hopOf(address, hops) ?? 'self'}`;
  return lines([...gone.map((one) => command('withdraw', one)), ...addresses.map((one) => command('announce', one))]);
}

/** Commands of GoBGP’s client, as a shell script. It adds what is there already without harm. */
export function gobgpText(addresses: readonly string[], gone: readonly string[], hops: NextHops): string {
  const command = (verb: string, address: string): string => {
    const hop = hopOf(address, hops);
    const family = address.includes(':') ? 'ipv6' : 'ipv4';
    return `gobgp global rib ${verb} -a ${family} ${prefixOf(address)}${hop === undefined ? '' : ` nexthop ${hop}`}`;
  };
  return lines([
    '#!/bin/sh',
    '# Made by netvakt export.',
    'set -e',
    ...gone.map((one) => `${command('del', one)} || true`),
    ...addresses.map((one) => command('add', one)),
  ]);
}

function hopOf(address: string, { four, six }: NextHops): string | undefined {
  return address.includes(':') ? six : four;
}

function prefixOf(address: string): string {
  return `${address}/${address.includes(':') ? 128 : 32}`;
}

function lines(all: readonly string[]): string {
  return all.length === 0 ? '' : `${all.join('\n')}\n`;
}
