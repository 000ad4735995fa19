/** Bytes -> snapshot. */
import type { ListDescription } from '../compile/types.ts';
import { SnapshotError } from '../errors.ts';
import type { Rule, RuleKind } from '../rule/types.ts';
import type { Snapshot } from './types.ts';

interface Content {
  readonly markets: readonly string[];
  readonly lists: readonly ListDescription[];
  readonly rules: readonly Rule[];
}

/** The snapshot with the rules themselves, for the package's own use. */
export interface OpenedSnapshot extends Snapshot {
  readonly rules: readonly Rule[];
}

/**
 * Opens a snapshot and validates all of it.
 *
 * @throws {@link SnapshotError} where the buffer is none, is damaged, or was written by another version
 */
export function openSnapshot(buffer: ArrayBufferLike): Snapshot {
  let content: Content;
  try {
    content = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer).slice())) as Content;
  } catch {
    throw new SnapshotError('ERR_SNAPSHOT_MAGIC', 'Cannot open the snapshot: it is none. Compile the lists again');
  }
  const opened: OpenedSnapshot = {
    buffer,
    digest: '',
    markets: content.markets,
    lists: content.lists,
    rules: content.rules,
    ruleCount: content.rules.length,
    ruleCounts: (list) => {
      const counts: Record<RuleKind, number> = { domain: 0, host: 0, prefix: 0, url: 0, ip: 0 };
      for (const rule of content.rules) if (rule.list === list) counts[rule.kind] += 1;
      return counts;
    },
  };
  return opened;
}
