/** `netvakt export nft`: the rules that lead traffic to the filter, printed, put in force, compared or taken away. */
import type { Action, Context } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import type { Config } from '../config/config.ts';
import { configured } from '../config/default-config.ts';
import { restore } from './command-restore.ts';
import type { ExemptSources } from './exempt-sources.ts';
import type { EnforcedFiles } from './names.ts';
import { differencesOf } from './nft/check.ts';
import { applyHere, removeHere } from './nft/here.ts';
import type { InterceptionPlan } from './nft/plan.ts';
import { planOf } from './nft/plan-of-config.ts';
import { routeCommands, routeScript } from './nft/routes.ts';
import { rulesetText, suspectsText } from './nft/ruleset.ts';
import { runHere } from './nft/tools.ts';
import { wholePlan } from './suspects/run.ts';

/** At most one of the switches; without one the ruleset is printed. */
export interface NftOptions {
  readonly config?: string;
  readonly routes?: boolean;
  readonly suspects?: boolean;
  readonly apply?: boolean;
  readonly check?: boolean;
  readonly restore?: boolean;
  readonly remove?: boolean;
  readonly json?: boolean;
}

export const nft =
  (files: EnforcedFiles, exempt: ExemptSources): Action<NftOptions> =>
  async (context, options) => {
    const config = await configured(options.config);
    if (options.check === true) return check(context, planOf(config, []), options);
    if (options.restore === true) return restore(context, { config, json: options.json, files, exempt });
    if (options.remove === true) return remove(context, config);
    if (options.routes === true && options.apply !== true) {
      await context.stdout.write(routeScript(routeCommands(planOf(config, []))));
      return EXIT.done;
    }
    return put(context, config, options, { files, exempt });
  };

async function put(
  context: Context,
  config: Config,
  { suspects: only, apply, json }: NftOptions,
  { files, exempt }: { readonly files: EnforcedFiles; readonly exempt: ExemptSources },
): Promise<number> {
  const plan = await wholePlan(context, { config, files, exempt, json });
  if (apply === true) await applyHere(config, plan, only === true ? 'suspects' : 'all');
  else await context.stdout.write(only === true ? suspectsText(plan, plan.suspects) : rulesetText(plan));
  if (apply === true) await context.stderr.write(`In force: table inet ${plan.table}, ${plan.mode}\n`);
  return EXIT.done;
}

async function remove({ stderr }: Context, config: Config): Promise<number> {
  const plan = await removeHere(config);
  await stderr.write(`Taken away: table inet ${plan.table} and its routes. All traffic passes by the filter\n`);
  return EXIT.done;
}

async function check({ stdout }: Context, plan: InterceptionPlan, { json }: NftOptions): Promise<number> {
  const differences = differencesOf(plan, runHere);
  const text = differences.map(({ part, found, remedy }) => `${part}: ${found}. ${remedy}\n`).join('');
  const same = differences.length === 0;
  if (json === true) await stdout.write(`${JSON.stringify({ inForce: same, differences })}\n`);
  else await stdout.write(same ? `In force as configured: table inet ${plan.table}\n` : text);
  return same ? EXIT.done : EXIT.failed;
}
