/**
 * Appends entries to a log of files.
 *
 *   1  read the checkpoint and the tiles at the right edge of its tree
 *   2  check that they belong together: else the folder was changed, and nothing is signed
 *   3  write the tiles and bundles that change or are new
 *   4  sign the new checkpoint and put it in place
 *
 * Killed before step 4, the log is as it was: what step 3 wrote is beyond its size, and is written again.
 */
import { CoalitionError } from '../document/error.ts';
import type { PrivateKey } from '../signature/key.ts';
import { type Checkpoint, formatCheckpoint, isSignedBy, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { formatEntry, type LogEntry } from './entry.ts';
import { ENTRY_TILE_BYTES, formatEntryTile, parseEntryTile } from './entry-tile.ts';
import { CHECKPOINT_PATH, type WritableLogFiles } from './files.ts';
import { type EdgeLevel, HASH_BYTES, leafHash, TreeEdge } from './merkle.ts';
import { NOTE_BYTES, noteKey } from './note.ts';
import { levelsOf, TILE_WIDTH, type Tile, tilePath } from './tile.ts';

/** Who keeps a log. */
export interface LogKeeper {
  /** The log's name. */
  readonly origin: string;
  readonly key: PrivateKey;
}

/**
 * Appends `entries` and signs the new checkpoint. One process at a time may do so. Without entries, an existing checkpoint is
 * returned as it is. Cost: the new entries, and one tile a level.
 *
 * @throws CoalitionError ERR_LOG - the files are not those that the checkpoint was signed for.
 */
export async function appendToLog(
  files: WritableLogFiles,
  { origin, key }: LogKeeper,
  entries: readonly LogEntry[],
): Promise<Checkpoint> {
  const before = await lastCheckpoint(files, { origin, key });
  if (entries.length === 0 && before !== undefined) return before;
  const edge = await TileWriter.resume(files, before);
  for (const entry of entries) await edge.append(formatEntry(entry));
  await edge.flush();
  const after = signCheckpoint({ origin, ...edge.head() }, key);
  await files.write(CHECKPOINT_PATH, formatCheckpoint(after));
  return after;
}

/** Returns the log's own checkpoint; `undefined` for a log that is still to begin. Throws as {@link appendToLog}. */
export async function lastCheckpoint(
  files: WritableLogFiles,
  { origin, key }: LogKeeper,
): Promise<Checkpoint | undefined> {
  const bytes = await files.read(CHECKPOINT_PATH, NOTE_BYTES);
  if (bytes === undefined) return undefined;
  const checkpoint = parseCheckpoint(bytes);
  if (checkpoint !== undefined && isSignedBy(checkpoint, noteKey(origin, 'note', key))) return checkpoint;
  throw damaged('The checkpoint is not one that this key has signed for this log');
}

/** Writes tiles and bundles from left to right; full ones when they are full, the partial ones at the end. */
class TileWriter {
  readonly #files: WritableLogFiles;
  readonly #edge: TreeEdge;
  /** By level, the hashes of its last tile. */
  readonly #hashes: Buffer[][] = [];
  /** The entries of the last bundle. */
  readonly #bundle: Buffer[];
  /** Full tiles that are still to be written. */
  readonly #full: { readonly tile: Tile; readonly bytes: Buffer }[] = [];

  private constructor(files: WritableLogFiles, levels: readonly EdgeLevel[], bundle: readonly Buffer[]) {
    this.#files = files;
    this.#bundle = [...bundle];
    for (const { level, hashes } of levels) this.#hashes[level] = hashes.map((one) => Buffer.from(one));
    this.#edge = TreeEdge.resume(levels, (level, node) => this.#take(level, Buffer.from(node)));
  }

  static async resume(files: WritableLogFiles, head: Checkpoint | undefined): Promise<TileWriter> {
    const size = head?.size ?? 0;
    const levels: EdgeLevel[] = [];
    for (let level = levelsOf(size) - 1; level >= 0; level -= 1) {
      levels.push({ level, hashes: await readEdge(files, level, size) });
    }
    const bundle = await readLastBundle(files, size);
    const writer = new TileWriter(files, levels, bundle);
    const isWhole = bundle.every((entry, i) => writer.#hashes[0]?.[i]?.equals(leafHash(entry)));
    if (head !== undefined && !(isWhole && writer.#edge.root().equals(head.root))) {
      throw damaged('The entries or tiles of the log are not those of its checkpoint');
    }
    return writer;
  }

  head(): { readonly size: number; readonly root: Buffer } {
    return { size: this.#edge.size, root: this.#edge.root() };
  }

  async append(entry: Buffer): Promise<void> {
    this.#bundle.push(entry);
    this.#edge.push(leafHash(entry));
    if (this.#bundle.length < TILE_WIDTH) return;
    const index = this.#edge.size / TILE_WIDTH - 1;
    await this.#files.write(tilePath({ level: 'entries', index, width: TILE_WIDTH }), formatEntryTile(this.#bundle));
    this.#bundle.length = 0;
    for (const { tile, bytes } of this.#full.splice(0)) await this.#files.write(tilePath(tile), bytes);
  }

  async flush(): Promise<void> {
    const { size } = this.#edge;
    for (const [level, hashes] of this.#hashes.entries()) await this.#writePartial(level, hashes, size);
    await this.#writePartial('entries', this.#bundle, size);
  }

  #take(level: number, node: Buffer): void {
    const hashes = (this.#hashes[level] ??= []);
    hashes.push(node);
    if (hashes.length < TILE_WIDTH) return;
    // The size that the edge reports is the one before this leaf.
    const index = Math.floor(this.#edge.size / TILE_WIDTH ** (level + 1));
    this.#full.push({ tile: { level, index, width: TILE_WIDTH }, bytes: Buffer.concat(hashes) });
    hashes.length = 0;
  }

  async #writePartial(level: Tile['level'], parts: readonly Buffer[], size: number): Promise<void> {
    if (parts.length === 0) return;
    const per = level === 'entries' ? TILE_WIDTH : TILE_WIDTH ** (level + 1);
    const tile: Tile = { level, index: Math.floor(size / per), width: parts.length };
    await this.#files.write(tilePath(tile), level === 'entries' ? formatEntryTile(parts) : Buffer.concat(parts));
  }
}

async function readEdge(files: WritableLogFiles, level: number, size: number): Promise<readonly Buffer[]> {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  const width = hashes % TILE_WIDTH;
  if (width === 0) return [];
  const tile: Tile = { level, index: Math.floor(hashes / TILE_WIDTH), width };
  const bytes = await files.read(tilePath(tile), width * HASH_BYTES);
  if (bytes?.length !== width * HASH_BYTES) throw damaged(`The log has lost ${tilePath(tile)}`);
  return Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
}

async function readLastBundle(files: WritableLogFiles, size: number): Promise<readonly Buffer[]> {
  const width = size % TILE_WIDTH;
  if (width === 0) return [];
  const path = tilePath({ level: 'entries', index: Math.floor(size / TILE_WIDTH), width });
  const bytes = await files.read(path, ENTRY_TILE_BYTES);
  const entries = bytes === undefined ? undefined : parseEntryTile(bytes, width);
  if (entries === undefined) throw damaged(`The log has lost ${path}`);
  return entries;
}

function damaged(found: string): CoalitionError {
  return new CoalitionError('ERR_LOG', {
    found,
    remedy:
      'Nothing was signed. Put the folder back as it was after the last checkpoint, from a backup or from a member’s copy; ' +
      'netvakt coalition verify shows what differs',
  });
}
