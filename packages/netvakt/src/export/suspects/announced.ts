/**
 * What a speaker received last, for speakers that need explicit withdrawals. It is separate from the memory of stage 1, which
 * is shared with `netvakt export nft`: a run of that command could be the only one to see an address go. That memory also does not
 * hold the addresses that the lists name themselves.
 */
import { z } from 'zod';
import { exportError } from '../failure.ts';
import { ADDRESS, readWhole, writeWhole } from './memory.ts';

const FILE = z.strictObject({ version: z.literal(1), announced: z.array(ADDRESS) });

/** None if nothing was sent yet. Throws an {@link OperatorError} if the file is not one of ours: withdrawals could not be determined. */
export async function readAnnounced(path: string): Promise<readonly string[]> {
  const found = await readWhole(path);
  if (found === undefined) return [];
  const parsed = FILE.safeParse(found.value);
  if (parsed.success) return parsed.data.announced;
  throw exportError(
    `${path} is damaged: it keeps what was sent to the speaker`,
    'Remove it and restart the speaker; the next run then sends everything again',
  );
}

/** To be called when the speaker has been updated: after an interrupted run it is updated again, which does no harm. */
export function writeAnnounced(path: string, announced: readonly string[]): Promise<void> {
  return writeWhole(path, { version: 1, announced });
}
