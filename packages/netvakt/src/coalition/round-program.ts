import type { Command } from 'commander';
import { wholeNumber } from '../base/arguments.ts';
import type { CommandLine } from '../base/registration.ts';
import type { CompareOptions } from './command-compare.ts';
import type { JoinOptions } from './command-join.ts';
import type { OpenOptions } from './command-open.ts';
import type { PolicyOptions } from './command-policy.ts';
import type { SubmitOptions } from './command-submit.ts';
import type { SumOptions } from './command-sum.ts';
import { HOME, JSON_OPTION } from './folder-program.ts';

const POLICY = ['--policy <file>', 'a policy in place of the newest in the folder that holds for the quarter'] as const;

/** Adds the commands of a round: join, policy, submit, sum, open, compare. */
export function roundCommands(coalition: Command, { named, act }: CommandLine): void {
  named(coalition.command('join'), 'Make keys, and check whose keys the policy names.')
    .requiredOption('--id <name>', 'how the coalition calls you: a pseudonym')
    .requiredOption('--folder <directory>', 'the coalition’s folder')
    .option(...HOME)
    .option('--key <file>', 'the key that signs, as netvakt report key made it (default: one of its own)')
    .option('--aggregator', 'add sums: also make a key that opens submissions')
    .option('--trust', 'trust the aggregators of the policy from now on')
    .option(...JSON_OPTION)
    .action((options: JoinOptions) => act(async () => (await import('./command-join.ts')).join)(options));
  named(coalition.command('policy'), 'Show a policy or its draft, sign it, or put it into the folder.')
    .argument('<file>', 'the draft, or what others have signed already')
    .option('--sign', 'sign it as an aggregator; writes the file')
    .option('--publish', 'put it into the folder, once all aggregators have signed')
    .option(...HOME)
    .option(...JSON_OPTION)
    .action((file: string, options: Omit<PolicyOptions, 'file'>) =>
      act(async () => (await import('./command-policy.ts')).showPolicy)({ ...options, file }),
    );
  named(coalition.command('submit'), 'Seal a report for the aggregators. Run it again with a corrected report.')
    .argument('<report>', 'the file that netvakt report make wrote')
    .option('--revision <n>', 'number of this submission, if the record of the last one was lost', wholeNumber)
    .option(...HOME)
    .option(...POLICY)
    .option(...JSON_OPTION)
    .action((report: string, options: Omit<SubmitOptions, 'report'>) =>
      act(async () => (await import('./command-submit.ts')).submit)({ ...options, report }),
    );
  named(coalition.command('sum'), 'Add what members submitted, as far as this aggregator can now.')
    .argument('<quarter>', 'as 2026-Q3')
    .option('--early', 'before the deadline, though members are missing')
    .option(...HOME)
    .option(...POLICY)
    .option(...JSON_OPTION)
    .action((quarter: string, options: Omit<SumOptions, 'quarter'>) =>
      act(async () => (await import('./command-sum.ts')).sum)({ ...options, quarter }),
    );
  named(coalition.command('open'), 'Put the aggregators’ sums together, sign the edition, publish it.')
    .argument('<quarter>', 'as 2026-Q3')
    .option(...HOME)
    .option(...POLICY)
    .option(...JSON_OPTION)
    .action((quarter: string, options: Omit<OpenOptions, 'quarter'>) =>
      act(async () => (await import('./command-open.ts')).open)({ ...options, quarter }),
    );
  named(coalition.command('compare'), 'Compare the own ratios of a quarter with those of all members.')
    .argument('<report>', 'the own report of the quarter')
    .option('--months', 'each month as well')
    .option('--write <file>', 'also write what coalition.comparison of the configuration names')
    .option('--prometheus <file>', 'also write series for the textfile collector of node_exporter')
    .option(...HOME)
    .option(...POLICY)
    .option(...JSON_OPTION)
    .action((report: string, options: Omit<CompareOptions, 'report'>) =>
      act(async () => (await import('./command-compare.ts')).compare)({ ...options, report }),
    );
}
