/**
 * Whose turn it is. A node's place in its fleet is a number that never changes, so that the first per cent are the same machines
 * every time: they are the ones that somebody watches. Who is in a small share is in every larger one.
 */
import { createHash } from 'node:crypto';
import { type FleetManifest, type Generation, type RollOut, type RollOutStage, WHOLE_FLEET } from './manifest.ts';

/** The place of `node` in its fleet: 0 to 9,999, spread evenly. */
export function placeInFleet(fleet: string, node: string): number {
  const digest = createHash('sha256').update(`netvakt fleet\n${fleet}\n${node}`).digest();
  // 48 bits modulo 10,000: the bias is 1 in 28 thousand million.
  return digest.readUIntBE(0, 6) % WHOLE_FLEET;
}

/** How many ten-thousandths of the fleet may have the next generation at `now`: the largest share whose time has come. */
export function shareAt(stages: readonly RollOutStage[], now: number): number {
  return stages.reduce((most, { share, from }) => (from <= now ? Math.max(most, share) : most), 0);
}

/** The generation that the node at `place` should hold at `now`. */
export function generationFor(
  { stable, next }: Pick<FleetManifest, 'stable' | 'next'>,
  place: number,
  now: number,
): Generation {
  return next !== undefined && place < shareAt(next.stages, now) ? next.generation : stable;
}

/** Whether every node should hold it. */
export function isComplete({ stages }: RollOut, now: number): boolean {
  return shareAt(stages, now) >= WHOLE_FLEET;
}

/**
 * The stages of a roll-out that begins at `from`.
 *
 * @param shares - ten-thousandths, in the order in which they come.
 * @param hold - milliseconds between two of them; 0: only the first is written, and each further one waits for a person.
 */
export function plannedStages(shares: readonly number[], hold: number, from: number): readonly RollOutStage[] {
  const planned = shares.map((share, index) => ({ share, from: from + index * hold }));
  return hold === 0 ? planned.slice(0, 1) : planned;
}
