/** `netvakt export nft`: the rules that lead traffic to the filter, printed, put in force, compared or taken away. */
import { readFileSync } from 'node:fs';
import type { Action, Context } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import type { Config } from '../config/config.ts';
import { configured } from '../config/default-config.ts';
import { restore } from './command-restore.ts';
import { type ExemptSources, orNobody } from './exempt-sources.ts';
import type { EnforcedFiles } from './names.ts';
import { differencesOf } from './nft/check.ts';
import { dropsReusedPorts, EARLY_DEMUX_REMEDY } from './nft/early-demux.ts';
import { applyHere, planHere, removeHere, stateBase } from './nft/here.ts';
import type { InterceptionPlan } from './nft/plan.ts';
import { planOf } from './nft/plan-of-config.ts';
import { routeCommands, routeScript } from './nft/routes.ts';
import { rulesetText, suspectsIn, suspectsText } from './nft/ruleset.ts';
import { unmarkTakenAway } from './nft/taken-away.ts';
import { runHere } from './nft/tools.ts';
import type { Checker } from './output/programs.ts';
import { type OutputOptions, putOut } from './output/put-out.ts';
import { wholePlan } from './suspects/run.ts';

/** What becomes of QUIC: with `reach: all` that of every subscriber, which not everybody expects. */
const QUIC = {
  inspect: 'QUIC (UDP to port 443) is inspected, and blocked names are dropped, so that browsers use TCP',
  reject: 'QUIC (UDP to port 443) is refused, so that browsers use TCP',
  drop: 'QUIC (UDP to port 443) is dropped, so that browsers use TCP',
  pass: 'QUIC (UDP to port 443) passes unseen',
} as const;

/** What becomes of connections that the filter has when its rules go. */
const STANDING = {
  redirect: 'Connections that the filter has go on',
  tproxy: 'Connections that the filter had are cut: to let them end first, bypass everything and wait',
} as const;

/** At most one of the switches; without one the ruleset is printed. */
export interface NftOptions extends OutputOptions {
  readonly config?: string;
  readonly routes?: boolean;
  readonly suspects?: boolean;
  readonly apply?: boolean;
  readonly check?: boolean;
  readonly restore?: boolean;
  readonly remove?: boolean;
}

const RULESET_CHECKER: Checker = { command: (file) => ['nft', '-c', '-f', file], package: 'nftables', root: true };

export const nft =
  (files: EnforcedFiles, exempt: ExemptSources): Action<NftOptions> =>
  async (context, options) => {
    const config = await configured(options.config);
    if (options.check === true) return check(context, planHere(planOf(config, [])), options);
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
  options: NftOptions,
  { files, exempt }: { readonly files: EnforcedFiles; readonly exempt: ExemptSources },
): Promise<number> {
  const { suspects: only, apply, json } = options;
  const plan = await wholePlan(context, { config, files, exempt: sourcesFor(options, exempt), json });
  if (apply === true) await applyHere(config, plan, only === true ? 'suspects' : 'all');
  else await putRuleset(context, plan, only === true ? suspectsText(plan, plan.suspects) : rulesetText(plan), options);
  // Before the line is printed: from now on the rules are restored again.
  if (apply === true && only !== true) await unmarkTakenAway(stateBase(config));
  if (apply === true)
    await context.stderr.write(`In force: table inet ${plan.table}, ${plan.mode}; ${QUIC[plan.quic]}\n`);
  return EXIT.done;
}

/**
 * Suspects alone need none. Rules are put in force in any case; a file that is written for later is not, as the one before may have
 * exemptions.
 */
function sourcesFor({ suspects, apply }: NftOptions, exempt: ExemptSources): ExemptSources {
  if (suspects === true) return () => Promise.resolve({ four: [], six: [] });
  return apply === true ? orNobody(exempt) : exempt;
}

async function putRuleset(context: Context, plan: InterceptionPlan, text: string, options: NftOptions): Promise<void> {
  // To standard output, no suspects are an answer like any other.
  const counted = options.output !== undefined && plan.reach === 'suspects' ? { count: suspectsIn } : {};
  // What fills the sets of a ruleset in force is not checked: nft refuses it on a machine without that ruleset.
  const checked = options.suspects === true ? {} : { checker: RULESET_CHECKER };
  await putOut(context, { text: () => text, ...counted, ...checked }, options);
}

async function remove({ stderr }: Context, config: Config): Promise<number> {
  const plan = await removeHere(config);
  await stderr.write(
    `Taken away: table inet ${plan.table} and its routes. All traffic passes by the filter. ${STANDING[plan.mode]}\n`,
  );
  if (plan.mode === 'tproxy' && dropsReusedPorts(textOf))
    await stderr.write(
      `Warning: subscribers who use a port again get no answer for up to a minute. ${EARLY_DEMUX_REMEDY}\n`,
    );
  return EXIT.done;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

async function check({ stdout }: Context, plan: InterceptionPlan, { json }: NftOptions): Promise<number> {
  const differences = differencesOf(plan, runHere);
  const text = differences.map(({ part, found, remedy }) => `${part}: ${found}. ${remedy}\n`).join('');
  const same = differences.length === 0;
  if (json === true) await stdout.write(`${JSON.stringify({ inForce: same, differences })}\n`);
  else await stdout.write(same ? `In force as configured: table inet ${plan.table}\n` : text);
  return same ? EXIT.done : EXIT.failed;
}
