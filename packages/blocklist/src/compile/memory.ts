/**
 * Whether a set of lists fits into memory, asked before it is loaded: the snapshot in force stays in memory with the new one until every
 * worker has changed over, and a kernel that is out of memory ends somebody.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readFile } from '../source/read-file.ts';
import { ListStore } from '../store/list-store.ts';
import { packingOf } from '../unpack/unpack.ts';
import type { ListFile } from './list-file.ts';

const KIB = 1 << 10;
const MIB = 1 << 20;
/** A process that compiles nothing: 98 MiB, half of them code that the filter shares. */
const BASE_BYTES = 104 * MIB;
/** Text of the first entries that the collector has not freed yet; it does not grow from there. */
const YOUNG_BYTES = 48 * MIB;
const YOUNG_ENTRY = KIB;
/** Rules and snapshot: 105 of a million pages, 107 of two million. Their text is counted in addition. */
const ENTRY_BYTES = 128;
/** Bytes of a short entry in a delivery without line breaks, such as an array in JSON. */
const SHORT_ENTRY = 24;
const LONGEST_LINE = 4 * KIB;
/** Text packs to an eighth; 32 bytes are an entry. */
const PACKING = 8;
const PACKED_ENTRY = 32;
/** A stored list is in memory twice while it is read: sealed and opened. */
const STORED_COPIES = 2;
const NEWLINE = 0x0a;

/** How large a list is, before it is read: entries, bytes of their text, and bytes held in memory while it is. */
interface Extent {
  readonly entries: number;
  readonly text: number;
  readonly held: number;
}

const NOTHING: Extent = { entries: 0, text: 0, held: 0 };

/**
 * Estimates what loading and compiling `files` takes at its peak, in time linear in their bytes, and compares it with `free` bytes.
 *
 * @returns what is wanted and what is there; `undefined` if it fits.
 */
export async function memoryShort(files: readonly ListFile[], free: number): Promise<string | undefined> {
  const extents: Extent[] = [];
  for (const file of files) extents.push(await extentOf(file));
  return shortOf(extents, free);
}

/** As {@link memoryShort}, of one delivery in memory; with how many entries it has, at most. */
export function memoryShortFor(
  content: Buffer,
  free: number,
): { readonly short: string | undefined; readonly entries: number } {
  const ruler = new Ruler();
  ruler.push(content);
  const { extent } = ruler;
  return { short: shortOf([extent], free), entries: extent.entries };
}

function shortOf(extents: readonly Extent[], free: number): string | undefined {
  const sum = (of: (extent: Extent) => number): number => extents.reduce((total, extent) => total + of(extent), 0);
  const entries = sum((extent) => extent.entries);
  const young = Math.min(YOUNG_BYTES, entries * YOUNG_ENTRY);
  const text = sum((extent) => extent.text + extent.held);
  const wanted = BASE_BYTES + young + entries * ENTRY_BYTES + text;
  if (wanted <= free) return undefined;
  return `about ${entries} entries want ${Math.ceil(wanted / MIB)} MiB in addition to what is in force, ${Math.floor(free / MIB)} MiB are free`;
}

/** What cannot be read counts nothing: loading it reports why. */
async function extentOf({ path, settings: { id }, storeSecret, held }: ListFile): Promise<Extent> {
  if (storeSecret === undefined) return fileExtent(path);
  const store = new ListStore(path, id, Buffer.from(storeSecret));
  const extent = await store.extentOf(held === true ? 'held' : 'current');
  if (extent === undefined) return NOTHING;
  const { bytes, received, beginning } = extent;
  const text = bytes * (packingOf(beginning) === undefined ? 1 : PACKING);
  return { entries: received, text, held: STORED_COPIES * bytes };
}

async function fileExtent(path: string): Promise<Extent> {
  try {
    if (!(await stat(path)).isDirectory()) return await plainExtent(path);
    const [domains, urls] = [await fileExtent(join(path, 'domains')), await fileExtent(join(path, 'urls'))];
    return { entries: domains.entries + urls.entries, text: domains.text + urls.text, held: 0 };
  } catch {
    return NOTHING;
  }
}

/** Nothing for a pipe or a device: opening one could wait forever. */
async function plainExtent(path: string): Promise<Extent> {
  const ruler = new Ruler();
  await readFile(path, Number.POSITIVE_INFINITY, (chunk) => {
    ruler.push(chunk);
    return true;
  });
  return ruler.extent;
}

/** Counts what a list will come to. */
class Ruler {
  #bytes = 0;
  #lines = 0;
  #isPacked = false;

  push(chunk: Buffer): void {
    if (this.#bytes === 0) this.#isPacked = packingOf(chunk) !== undefined;
    this.#bytes += chunk.length;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) this.#lines += 1;
  }

  get extent(): Extent {
    const text = this.#isPacked ? this.#bytes * PACKING : this.#bytes;
    if (this.#isPacked) return { entries: Math.ceil(text / PACKED_ENTRY), text, held: 0 };
    const isWithoutLines = this.#lines * LONGEST_LINE < text;
    // The last line need not end.
    return { entries: isWithoutLines ? Math.ceil(text / SHORT_ENTRY) : this.#lines + 1, text, held: 0 };
  }
}
