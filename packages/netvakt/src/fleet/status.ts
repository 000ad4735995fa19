import { lastManifest, placeInFleet } from '@netvakt/blocklist';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { shown } from '../base/text.ts';
import { type FleetOptions, withFleet } from './command.ts';
import { reportOf, textOf } from './publish.ts';

export interface PlaceOptions extends FleetOptions {
  readonly nodes: readonly string[];
}

/** What this machine holds as a node, and what it has published. */
export const status: Action<FleetOptions> = withFleet<FleetOptions>(async ({ stdout }, { json }, { fleet }) => {
  const { id, source } = fleet.section;
  const held = await fleet.nodeStore.current();
  const published = await lastManifest({ store: fleet.publisherStore });
  const percent = placeInFleet(id, fleet.node) / 100;
  const node = source === undefined ? null : { node: fleet.node, percent, generation: held?.generation ?? null };
  const now = Date.now();
  const report = { fleet: id, node, published: published === undefined ? null : reportOf(published, now) };
  const lines = [
    ...(node === null ? [] : [`${id}: node ${node.node}, turn at ${percent} %, ${heldText(node.generation)}`]),
    ...(published === undefined ? [] : [`${id}: published from here: ${textOf(published, now)}`]),
  ];
  await stdout.write(shown(json, report, lines.length === 0 ? `${id}: no node, nothing published` : lines.join('\n')));
  return node !== null && node.generation === null ? EXIT.failed : EXIT.done;
});

function heldText(generation: number | null): string {
  return generation === null ? 'holds nothing' : `holds generation ${generation}`;
}

/** At which share of the nodes it is each one's turn, the first ones first. */
export const turn: Action<PlaceOptions> = withFleet<PlaceOptions>(async ({ stdout }, { json, nodes }, { fleet }) => {
  const { id } = fleet.section;
  const turns = nodes.map((node) => ({ node, percent: placeInFleet(id, node) / 100 }));
  for (const one of turns.toSorted((a, b) => a.percent - b.percent))
    await stdout.write(shown(json, one, `${one.percent.toFixed(2).padStart(6)} %  ${one.node}`));
  return EXIT.done;
});
