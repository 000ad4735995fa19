/**
 * Names of the files of a tiled log (C2SP tlog-tiles).
 *
 *   tile/0/x001/x234/067          256 leaf hashes, from leaf 1234067 · 256 on
 *   tile/1/000.p/17               17 hashes of full tiles of level 0
 *   tile/entries/000.p/17         17 entries, each after its length
 */

/** Hashes in a full tile, and entries in a full bundle. */
export const TILE_WIDTH = 256;

/** The part of a log's tree, or of its entries, that one file holds. */
export interface Tile {
  /** 0 for leaf hashes; `entries` for the entries themselves. */
  readonly level: number | 'entries';
  readonly index: number;
  /** Hashes or entries in the file: 1 to 256. */
  readonly width: number;
}

/** Returns the path of a tile inside the log's folder. */
export function tilePath({ level, index, width }: Tile): string {
  const partial = width === TILE_WIDTH ? '' : `.p/${width}`;
  return `tile/${level}/${indexPath(index)}${partial}`;
}

/** `1234067` → `x001/x234/067`. */
function indexPath(index: number): string {
  const groups: string[] = [];
  let rest = index;
  do {
    groups.unshift(String(rest % 1000).padStart(3, '0'));
    rest = Math.floor(rest / 1000);
  } while (rest > 0);
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
}

/** Returns the tiles of one level of a tree of `size` leaves, from left to right; the last one may be partial. */
export function tilesOfLevel(level: number | 'entries', size: number): readonly Tile[] {
  const hashes = level === 'entries' ? size : Math.floor(size / TILE_WIDTH ** level);
  return Array.from({ length: Math.ceil(hashes / TILE_WIDTH) }, (_, index) => ({
    level,
    index,
    width: Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH),
  }));
}

/** Returns the number of levels that a tree of `size` leaves has tiles of. */
export function levelsOf(size: number): number {
  let levels = 0;
  for (let hashes = size; hashes > 0; hashes = Math.floor(hashes / TILE_WIDTH)) levels += 1;
  return levels;
}
