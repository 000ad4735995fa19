import { createHash } from 'node:crypto';
import { appendToLog, generateKey, type LogEntry, noteKey, verifyLog, type WritableLogFiles } from '@netvakt/coalition';

const ORIGIN = 'bench/log';
const START = 1_790_812_800;

/** Makes a log in memory. Returns what verifies it against the first half of it, as a member does who saw that. */
export async function benchLog(size: number): Promise<() => Promise<void>> {
  const key = await generateKey();
  const files = memoryFiles();
  const trust = { log: noteKey(ORIGIN, 'note', key), cosigners: [], now: START + size };
  const half = Math.floor(size / 2);
  await appendToLog(files, { origin: ORIGIN, key }, entriesOf(0, half));
  const { checkpoint, leaves } = await verifyLog(files, trust, { witnessed: [] });
  if (checkpoint === undefined) throw new Error('The log has no checkpoint');
  await appendToLog(files, { origin: ORIGIN, key }, entriesOf(half, size));
  return async () => {
    const { faults, entries } = await verifyLog(files, trust, { witnessed: [], kept: { checkpoint, leaves } });
    if (faults.length > 0 || entries.length !== size) throw new Error('The log did not verify');
  };
}

function entriesOf(from: number, to: number): readonly LogEntry[] {
  return Array.from({ length: to - from }, (_, i) => ({
    at: START + from + i,
    kind: 'edition',
    path: `public/edition/${from + i}.json`,
    sha256: createHash('sha256')
      .update(`${from + i}`)
      .digest('hex'),
  }));
}

function memoryFiles(): WritableLogFiles {
  const files = new Map<string, Buffer>();
  return {
    read: (path) => Promise.resolve(files.get(path)),
    write: (path, bytes) => {
      files.set(path, Buffer.from(bytes));
      return Promise.resolve();
    },
  };
}
