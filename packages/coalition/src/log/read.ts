/**
 * Reads a whole log and checks that it holds together: signature, entries, tiles and root. Nothing that was read is trusted before:
 * every hash is computed from the entries.
 */

import { type Checkpoint, type Cosignature, cosignatureOf, isSignedBy, parseCheckpoint } from './checkpoint.ts';
import { type LogEntry, parseEntry } from './entry.ts';
import { ENTRY_TILE_BYTES, parseEntryTile } from './entry-tile.ts';
import type { LogFault } from './fault.ts';
import { CHECKPOINT_PATH, type LogFiles } from './files.ts';
import { HASH_BYTES, leafHash, TreeEdge } from './merkle.ts';
import { NOTE_BYTES, type NoteKey } from './note.ts';
import { levelsOf, TILE_WIDTH, type Tile, tilePath, tilesOfLevel } from './tile.ts';

/** Whose signatures count. */
export interface LogTrust {
  readonly log: NoteKey;
  /** The members' keys for cosignatures. */
  readonly cosigners: readonly NoteKey[];
  /** Seconds since 1970: cosignatures of later times are false. */
  readonly now: number;
}

/** What was read. */
export interface LogReading {
  /** Absent if there is none that the log has signed; then nothing else was read. */
  readonly checkpoint?: Checkpoint;
  /** By index; `undefined` for an entry that could not be read. */
  readonly entries: readonly (LogEntry | undefined)[];
  /** Leaf hashes, one after the other. */
  readonly leaves: Buffer;
  /** The valid cosignatures of the checkpoint. */
  readonly cosignatures: readonly Cosignature[];
  /** What does not hold together. Empty for a sound log. */
  readonly faults: readonly LogFault[];
}

/** A log of more entries is not read: 2 GB of hashes. */
const MOST_ENTRIES = 2 ** 26;

/**
 * Reads the log of `files`. Rejects only if the place cannot be read. Cost: 100,000 entries take some 0.5 s.
 *
 * @param roots - Filled in: for every size that is a key, the root of the tree at that size.
 */
export async function readLog(
  files: LogFiles,
  trust: LogTrust,
  roots: Map<number, Buffer | undefined> = new Map(),
): Promise<LogReading> {
  const nothing = { entries: [], leaves: Buffer.alloc(0), cosignatures: [] };
  const bytes = await files.read(CHECKPOINT_PATH, NOTE_BYTES);
  if (bytes === undefined) return { ...nothing, faults: [{ code: 'checkpoint-missing' }] };
  const checkpoint = parseCheckpoint(bytes);
  if (checkpoint === undefined || checkpoint.size > MOST_ENTRIES) {
    return { ...nothing, faults: [{ code: 'checkpoint-unreadable' }] };
  }
  if (!isSignedBy(checkpoint, trust.log)) return { ...nothing, faults: [{ code: 'checkpoint-unsigned' }] };

  const body = new BodyReader(files, checkpoint, roots);
  await body.read();
  const cosigned = trust.cosigners.map((key) => ({ name: key.name, found: cosignatureOf(checkpoint, key, trust.now) }));
  const wrong = cosigned.filter(({ found }) => found === false);
  return {
    checkpoint,
    entries: body.entries,
    leaves: body.leaves,
    cosignatures: cosigned.flatMap(({ found }) => (found === undefined || found === false ? [] : [found])),
    faults: [...body.faults, ...wrong.map(({ name }) => ({ code: 'cosignature-false' as const, member: name }))],
  };
}

/** Reads the entries from left to right, builds the tree, and compares it with the tiles. */
class BodyReader {
  readonly entries: (LogEntry | undefined)[] = [];
  readonly faults: LogFault[] = [];
  readonly leaves: Buffer;
  readonly #files: LogFiles;
  readonly #checkpoint: Checkpoint;
  readonly #roots: Map<number, Buffer | undefined>;
  /** By level, the hashes that its tiles must hold. */
  readonly #levels: Uint8Array[][] = [];
  readonly #edge = new TreeEdge((level, node) => {
    if (level === 0) return;
    (this.#levels[level] ??= []).push(node);
  });

  constructor(files: LogFiles, checkpoint: Checkpoint, roots: Map<number, Buffer | undefined>) {
    this.#files = files;
    this.#checkpoint = checkpoint;
    this.#roots = roots;
    this.leaves = Buffer.alloc(checkpoint.size * HASH_BYTES);
  }

  async read(): Promise<void> {
    const { size, root } = this.#checkpoint;
    this.#note(0);
    for (const bundle of tilesOfLevel('entries', size)) await this.#readBundle(bundle);
    for (let level = 1; level < levelsOf(size); level += 1) {
      const hashes = Buffer.concat(this.#levels[level] ?? []);
      for (const tile of tilesOfLevel(level, size)) await this.#compare(tile, hashes);
    }
    if (!this.#edge.root().equals(root)) this.faults.push({ code: 'root-differs' });
  }

  /** 1. the entries; 2. their hashes; 3. the tile of these hashes. Entries that are lost are stood in for by the tile. */
  async #readBundle(bundle: Tile): Promise<void> {
    const path = tilePath(bundle);
    const bytes = await this.#files.read(path, ENTRY_TILE_BYTES);
    const entries = bytes === undefined ? undefined : parseEntryTile(bytes, bundle.width);
    const tile: Tile = { ...bundle, level: 0 };
    if (entries === undefined) {
      this.faults.push({ code: bytes === undefined ? 'entries-missing' : 'entries-unreadable', path });
      const hashes = await this.#files.read(tilePath(tile), TILE_WIDTH * HASH_BYTES);
      if (hashes !== undefined) for (let i = 0; i < tile.width; i += 1) this.#push(hashAt(hashes, i), undefined);
      return;
    }
    for (const bytesOfEntry of entries) {
      const entry = parseEntry(bytesOfEntry);
      if (entry === undefined) this.faults.push({ code: 'entry-unreadable', index: this.#edge.size });
      this.#push(leafHash(bytesOfEntry), entry);
    }
    await this.#compare(tile, this.leaves);
  }

  #push(leaf: Buffer, entry: LogEntry | undefined): void {
    leaf.copy(this.leaves, this.#edge.size * HASH_BYTES);
    this.entries.push(entry);
    this.#edge.push(leaf);
    this.#note(this.#edge.size);
  }

  #note(size: number): void {
    if (this.#roots.has(size)) this.#roots.set(size, this.#edge.root());
  }

  /** @param hashes - of the whole level. */
  async #compare(tile: Tile, hashes: Buffer): Promise<void> {
    const path = tilePath(tile);
    const start = tile.index * TILE_WIDTH * HASH_BYTES;
    const expected = hashes.subarray(start, start + tile.width * HASH_BYTES);
    const found = await this.#files.read(path, TILE_WIDTH * HASH_BYTES);
    if (found === undefined) this.faults.push({ code: 'tile-missing', path });
    else if (!found.equals(expected)) this.faults.push({ code: 'tile-differs', path });
  }
}

/** The hash at `index` of a tile; zeros if the tile is too short. */
function hashAt(tile: Buffer, index: number): Buffer {
  const found = tile.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  return found.length === HASH_BYTES ? found : Buffer.alloc(HASH_BYTES);
}
