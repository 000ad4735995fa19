/** Which names a format cannot write: they are left out and counted, since one of them could cost a resolver its whole file. */
import type { BlockedName, BlockedNames } from './blocked-names.ts';

/**
 * The reason a name is left out of an export:
 *
 * - `too-long`: with the zone's name behind it, it is longer than a name may be.
 * - `below-too-long`: the name fits, its wildcard does not.
 * - `characters`: it has a character that the format cannot write.
 * - `trigger`: its last label marks another trigger of a policy zone, `rpz-ip` and the like.
 * - `itself-alone`: the format cannot tell a name from the names below it.
 */
type LeftOutName = 'too-long' | 'below-too-long' | 'characters' | 'trigger' | 'itself-alone';

/** Counts of names by why they are left out; a reason that never came up has none. */
export type LeftOutNames = Readonly<Partial<Record<LeftOutName, number>>>;

/** Looks at one name; returns it, or the part of it that fits, and why the rest does not. */
export type Fit = (name: BlockedName) => { readonly fits: BlockedName | undefined; readonly fault?: LeftOutName };

/** Leaves out what a format cannot write. */
export function fitting(
  blocked: BlockedNames,
  fit: Fit,
): { readonly blocked: BlockedNames; readonly leftOut: LeftOutNames } {
  const leftOut: Partial<Record<LeftOutName, number>> = {};
  const names: BlockedName[] = [];
  for (const name of blocked.names) {
    const { fits, fault } = fit(name);
    if (fits !== undefined) names.push(fits);
    if (fault !== undefined) leftOut[fault] = (leftOut[fault] ?? 0) + 1;
  }
  return { blocked: { ...blocked, names }, leftOut };
}

/** What needs no escape in any format: letters, digits, hyphens, underscores. Names are canonical, so in lower case. */
const PLAIN = /^[a-z0-9_.-]+$/u;

/** For formats without escapes. */
export const fitPlain: Fit = (name) =>
  PLAIN.test(name.name) ? { fits: name } : { fits: undefined, fault: 'characters' };
