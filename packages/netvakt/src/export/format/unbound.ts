import type { BlockedName, BlockedNames } from '../dns/blocked-names.ts';
import { type Fit, fitPlain } from '../dns/fit.ts';

/**
 * A file for `include:` of Unbound. A zone covers its name and all below it: `always_nxdomain` answers that they do not exist,
 * `always_transparent` takes a part out again. A name alone, without those below it, is a `transparent` zone with a record of its
 * own: of other types, addresses among them, it has nothing.
 */
export function unboundText({ names }: BlockedNames): string {
  return `${['# Made by netvakt export.', 'server:', ...names.flatMap(linesOf)].join('\n')}\n`;
}

/** There is no zone that blocks the names below a name and not the name. */
export const fitUnbound: Fit = (name) => (name.below && !name.self ? fitAround(name) : fitPlain(name));

/** Lets through both, since the filter still blocks what is below; outside a blocked domain no zone is needed for that. */
function fitAround(name: BlockedName): ReturnType<Fit> {
  const fits = name.inside ? { ...name, below: false } : undefined;
  return { fits, fault: 'itself-alone' };
}

function linesOf({ name, self, below }: BlockedName): string[] {
  if (self && below) return [`local-zone: "${name}." always_nxdomain`];
  if (!self) return [`local-zone: "${name}." always_transparent`];
  return [`local-zone: "${name}." transparent`, `local-data: '${name}. 300 IN TXT "blocked"'`];
}
