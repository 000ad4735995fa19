/** What a run has seen and what is remembered -> what is led to the filter from now on, or why nothing changes. */
import type { Remembered, SuspectsMemory } from './memory.ts';
import type { SievedAddresses } from './sieve.ts';

/** The bounds of one run; see `interception.suspects`. */
export interface SuspectsBounds {
  readonly maxAddresses: number;
  readonly maxGrowth: number;
  readonly freeGrowth: number;
  readonly stableRuns: number;
  readonly keepSeconds: number;
}

/** What a run comes to. */
export interface SettledSuspects {
  readonly memory: SuspectsMemory;
  /** In order. */
  readonly addresses: readonly string[];
  /** How many resolved addresses were not in use before, and which no longer are. */
  readonly added: number;
  readonly gone: readonly string[];
  /** Seen, but not for long enough. */
  readonly waiting: number;
}

/** The reason nothing changes. */
export interface Refused {
  readonly refused: 'too-many' | 'growth';
  /** What came, and what was borne. */
  readonly found: number;
  readonly most: number;
}

/**
 * @param fixed - addresses that the lists themselves name: they wait for nothing, and never go while they are listed.
 * @param before - `undefined` on the first run, in which nothing waits and growth is not weighed.
 * @param now - Unix seconds.
 */
export function settle(
  seen: SievedAddresses['addresses'],
  fixed: readonly string[],
  before: SuspectsMemory | undefined,
  bounds: SuspectsBounds,
  now: number,
): SettledSuspects | Refused {
  const memory = remembered(seen, before, bounds, now);
  const old = new Set(before === undefined ? [] : inUse(before, bounds));
  const resolved = new Set(inUse(memory, bounds));
  const present = new Set([...fixed, ...resolved]);
  const addresses = [...present].toSorted();
  if (addresses.length > bounds.maxAddresses)
    return { refused: 'too-many', found: addresses.length, most: bounds.maxAddresses };
  const added = [...resolved].filter((address) => !old.has(address)).length;
  const most = Math.max(bounds.freeGrowth, Math.floor(old.size * bounds.maxGrowth));
  if (before !== undefined && added > most) return { refused: 'growth', found: added, most };
  return {
    memory,
    addresses,
    added,
    gone: [...old].filter((address) => !present.has(address)),
    waiting: memory.size - resolved.size,
  };
}

function remembered(
  seen: SievedAddresses['addresses'],
  before: SuspectsMemory | undefined,
  { stableRuns, keepSeconds }: SuspectsBounds,
  now: number,
): SuspectsMemory {
  const memory = new Map<string, Remembered>();
  for (const [address, { runs, until }] of before ?? []) {
    // What is in use outlives a run that does not see it; what still waits begins anew.
    if (until > now && runs >= stableRuns) memory.set(address, { runs, until });
  }
  for (const [address, ttl] of seen) {
    const runs = before === undefined ? stableRuns : Math.min(stableRuns, (before.get(address)?.runs ?? 0) + 1);
    memory.set(address, { runs, until: now + Math.max(ttl, keepSeconds) });
  }
  return memory;
}

function inUse(memory: SuspectsMemory, { stableRuns }: SuspectsBounds): string[] {
  return [...memory].filter(([, { runs }]) => runs >= stableRuns).map(([address]) => address);
}
