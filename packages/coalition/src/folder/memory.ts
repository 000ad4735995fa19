/**
 * What a party keeps of the log that it saw last: the only thing that shows a rewritten history to somebody who is alone.
 *
 *   checkpoint      the signed checkpoint
 *   leaves          32 bytes an entry; what is beyond the checkpoint's size is of a write that was cut off
 */
import { CoalitionError } from '../document/error.ts';
import { type Checkpoint, formatCheckpoint, parseCheckpoint } from '../log/checkpoint.ts';
import { HASH_BYTES, TreeEdge } from '../log/merkle.ts';
import { NOTE_BYTES } from '../log/note.ts';
import type { KeptLog } from '../log/verify.ts';
import type { FileStore } from './store.ts';

const CHECKPOINT = 'checkpoint';
const LEAVES = 'leaves';
const MOST_LEAVES = 2 ** 31;

/**
 * Reads the memory; `undefined` at the first time.
 *
 * @throws CoalitionError ERR_LOG - its two files do not belong together.
 */
export async function recall(state: FileStore): Promise<KeptLog | undefined> {
  const bytes = await state.read(CHECKPOINT, NOTE_BYTES);
  if (bytes === undefined) return undefined;
  const checkpoint = parseCheckpoint(bytes);
  const all = await state.read(LEAVES, MOST_LEAVES);
  const leaves = all?.subarray(0, (checkpoint?.size ?? 0) * HASH_BYTES);
  if (checkpoint !== undefined && leaves !== undefined && rootOf(leaves).equals(checkpoint.root)) {
    return { checkpoint, leaves };
  }
  throw new CoalitionError('ERR_LOG', {
    found: 'The files that were kept of the log (checkpoint, leaves) do not belong together',
    remedy: 'Take them from a backup. Without them, a history that was rewritten until now cannot be seen from here',
  });
}

/** Replaces the memory. Killed in between, the old one is read. */
export async function remember(state: FileStore, { checkpoint, leaves }: KeptLog): Promise<void> {
  await state.write(LEAVES, leaves);
  await state.write(CHECKPOINT, formatCheckpoint(checkpoint));
}

/** Keeps two checkpoints that exclude each other, for others to see. Returns the names of their files. */
export async function keepEvidence(
  state: FileStore,
  before: Checkpoint,
  today: Checkpoint,
): Promise<readonly [string, string]> {
  const names = [before, today].map(({ size, root }) => `evidence-${size}-${root.toString('hex').slice(0, 16)}`);
  const [first = '', second = ''] = names;
  await state.write(first, formatCheckpoint(before));
  await state.write(second, formatCheckpoint(today));
  return [first, second];
}

function rootOf(leaves: Buffer): Buffer {
  const edge = new TreeEdge();
  for (let at = 0; at < leaves.length; at += HASH_BYTES) edge.push(leaves.subarray(at, at + HASH_BYTES));
  return edge.root();
}
