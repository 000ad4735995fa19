/** Where a client's bytes are cut into segments: at random, and wherever a reader might change its mind. */
import type { Random } from '@netvakt/fixtures';

/** Bounds of readers that are known: of signatures, of banners, of lines. */
const BOUNDS: readonly number[] = [1, 2, 3, 4, 5, 6, 11, 12, 15, 16, 28, 43, 107, 108, 255, 256, 8191, 8192, 8193];
const MOST_CUTS = 6;
const MOST_SINGLE_BYTES = 64;

/** The pieces join to `bytes` again. `edges`: where its parts begin. */
export function cut(bytes: Buffer, edges: readonly number[], random: Random): readonly Buffer[] {
  const manner = random.below(4);
  if (manner === 0) return [bytes];
  const cuts = new Set<number>();
  if (manner === 1) for (let at = 1; at < Math.min(bytes.length, MOST_SINGLE_BYTES); at += 1) cuts.add(at);
  else for (let count = random.between(1, MOST_CUTS); count > 0; count -= 1) cuts.add(place(bytes, edges, random));
  const ordered = [0, ...[...cuts].filter((at) => at > 0 && at < bytes.length).sort((a, b) => a - b), bytes.length];
  return ordered.slice(1).map((end, at) => bytes.subarray(ordered[at], end));
}

function place(bytes: Buffer, edges: readonly number[], random: Random): number {
  const manner = random.below(4);
  if (manner === 0) return random.pick(BOUNDS);
  if (manner === 1 && edges.length > 0) return random.pick(edges) + random.between(-1, 1);
  if (manner === 2) return bytes.length - random.between(1, 4);
  return random.below(bytes.length);
}
