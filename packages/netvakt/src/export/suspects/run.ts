/** Stage 1 as commands run it: with progress on a terminal, and what it came to on standard error. */
import type { Context } from '../../base/context.ts';
import type { Config } from '../../config/config.ts';
import type { ExemptSources } from '../exempt-sources.ts';
import { type EnforcedFiles, listedNames } from '../names.ts';
import { planHere } from '../nft/here.ts';
import type { InterceptionPlan } from '../nft/plan.ts';
import { planOf } from '../nft/plan-of-config.ts';
import { findSuspects, type Suspects, type SuspectsReport } from './find.ts';

/** One run of stage 1. */
export interface SuspectsRun {
  readonly config: Config;
  readonly files: EnforcedFiles;
  /** Reports as JSON. */
  readonly json: boolean | undefined;
}

/** What a plan is made of. */
export interface PlanRun extends SuspectsRun {
  readonly exempt: ExemptSources;
}

/** Reads the lists, resolves their names, and reports the result. Standard output is reserved for the export. */
export async function suspectsOf({ stderr, environment }: Context, run: SuspectsRun): Promise<Suspects> {
  const { config, files, json } = run;
  const names = await listedNames(await files(config, environment));
  let shown = 0;
  const progress = (done: number, all: number): void => {
    const percent = Math.floor((100 * done) / all);
    if (!stderr.isTerminal || percent === shown) return;
    shown = percent;
    void stderr.write(`\rresolving ${percent} % of ${all} names${percent === 100 ? '\n' : ''}`);
  };
  const suspects = await findSuspects(config, names, { now: Math.floor(Date.now() / 1000), progress });
  await stderr.write(json === true ? `${JSON.stringify(suspects.report)}\n` : textOf(suspects.report));
  return suspects;
}

/** The plan of this machine, with what stage 1 finds if only suspects are led to the filter, and with exempt sources. */
export async function wholePlan(context: Context, run: PlanRun): Promise<InterceptionPlan> {
  const { config } = run;
  const { reach } = planOf(config, []);
  const addresses = reach === 'suspects' ? (await suspectsOf(context, run)).addresses : [];
  return planHere(planOf(config, addresses, await run.exempt(config, context.stderr)));
}

function textOf({ names, addresses, added, removed, leftOut }: SuspectsReport): string {
  const reasons = Object.entries(leftOut)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${count} ${reason}`);
  const rest = reasons.length === 0 ? '' : `; left out: ${reasons.join(', ')}`;
  return `${addresses} addresses of ${names} names: ${added} added, ${removed} removed${rest}\n`;
}
