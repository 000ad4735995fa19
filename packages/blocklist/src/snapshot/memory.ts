/**
 * Whether a set of lists fits into memory, asked before it is loaded: the snapshot in force stays beside the new one until every
 * worker has changed over, and a kernel that is out of memory ends the filter, not the load.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ListStore } from '../store/list-store.ts';
import type { ListFile } from './list-file.ts';

/** What a thread that compiles nothing takes. */
const BASE_BYTES = 64 << 20;
/** Parsing, rules and snapshot together, at their peak: 507 of 400,000 pages, 480 of 400,000 domains. */
const ENTRY_BYTES = 512;
/** Of a delivery without line breaks, such as an array in JSON. */
const LONGEST_ENTRY = 64;
/** Text packs to an eighth; 32 bytes are an entry. */
const PACKED_ENTRY = 32 / 8;
const PACKINGS = ['1f8b', '504b0304', '28b52ffd'];
const NEWLINE = 0x0a;
const MIB = 1 << 20;

/**
 * Estimates what loading and compiling `files` takes at its peak, in time linear in their bytes, and compares it with `free` bytes.
 *
 * @returns what is wanted and what is there; `undefined` where it fits.
 */
export async function memoryShort(files: readonly ListFile[], free: number): Promise<string | undefined> {
  let entries = 0;
  for (const file of files) entries += await entriesOf(file);
  const wanted = BASE_BYTES + entries * ENTRY_BYTES;
  if (wanted <= free) return undefined;
  return `about ${entries} entries want ${Math.ceil(wanted / MIB)} MiB beside what is in force, ${Math.floor(free / MIB)} MiB are free`;
}

/** What cannot be read counts nothing: loading it says why. */
async function entriesOf({ path, settings: { id }, storeSecret, held }: ListFile): Promise<number> {
  if (storeSecret === undefined) return entriesIn(path);
  const store = new ListStore(path, id, Buffer.from(storeSecret));
  return (await (held === true ? store.held() : store.current()))?.received ?? 0;
}

async function entriesIn(path: string): Promise<number> {
  try {
    if (!(await stat(path)).isDirectory()) return await count(createReadStream(path));
    return (await entriesIn(join(path, 'domains'))) + (await entriesIn(join(path, 'urls')));
  } catch {
    return 0;
  }
}

async function count(stream: Readable): Promise<number> {
  let [lines, bytes, isPacked] = [0, 0, false];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (bytes === 0) isPacked = PACKINGS.some((magic) => chunk.toString('hex', 0, 4).startsWith(magic));
    bytes += chunk.length;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1;
  }
  return isPacked ? Math.ceil(bytes / PACKED_ENTRY) : Math.max(lines, Math.ceil(bytes / LONGEST_ENTRY));
}
