import type { BlockedName, BlockedNames } from '../dns/blocked-names.ts';

/**
 * A file for `servers-file` of dnsmasq 2.86 or later. `server=/NAME/` answers the name and all below it with NXDOMAIN, for every
 * type; `#` sends them to the ordinary servers; `*.` is the names below alone. The longest name decides.
 */
export function dnsmasqText({ names }: BlockedNames): string {
  return `${['# Made by netvakt export.', ...names.flatMap(linesOf)].join('\n')}\n`;
}

function linesOf({ name, self, below }: BlockedName): string[] {
  const first = `server=/${name}/${serversFor(self)}`;
  return self === below ? [first] : [first, `server=/*.${name}/${serversFor(below)}`];
}

function serversFor(isBlocked: boolean): string {
  return isBlocked ? '' : '#';
}
