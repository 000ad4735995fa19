import {
  type FleetManifest,
  isComplete,
  type ListFacts,
  plannedStages,
  publishSnapshot,
  type RollOutStage,
  restage,
  shareAt,
  WHOLE_FLEET,
} from '@netvakt/blocklist';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { shown, timeOf } from '../base/text.ts';
import type { Config } from '../config/config.ts';
import type { PublishSection } from '../config/schema/fleet.ts';
import { type FleetOptions, signedBefore, withFleetLock } from './command.ts';
import { place } from './place.ts';

export interface PublishOptions extends FleetOptions {
  /** To all nodes at once: for a removal that cannot wait. */
  readonly atOnce?: boolean;
}

/** Compiles the configured lists, the hashes under the fleet's seed: each member would come to the same bytes. */
export type CompileLists = (
  config: Config,
  seed: Uint32Array,
) => Promise<{
  readonly buffer: SharedArrayBuffer;
  readonly lists: readonly ListFacts[];
  readonly snapshot: { readonly ruleCount: number };
}>;

/** Compiles the configured lists once for all nodes, and begins to roll the snapshot out. */
export const publish = (compile: CompileLists): Action<PublishOptions> =>
  withFleetLock<PublishOptions>(async ({ stdout }, { json, atOnce }, { fleet, config }) => {
    const { publisher, publish: section } = await fleet.asPublisher();
    const compiled = await compile(config, fleet.secret.seed);
    const now = Date.now();
    const stages = atOnce === true ? [{ share: WHOLE_FLEET, from: now }] : stagesOf(section, now);
    const publication = await publishSnapshot(publisher, compiled.buffer, compiled.lists, stages, now);
    await place(fleet, section, publication);
    const { manifest, parcels } = publication;
    const sizes = Object.fromEntries(parcels.map(({ name, bytes }) => [name, bytes.length]));
    const report = { ...reportOf(manifest, now), rules: compiled.snapshot.ruleCount, parcels: sizes };
    const what = parcels.length === 0 ? 'the same rules: manifest renewed' : `published, ${report.rules} rules`;
    await stdout.write(shown(json, report, `${fleet.section.id}: ${what}; ${textOf(manifest, now)}`));
    return EXIT.done;
  });

/** Takes the next step of the roll-out now. */
export const advance: Action<FleetOptions> = withFleetLock<FleetOptions>(async (context, { json }, { fleet }) => {
  const { publisher, publish: section } = await fleet.asPublisher();
  const before = await signedBefore(context, fleet);
  if (before === undefined) return EXIT.failed;
  const now = Date.now();
  if (before.next === undefined || isComplete(before.next, now)) {
    await context.stderr.write(`${fleet.section.id}: nothing is on its way\n`);
    return EXIT.failed;
  }
  const reached = shareAt(before.next.stages, now);
  const remaining = sharesOf(section).filter((share) => share > reached);
  const wanted = remaining.length === 0 ? [WHOLE_FLEET] : remaining;
  const stages = [...before.next.stages.filter(({ from }) => from <= now), ...planned(wanted, section, now)];
  const publication = await restage(publisher, before, stages, now);
  await place(fleet, section, publication);
  const { manifest } = publication;
  await context.stdout.write(shown(json, reportOf(manifest, now), `${fleet.section.id}: ${textOf(manifest, now)}`));
  return EXIT.done;
});

/** Takes the roll-out back: nodes that have it already return to what was there before. */
export const halt: Action<FleetOptions> = withFleetLock<FleetOptions>(async (context, { json }, { fleet }) => {
  const { publisher, publish: section } = await fleet.asPublisher();
  const before = await signedBefore(context, fleet);
  if (before === undefined) return EXIT.failed;
  if (before.next === undefined) {
    await context.stderr.write(`${fleet.section.id}: nothing is on its way\n`);
    return EXIT.failed;
  }
  const now = Date.now();
  const publication = await restage(publisher, before, undefined, now);
  await place(fleet, section, publication);
  const { manifest } = publication;
  const text = `generation ${before.next.generation.number} is taken back; ${textOf(manifest, now)}`;
  await context.stdout.write(shown(json, reportOf(manifest, now), `${fleet.section.id}: ${text}`));
  return EXIT.done;
});

/** Per cent, as the file has them, in ten-thousandths. */
export function sharesOf({ shares }: Pick<PublishSection, 'shares'>): readonly number[] {
  return shares.map((share) => Math.round((share * WHOLE_FLEET) / 100));
}

function stagesOf(section: PublishSection, now: number): readonly RollOutStage[] {
  return planned(sharesOf(section), section, now);
}

/** Whole seconds: a manifest has no finer ones, and a first stage that begins a moment later would be none. */
function planned(shares: readonly number[], { holdMinutes }: PublishSection, now: number): readonly RollOutStage[] {
  return plannedStages(shares, holdMinutes * 60_000, Math.floor(now / 1000) * 1000);
}

/** The content of a manifest, for programs. */
export function reportOf(
  { fleet, serial, expires, stable, next }: FleetManifest,
  now: number,
): Readonly<Record<string, unknown>> {
  return {
    fleet,
    serial,
    expires: timeOf(expires),
    stable: stable.number,
    next: next?.generation.number ?? null,
    percent: next === undefined ? null : shareAt(next.stages, now) / 100,
    stages: next?.stages.map(({ share, from }) => ({ percent: share / 100, from: timeOf(from) })) ?? [],
  };
}

/** The same for people. */
export function textOf({ stable, next, expires }: FleetManifest, now: number): string {
  const until = `the manifest counts until ${timeOf(expires)}`;
  if (next === undefined) return `generation ${stable.number} at all nodes; ${until}`;
  const share = shareAt(next.stages, now) / 100;
  const further = next.stages.filter(({ from }) => from > now);
  const then = further.map((stage) => `${stage.share / 100} % from ${timeOf(stage.from)}`).join(', ');
  const rest = isComplete(next, now) ? '' : `; then ${then === '' ? 'netvakt fleet advance' : then}`;
  return `generation ${next.generation.number} at ${share} % of the nodes, ${stable.number} at the others${rest}; ${until}`;
}
