import { plannedStages, WHOLE_FLEET } from '@netvakt/blocklist';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { shown } from '../base/text.ts';
import { sharesOf } from './publish.ts';
import { type Push, type PushReport, simulate as simulatePush } from './simulation.ts';

export interface SimulateOptions {
  readonly nodes: number;
  /** Per cent. */
  readonly shares: readonly number[];
  readonly holdMinutes: number;
  readonly everySeconds: number;
  readonly noticedMinutes: number;
  readonly json?: boolean;
}

/** Prints how many nodes a bad push reaches: staged, to all at once, and if nodes reject it on their own. */
export const simulate: Action<SimulateOptions> = async ({ stdout }, options) => {
  const every = options.everySeconds * 1000;
  const hold = options.holdMinutes * 60_000;
  const staged: Push = {
    nodes: options.nodes,
    stages: plannedStages(sharesOf(options), hold, 0),
    every,
    jitter: every / 10,
    noticedAfter: options.noticedMinutes * 60_000,
    refusedByNodes: false,
    seed: 1,
  };
  const rows: readonly (readonly [string, PushReport])[] = [
    ['staged', simulatePush(staged)],
    ['at once', simulatePush({ ...staged, stages: [{ share: WHOLE_FLEET, from: 0 }] })],
    ['refused by nodes', simulatePush({ ...staged, refusedByNodes: true })],
  ];
  for (const [push, report] of rows) await stdout.write(shown(options.json, { push, ...report }, textOf(push, report)));
  return EXIT.done;
};

function textOf(push: string, report: PushReport): string {
  const { reached, nodes, percent, nodeMinutes, haltedAfterMinutes, overAfterMinutes } = report;
  const share = `${reached} of ${nodes} nodes (${percent.toFixed(1)} %)`;
  const times = reached === 0 ? '' : `, halted after ${haltedAfterMinutes} min, over after ${overAfterMinutes} min`;
  return `${push.padEnd(17)} ${share}, ${nodeMinutes} node-minutes${times}`;
}
