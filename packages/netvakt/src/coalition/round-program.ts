import type { Command } from 'commander';
import { wholeNumber } from '../base/arguments.ts';
import type { CommandLine } from '../base/registration.ts';
import type { RevealOptions, VerifyOpeningOptions } from './command-commitment.ts';
import type { CompareOptions } from './command-compare.ts';
import type { JoinOptions } from './command-join.ts';
import type { OpenOptions } from './command-open.ts';
import type { PolicyOptions } from './command-policy.ts';
import type { SubmitOptions } from './command-submit.ts';
import type { SumOptions } from './command-sum.ts';
import { HOME, JSON_OPTION } from './folder-program.ts';

const POLICY = ['--policy <file>', 'policy to use (default: the newest in the folder for the quarter)'] as const;

/** Adds the commands of a round: join, policy, submit, sum, open, compare, commitment. */
export function roundCommands(coalition: Command, line: CommandLine): void {
  const { named, act } = line;
  named(coalition.command('join'), 'Generate keys, and check that the policy names yours.')
    .requiredOption('--id <name>', 'your pseudonym in the coalition')
    .requiredOption('--folder <directory>', 'the coalition’s folder')
    .option(...HOME)
    .option('--key <file>', 'signing key, from netvakt report key (default: a separate key)')
    .option('--aggregator', 'act as an aggregator: also generate a key that opens submissions')
    .option('--trust', 'trust the aggregators of the policy from now on')
    .option(...JSON_OPTION)
    .action((options: JoinOptions) => act(async () => (await import('./command-join.ts')).join)(options));
  named(coalition.command('policy'), 'Show, sign or publish a policy or its draft.')
    .argument('<file>', 'draft, or policy that others have already signed')
    .option('--sign', 'sign as an aggregator; changes the file')
    .option('--publish', 'publish it in the folder, once all aggregators have signed')
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
  named(coalition.command('sum'), 'Sum the submissions of members, as far as this aggregator can now.')
    .argument('<quarter>', 'as 2026-Q3')
    .option('--early', 'sum before the deadline, although members are missing')
    .option(...HOME)
    .option(...POLICY)
    .option(...JSON_OPTION)
    .action((quarter: string, options: Omit<SumOptions, 'quarter'>) =>
      act(async () => (await import('./command-sum.ts')).sum)({ ...options, quarter }),
    );
  named(coalition.command('open'), 'Combine the aggregators’ sums, and sign and publish the edition.')
    .argument('<quarter>', 'as 2026-Q3')
    .option(...HOME)
    .option(...POLICY)
    .option(...JSON_OPTION)
    .action((quarter: string, options: Omit<OpenOptions, 'quarter'>) =>
      act(async () => (await import('./command-open.ts')).open)({ ...options, quarter }),
    );
  named(coalition.command('compare'), 'Compare your ratios of a quarter with those of all members.')
    .argument('<report>', 'your report of the quarter')
    .option('--months', 'also show each month')
    .option('--write <file>', 'also write the file for coalition.comparison')
    .option('--prometheus <file>', 'also write metrics for the textfile collector of node_exporter')
    .option(...HOME)
    .option(...POLICY)
    .option(...JSON_OPTION)
    .action((report: string, options: Omit<CompareOptions, 'report'>) =>
      act(async () => (await import('./command-compare.ts')).compare)({ ...options, report }),
    );
  commitmentCommands(coalition, line);
}

/** Adds `netvakt coalition commitment …`. */
function commitmentCommands(coalition: Command, { named, act }: CommandLine): void {
  const commitment = named(coalition.command('commitment'), 'Show what was submitted, if it is disputed.');
  named(commitment.command('reveal'), 'Write all figures of your submission, with its salt, for an auditor.')
    .argument('<quarter>', 'as 2026-Q3')
    .requiredOption('--write <file>', 'new file, readable only by you')
    .option('--revision <n>', 'number of the submission (default: the last)', wholeNumber)
    .option(...HOME)
    .option(...JSON_OPTION)
    .action((quarter: string, options: Omit<RevealOptions, 'quarter'>) =>
      act(async () => (await import('./command-commitment.ts')).reveal)({ ...options, quarter }),
    );
  named(commitment.command('verify'), 'Compare the figures that a member reveals with its signed submission.')
    .argument('<opening>', 'the file that the member revealed')
    .argument('<submission>', 'of the folder: sealed/2026-Q3/submission-….jws')
    .option('--policy <file>', 'of the quarter, for an auditor without a home (default: the home’s)')
    .option(...HOME)
    .option(...JSON_OPTION)
    .action((opening: string, submission: string, options: Omit<VerifyOpeningOptions, 'opening' | 'submission'>) =>
      act(async () => (await import('./command-commitment.ts')).verifyCommitment)({ ...options, opening, submission }),
    );
}
