/**
 * Which addresses may be led to the filter. A listed site chooses what its name resolves to: it can answer with the address of
 * a busy third party and pull that traffic into the filter. So nothing of DNS is believed as it comes.
 */
import type { Found } from './resolve.ts';

/** The reason an address, or a name with all its addresses, is left out. */
export type LeftOut = 'too-many-addresses' | 'no-answer' | 'internal-or-reserved' | 'never' | 'not-yet-stable';

/** Whether an address may be led to the filter, and if not, why. */
export type MayUse = (address: string) => 'never' | 'internal-or-reserved' | undefined;

/** What one run has seen: addresses with the longest time to live that was stated, and how often something was left out. */
export interface SievedAddresses {
  readonly addresses: ReadonlyMap<string, number>;
  readonly leftOut: Readonly<Record<LeftOut, number>>;
}

/** @param answers - one a name; `undefined` found is no answer. */
export function sieve(
  answers: readonly (readonly Found[] | undefined)[],
  maxPerName: number,
  mayUse: MayUse,
): SievedAddresses {
  const addresses = new Map<string, number>();
  const leftOut: Record<LeftOut, number> = {
    'too-many-addresses': 0,
    'no-answer': 0,
    'internal-or-reserved': 0,
    never: 0,
    'not-yet-stable': 0,
  };
  const take = ({ address, ttl }: Found): void => {
    const obstacle = mayUse(address);
    if (obstacle === undefined) addresses.set(address, Math.max(ttl, addresses.get(address) ?? 0));
    else leftOut[obstacle] += 1;
  };
  for (const found of answers) {
    if (found === undefined) leftOut['no-answer'] += 1;
    else if (found.length > maxPerName) leftOut['too-many-addresses'] += 1;
    else found.forEach(take);
  }
  return { addresses, leftOut };
}
