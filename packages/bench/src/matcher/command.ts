/** `pnpm bench matcher`: options to settings, report to output. */

import { progress } from '../common/progress.ts';
import {
  chosenNames,
  type NumberBounds,
  type OptionValues,
  optionValues,
  UsageError,
  wholeNumber,
} from '../common/usage.ts';
import { withWorktree } from '../common/worktree.ts';
import { MATCHER_CASES } from './cases.ts';
import { comparedContestants, controlContestants } from './compare/contestants.ts';
import { controlOf, controlText, ratiosOf, ratiosText } from './compare/ratios.ts';
import { ENGINES } from './engines.ts';
import { OWN_CASES } from './own/cases.ts';
import { ownTextReport } from './own/report.ts';
import { runOwnBench } from './own/run.ts';
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
  --list FILE      your own list, a host or URL a line, with --queries: in place of generated ones
  --queries FILE   your own log, a host or URL a line
  --compare REV    this tree against another commit, in turns, after a control against itself; prints ratios
  --write-docs     also write docs/benchmarks/matcher.md and its charts
  --help

Every engine in every case has a child process of its own, agrees with a plain oracle before it is timed, and looks up
strings that no engine has seen. Rounds are taken in turns. A wrong answer is reported and not timed.

Nothing of your own list and log is printed or written: reports hold counts and times. Empty lines and lines that begin with "#" are
no entries. A host covers its sub-domains, a URL with "/" at its end all below it. What the other engines cannot hold is left out and
counted: networks, IPv6, ports, and pages that servers read in several ways.

Cases:
${MATCHER_CASES.map(({ name, what, quick }) => `  ${name.padEnd(18)} ${what}${quick ? '' : ' (not in the quick run)'}`).join('\n')}

Cases with --list and --queries:
${OWN_CASES.map(({ name, what }) => `  ${name.padEnd(18)} ${what}`).join('\n')}

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
  list: { type: 'string' },
  queries: { type: 'string' },
  compare: { type: 'string' },
  'write-docs': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** No engine holds more. */
const ENTRIES: NumberBounds = { most: 100_000_000, example: '100k' };
/** All requests of a case are in memory while they are made. */
const MATCHER_ROUNDS: NumberBounds = { most: 30, example: '7' };
const SEED: NumberBounds = { most: 1_000_000_000, example: '1' };

type Values = OptionValues<typeof OPTIONS>;

/** Runs the command. Throws a `UsageError` if the options make no sense. */
export async function matcherCommand(args: readonly string[]): Promise<void> {
  const values = optionValues(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const command = ['pnpm bench matcher', ...args].join(' ');
  const settings = settingsOf(values);
  if (values.list !== undefined || values.queries !== undefined) return await own(values, settings);
  checkCases(settings, OWN_CASES, 'needs --list and --queries');
  if (values.compare !== undefined) return await compare(values.compare, settings, command, values.json);
  const report = await runMatcherBench({ settings, command, progress });
  // Loaded only here: drawing charts takes longer to load than all the rest.
  if (values['write-docs']) (await import('./report/page.ts')).writePage(report);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : textReport(report));
}

/** Options that say something about generated lists, or would make a private list's figures public. */
const NOT_OWN = ['large', 'entries', 'seed', 'compare', 'write-docs'] as const;

async function own(values: Values, settings: MatcherSettings): Promise<void> {
  const { list, queries } = values;
  if (list === undefined || queries === undefined)
    throw new UsageError('--list FILE and --queries FILE go together. Give both');
  const other = NOT_OWN.find((option) => values[option] !== undefined && values[option] !== false);
  if (other !== undefined)
    throw new UsageError(`--${other} is for generated lists. Leave it out, or --list and --queries`);
  checkCases(settings, MATCHER_CASES, 'is for generated lists. Leave it out, or --list and --queries');
  const report = await runOwnBench({ files: { list, queries }, settings, progress });
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : ownTextReport(report));
}

/** Throws a {@link UsageError} if `--only` names one of the cases of another kind of run. */
function checkCases({ only }: MatcherSettings, others: readonly { readonly name: string }[], remedy: string): void {
  const other = others.find(({ name }) => only.includes(name));
  if (other !== undefined) throw new UsageError(`--only: ${other.name} ${remedy}`);
}

async function compare(commit: string, settings: MatcherSettings, command: string, json: boolean): Promise<void> {
  await withWorktree(commit, async (tree) => {
    const run = { settings, command, progress };
    progress('control: this tree against itself');
    const control = controlOf(await runMatcherBench({ ...run, contestants: controlContestants() }));
    if (!json) process.stdout.write(`${controlText(control)}\n`);
    const report = await runMatcherBench({ ...run, contestants: comparedContestants(tree) });
    const ratios = ratiosOf(report, tree.revision, control);
    const { deviations: _, ...spread } = control;
    process.stdout.write(
      json
        ? `${JSON.stringify({ ...report, comparedWith: tree.revision, control: spread, ratios })}\n`
        : ratiosText(ratios, tree.revision),
    );
  });
}

function settingsOf({ quick, large, entries, only, rounds, seed }: Values): MatcherSettings {
  const base = quick ? QUICK_MATCHER : FULL_MATCHER;
  return {
    ...base,
    large,
    only: chosenNames(only, 'engines or cases', [...ENGINES, ...MATCHER_CASES, ...OWN_CASES]),
    ...(entries !== undefined && {
      sizes: entries
        .split(',')
        .map((size) => wholeNumber('--entries', size, ENTRIES))
        .toSorted((a, b) => a - b),
    }),
    ...(rounds !== undefined && { rounds: wholeNumber('--rounds', rounds, MATCHER_ROUNDS) }),
    ...(seed !== undefined && { seed: wholeNumber('--seed', seed, SEED) }),
  };
}
