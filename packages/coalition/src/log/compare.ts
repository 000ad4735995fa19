/** What became of entries that somebody has seen before. */
import type { Checkpoint } from './checkpoint.ts';
import type { LogFault } from './fault.ts';
import { HASH_BYTES } from './merkle.ts';

/** More are not listed: one dropped entry is the news, not the thousand that moved. */
const MOST_FAULTS = 20;

/**
 * Compares the leaf hashes that were seen before with those of today. Empty if all are there, in their places.
 *
 *   before   a b c d        a b c d       a b c d       a b c d
 *   today    a X c d e      a c d e       a c b d e     a X b c d
 *            b rewritten    b dropped     b reordered   X inserted
 *
 * Cost: linear; of a log that only grew, one comparison of bytes.
 */
export function compareLeaves(before: Buffer, today: Buffer): readonly LogFault[] {
  if (today.length >= before.length && today.subarray(0, before.length).equals(before)) return [];
  const [old, now] = [hashesOf(before), hashesOf(today)];
  const [isOld, isNow] = [new Set(old), new Set(now)];
  const faults: LogFault[] = [];
  for (let i = 0, j = 0; i < old.length && faults.length < MOST_FAULTS; ) {
    const [was, is] = [old[i] as string, now[j]];
    const code = was === is ? undefined : changeOf(isNow.has(was), is !== undefined && !isOld.has(is));
    if (code !== undefined) faults.push({ code, index: code === 'entry-inserted' ? j : i });
    if (code !== 'entry-inserted') i += 1;
    if (code !== 'entry-dropped') j += 1;
  }
  return faults;
}

/** @param isThere - the old hash is still in the log. @param isNew - the one in its place was not in it before. */
function changeOf(isThere: boolean, isNew: boolean): LogFault['code'] {
  if (isThere) return isNew ? 'entry-inserted' : 'entry-reordered';
  return isNew ? 'entry-rewritten' : 'entry-dropped';
}

function hashesOf(leaves: Buffer): readonly string[] {
  return Array.from({ length: leaves.length / HASH_BYTES }, (_, i) =>
    leaves.toString('latin1', i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}

/** A checkpoint that somebody has seen, with whose it is. */
export interface SeenCheckpoint {
  readonly checkpoint: Checkpoint;
  /** Name of the member's key; absent for one's own. */
  readonly member?: string;
}

/**
 * Compares checkpoints that were seen with the log of today.
 *
 * @param roots - of today's tree, at the size of each of these checkpoints.
 * @param size - of today's tree.
 */
export function compareCheckpoints(
  seen: readonly SeenCheckpoint[],
  roots: ReadonlyMap<number, Buffer | undefined>,
  size: number,
): readonly LogFault[] {
  return seen.flatMap(({ checkpoint, member }): readonly LogFault[] => {
    const whose = member === undefined ? {} : { member };
    if (checkpoint.size > size) return [{ code: 'log-behind', ...whose }];
    return roots.get(checkpoint.size)?.equals(checkpoint.root) === true ? [] : [{ code: 'history-forked', ...whose }];
  });
}
