/** `pnpm bench matcher`: options to settings, report to output. */

import { progress } from '../common/progress.ts';
import { type OptionValues, optionValues, UsageError, wholeNumber } from '../common/usage.ts';
import { withWorktree } from '../common/worktree.ts';
import { MATCHER_CASES } from './cases.ts';
import { comparedContestants } from './compare/contestants.ts';
import { ratiosOf, ratiosText } from './compare/ratios.ts';
import { ENGINES } from './engines.ts';
import { textReport } from './report/text.ts';
import { runMatcherBench } from './run.ts';
import { FULL_MATCHER, type MatcherSettings, QUICK_MATCHER } from './settings.ts';

const HELP = `Usage: pnpm bench matcher [options]

  --quick          1 million entries (slow peers: 100 thousand), within a minute on two cores;
                   without it: 100 thousand, 1 million and 10 million, about twenty minutes
  --large          also Netvakt among 10 million entries, misses and listed hosts; two to three minutes more, 8 GB
  --json           one JSON object on standard output instead of tables
  --entries LIST   sizes of the lists, e.g. 100k,1M
  --only LIST      engines and cases by name; all of the kind that is not named
  --rounds N       timed rounds of each engine in each case
  --seed N         of the lists and requests
  --compare REV    this tree against another commit, in turns; prints ratios
  --write-docs     also write docs/benchmarks/matcher.md and its charts
  --help

Every engine in every case has a child process of its own, agrees with a plain oracle before it is timed, and looks up
strings that no engine has seen. Rounds are taken in turns. A wrong answer is reported and not timed.

Cases:
${MATCHER_CASES.map(({ name, what, quick }) => `  ${name.padEnd(18)} ${what}${quick ? '' : ' (not in the quick run)'}`).join('\n')}

Engines:
${ENGINES.map(({ name, what, licence }) => `  ${name.padEnd(18)} ${what}${licence === 'none' ? '' : ` (${licence})`}`).join('\n')}
`;

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  large: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  entries: { type: 'string' },
  only: { type: 'string' },
  rounds: { type: 'string' },
  seed: { type: 'string' },
  compare: { type: 'string' },
  'write-docs': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Values = OptionValues<typeof OPTIONS>;

/** Runs the command. Throws a {@link UsageError} where the options make no sense. */
export async function matcherCommand(args: readonly string[]): Promise<void> {
  const values = optionValues(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const command = ['pnpm bench matcher', ...args].join(' ');
  const settings = settingsOf(values);
  if (values.compare !== undefined) return await compare(values.compare, settings, command, values.json);
  const report = await runMatcherBench({ settings, command, progress });
  // Loaded only here: drawing charts takes longer to load than all the rest.
  if (values['write-docs']) (await import('./report/page.ts')).writePage(report);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : textReport(report));
}

async function compare(commit: string, settings: MatcherSettings, command: string, json: boolean): Promise<void> {
  await withWorktree(commit, async (tree) => {
    const report = await runMatcherBench({ settings, command, contestants: comparedContestants(tree), progress });
    const ratios = ratiosOf(report, tree.revision);
    process.stdout.write(
      json
        ? `${JSON.stringify({ ...report, comparedWith: tree.revision, ratios })}\n`
        : ratiosText(ratios, tree.revision),
    );
  });
}

function settingsOf({ quick, large, entries, only, rounds, seed }: Values): MatcherSettings {
  const base = quick ? QUICK_MATCHER : FULL_MATCHER;
  const names = only?.split(',') ?? [];
  const known = [...ENGINES, ...MATCHER_CASES].map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`--only (${unknown.join(',')}) must name engines or cases: ${known.join(', ')}`);
  return {
    ...base,
    large,
    only: names,
    ...(entries !== undefined && {
      sizes: entries
        .split(',')
        .map((size) => wholeNumber('--entries', size))
        .toSorted((a, b) => a - b),
    }),
    ...(rounds !== undefined && { rounds: wholeNumber('--rounds', rounds) }),
    ...(seed !== undefined && { seed: wholeNumber('--seed', seed) }),
  };
}
