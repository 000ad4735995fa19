/**
 * What a speaker was told last, for those that must be told of what is gone. It is kept apart from the memory of stage 1: that
 * one is shared with `netvakt export nft`, whose runs would else be the only ones to see an address go, and it does not hold
 * the addresses that the lists name themselves.
 */
import { z } from 'zod';
import { exportError } from '../failure.ts';
import { ADDRESS, readWhole, writeWhole } from './memory.ts';

const FILE = z.strictObject({ version: z.literal(1), announced: z.array(ADDRESS) });

/** None where nothing was told yet. Throws an {@link OperatorError} if the file is not one of ours: what is gone could not be told. */
export async function readAnnounced(path: string): Promise<readonly string[]> {
  const found = await readWhole(path);
  if (found === undefined) return [];
  const parsed = FILE.safeParse(found.value);
  if (parsed.success) return parsed.data.announced;
  throw exportError(
    `${path} is damaged: it keeps what the speaker was told`,
    'Take it away and restart the speaker; the next run then tells it all anew',
  );
}

/** To be called when the speaker has been told: a run that is cut short is told once more, which does no harm. */
export function writeAnnounced(path: string, announced: readonly string[]): Promise<void> {
  return writeWhole(path, { version: 1, announced });
}
