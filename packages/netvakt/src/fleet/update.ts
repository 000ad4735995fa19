import { describeRefusal, type FleetOutcome, updateFleetNode } from '@netvakt/blocklist';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { shown, timeOf } from '../base/text.ts';
import { type FleetOptions, withFleetLock } from './command.ts';

/** Brings this node where its fleet's manifest wants it. A running filter takes it up at its next reload. */
export const update: Action<FleetOptions> = withFleetLock<FleetOptions>(async ({ stdout }, { json }, { fleet }) => {
  const outcome = await updateFleetNode(await fleet.asNode(), Date.now());
  const { id } = fleet.section;
  await stdout.write(shown(json, { fleet: id, ...reportOf(outcome) }, textOf(id, outcome)));
  return outcome.kind === 'refused' ? EXIT.failed : EXIT.done;
});

function reportOf(outcome: FleetOutcome): Readonly<Record<string, string | number>> {
  if (outcome.kind === 'refused') {
    const { reason, code, found } = outcome.refusal;
    return { outcome: outcome.kind, reason, code, found };
  }
  const { generation, expires } = outcome;
  const got = outcome.kind === 'taken' ? { form: outcome.form, bytes: outcome.bytes } : {};
  return { outcome: outcome.kind, generation, expires: timeOf(expires), ...got };
}

function textOf(id: string, outcome: FleetOutcome): string {
  if (outcome.kind === 'refused') return describeRefusal(outcome.refusal);
  if (outcome.kind === 'unchanged') return `${id}: unchanged, generation ${outcome.generation}`;
  return `${id}: generation ${outcome.generation} taken (${outcome.form}, ${outcome.bytes} bytes fetched)`;
}
