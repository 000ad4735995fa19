import { type ListFacts, type ListRefusal, openKept } from '@netvakt/blocklist';
import { type Snapshot, shadowOf } from '@netvakt/matcher';
import type { Config } from '../config/config.ts';
import { distinctKeys } from '../config/hash-key.ts';
import { Fleet } from './fleet.ts';

/** What a node holds, opened. */
interface HeldLists {
  readonly snapshot: Snapshot;
  readonly buffer: SharedArrayBuffer;
  readonly hashKeys: readonly Uint8Array[];
  readonly lists: readonly ListFacts[];
  readonly generation: number;
  readonly inShadow: readonly string[];
}

/**
 * Opens the snapshot whose turn it is at this node, every checksum and index of it, without the network.
 * Throws an `OperatorError` for what the configuration names and cannot be used.
 */
export async function heldLists(config: Config, environment: NodeJS.ProcessEnv): Promise<HeldLists | ListRefusal> {
  const fleet = Fleet.open(config, environment);
  const { membership } = await fleet.asNode();
  const opened = openKept(fleet.section.id, await fleet.nodeStore.current(), membership);
  if (!opened.ok) return opened.refusal;
  const { snapshot, buffer, kept } = opened;
  return {
    snapshot,
    buffer,
    hashKeys: distinctKeys(membership.hashKeys),
    lists: kept.facts,
    generation: kept.generation,
    inShadow: shadowsOf(snapshot, config),
  };
}

/** Ids of the lists that only count: the publisher decided it, and their markets show it. */
function shadowsOf({ lists }: Snapshot, { fixed, reloadable }: Config): readonly string[] {
  const shadows = new Set(fixed.markets.map(shadowOf));
  return lists
    .slice(0, reloadable.lists.length)
    .filter(({ markets }) => markets.every((market) => shadows.has(market)))
    .map(({ id }) => id);
}
