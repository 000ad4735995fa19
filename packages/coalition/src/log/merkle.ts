/**
 * The Merkle tree of RFC 6962 §2.1, built from left to right.
 *
 *   leaves   d0 d1 d2 d3 d4            peaks of 5 leaves, by height:  [h0123] 2, [h4] 0
 *             \ /   \ /   |
 *             h01   h23   |            root = H(1, h0123, h4)
 *               \   /     |
 *               h0123     h4
 *
 * A leaf is H(0, entry) and a node is H(1, left, right), so that no entry can pass for a node.
 */
import { createHash, hash } from 'node:crypto';

/** Bytes of a SHA-256 digest. */
export const HASH_BYTES = 32;

/** The input of a leaf that is not long, after its prefix. Hashing is synchronous, so one buffer serves every call. */
const LEAF: Buffer = Buffer.alloc(1024);
/** The input of one node: the prefix, left, right. */
const NODE: Buffer = Buffer.alloc(1 + 2 * HASH_BYTES);
NODE[0] = 1;

/** Returns the hash of an entry as a leaf: SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Uint8Array): Buffer {
  if (entry.length >= LEAF.length) return hash('sha256', Buffer.concat([Buffer.of(0), entry]), 'buffer');
  LEAF.set(entry, 1);
  return hash('sha256', LEAF.subarray(0, 1 + entry.length), 'buffer');
}

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  NODE.set(left, 1);
  NODE.set(right, 1 + HASH_BYTES);
  return hash('sha256', NODE, 'buffer');
}

/** The root of a tree without leaves: SHA-256 of nothing. */
const EMPTY_ROOT = createHash('sha256').digest();

/** Receives each finished node of a height that is a multiple of 8: those that are stored in tiles. Level 0 is the leaves. */
export type TileNodeListener = (level: number, node: Uint8Array) => void;

/** Heights between the levels of tiles: a tile holds 2^8 hashes. */
const HEIGHTS_PER_LEVEL = 8;

/** The right edge of a tree: enough to append leaves and to compute the root. Memory: one hash for each bit of the size. */
export class TreeEdge {
  /** Roots of the perfect subtrees, largest first: one for each bit that is set in the size. */
  readonly #peaks: Uint8Array[] = [];
  readonly #listener: TileNodeListener | undefined;
  #size = 0;

  constructor(listener?: TileNodeListener) {
    this.#listener = listener;
  }

  /** Leaves so far. */
  get size(): number {
    return this.#size;
  }

  /** Appends one leaf hash. Cost: one hash on average. */
  push(leaf: Uint8Array): void {
    let node = leaf;
    let height = 0;
    this.#listener?.(0, node);
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      node = nodeHash(this.#peaks.pop() as Uint8Array, node);
      height += 1;
      if (height % HEIGHTS_PER_LEVEL === 0) this.#listener?.(height / HEIGHTS_PER_LEVEL, node);
    }
    this.#peaks.push(node);
    this.#size += 1;
  }

  /** Returns the root of the tree so far. */
  root(): Buffer {
    const last = this.#peaks.at(-1);
    if (last === undefined) return EMPTY_ROOT;
    return Buffer.from(this.#peaks.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last));
  }

  /**
   * Continues a tree of which only the tiles are known. The hashes of one partial tile each, highest level first.
   *
   * @param levels - `{ level, hashes }` for every level down to 0; together they are the right edge of the tree.
   */
  static resume(levels: readonly EdgeLevel[], listener?: TileNodeListener): TreeEdge {
    const edge = new TreeEdge(listener);
    for (const { level, hashes } of levels) {
      const part = new TreeEdge();
      for (const node of hashes) part.push(node);
      edge.#peaks.push(...part.#peaks);
      edge.#size += hashes.length * 256 ** level;
    }
    return edge;
  }
}

/** The hashes of the last, partial tile of one level. */
export interface EdgeLevel {
  readonly level: number;
  readonly hashes: readonly Uint8Array[];
}
