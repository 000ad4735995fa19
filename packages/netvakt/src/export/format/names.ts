/**
 * Names for the DNS stage. Only what is blocked as a whole goes there: a page or a directory never becomes a host block. This
 * is the one output of the program that holds entries in clear; whoever asks for it keeps it as they keep the list.
 */
import type { ListedNames } from '../names.ts';

/** A response policy zone: each name, and for a domain all below it, does not exist. @param serial - must grow. */
export function rpzText({ domains, hosts }: ListedNames, serial: number): string {
  return [
    '$TTL 300',
    `@ SOA localhost. root.localhost. ${serial} 3600 600 86400 300`,
    '@ NS localhost.',
    ...domains.flatMap((name) => [`${name} CNAME .`, `*.${name} CNAME .`]),
    ...hosts.map((name) => `${name} CNAME .`),
    '',
  ].join('\n');
}

/** A hosts file: each name leads nowhere. It cannot cover the names below a domain; the zone can. */
export function hostsText({ domains, hosts }: ListedNames): string {
  return [...[...domains, ...hosts].toSorted().flatMap((name) => [`0.0.0.0 ${name}`, `:: ${name}`]), ''].join('\n');
}
