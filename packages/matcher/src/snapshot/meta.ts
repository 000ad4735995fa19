/** The section META: what is known of lists and markets, as JSON. */

import { MAX_MARKETS } from './layout.ts';
import type { ListDescription } from './types.ts';
import { fail } from './validate.ts';

/** Markets and lists of a snapshot. */
export interface Meta {
  readonly markets: readonly string[];
  readonly lists: readonly ListDescription[];
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isList(value: unknown): value is ListDescription {
  if (typeof value !== 'object' || value === null) return false;
  const { id, version, markets } = value as Partial<Record<keyof ListDescription, unknown>>;
  return typeof id === 'string' && typeof version === 'string' && isTexts(markets);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Nobody can change it: market and list are positions, and would be those of others after a sort. */
function frozen({ markets, lists }: Meta): Meta {
  for (const list of lists) {
    Object.freeze(list.markets);
    Object.freeze(list);
  }
  return { markets: Object.freeze(markets), lists: Object.freeze(lists) };
}

/** Reads META. Text decoders take no shared memory, so it is copied first. */
export function readMeta(bytes: Uint8Array): Meta {
  const value = parsed(new TextDecoder().decode(bytes.slice()));
  if (typeof value === 'object' && value !== null) {
    const { markets, lists } = value as Partial<Record<keyof Meta, unknown>>;
    if (isTexts(markets) && markets.length <= MAX_MARKETS && Array.isArray(lists) && lists.every(isList))
      return frozen({ markets, lists });
  }
  return fail('ERR_SNAPSHOT_STRUCTURE', 'META is unreadable');
}
