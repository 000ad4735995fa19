/** `pnpm bench proxy`: options to settings, report to output. */

import { checkoutAt } from '../common/checkout.ts';
import { progress } from '../common/progress.ts';
import { chosenNames, type OptionValues, optionValues, ROUNDS, RULES, wholeNumber } from '../common/usage.ts';
import { PROXY_CASES } from './cases.ts';
import { checkProxyPlan } from './plan.ts';
import { PROXIES, proxiesWith } from './proxies.ts';
import { textReport } from './report/text.ts';
import { runProxyBench } from './run.ts';
import { FULL_PROXY, type ProxyBenchSettings, QUICK_PROXY } from './settings.ts';

const HELP = `Usage: pnpm bench proxy [options]

  --quick        within two minutes on two cores; without it, about a quarter of an hour
  --json         one JSON object on standard output instead of tables
  --rules LIST   sizes of the list, e.g. 0,100k,1M
  --only LIST    proxies and cases by name; all of the kind that is not named
  --rounds N     rounds of each proxy in each case
  --against DIR  Netvakt from another checkout takes part as 'against', e.g. one that git worktree made
  --profile      end with a profile of Netvakt under load (always without --quick)
  --write-docs   also write docs/benchmarks/proxy.md and its charts
  --help

Each proxy has one core for itself; clients (wrk) and the origin (nginx) share another. A proxy is checked before it is
timed: what should pass passes unchanged, what is listed does not. Rounds are taken in turns. Loopback only.

Cases:
${PROXY_CASES.map(({ name, what }) => `  ${name.padEnd(12)} ${what}`).join('\n')}

Proxies (those not installed are named as absent):
${PROXIES.map(({ name, what }) => `  ${name.padEnd(12)} ${what}`).join('\n')}
`;

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  rules: { type: 'string' },
  only: { type: 'string' },
  rounds: { type: 'string' },
  against: { type: 'string' },
  profile: { type: 'boolean', default: false },
  'write-docs': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Values = OptionValues<typeof OPTIONS>;

/** Runs the command. Throws a `UsageError` if the options make no sense. */
export async function proxyCommand(args: readonly string[]): Promise<void> {
  const values = optionValues(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const command = ['pnpm bench proxy', ...args].join(' ');
  const settings = settingsOf(values);
  checkProxyPlan(settings);
  const report = await runProxyBench({ settings, command, progress });
  // Loaded only here: drawing charts takes longer to load than all the rest.
  if (values['write-docs']) (await import('./report/page.ts')).writePage(report);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : textReport(report));
}

function settingsOf({ quick, rules, only, rounds, against, profile }: Values): ProxyBenchSettings {
  const base = quick ? QUICK_PROXY : FULL_PROXY;
  return {
    ...base,
    only: chosenNames(only, 'proxies or cases', [...proxiesWith(against), ...PROXY_CASES]),
    against: against === undefined ? undefined : checkoutAt(against),
    profiles: base.profiles || profile,
    ...(rules !== undefined && {
      rules: rules.split(',').map((size) => wholeNumber('--rules', size, { ...RULES, least: 0 })),
    }),
    ...(rounds !== undefined && { rounds: wholeNumber('--rounds', rounds, ROUNDS) }),
  };
}
