import { InvalidArgumentError } from 'commander';
import { wholeNumber, wholeNumberOrZero } from '../base/arguments.ts';
import type { Registration } from '../base/registration.ts';
import type { PlayOptions } from './coalition/command.ts';
import type { DayOptions } from './day/command.ts';
import type { MonthOptions } from './month/command.ts';

/** Adds `netvakt demo …`. */
export const demoCommands: Registration = (program, { named, act, runLine }) => {
  const demo = named(program.command('demo'), 'Show the filter at work.');
  named(
    demo.command('day'),
    'Replay a synthetic day of eight markets through a filter, in about a minute, and compare its counts with the known figures. Exit code 1 if one differs.',
  )
    .option('--seed <number>', 'seed of the random numbers; each gives another day', '1')
    .option('--scale <factor>', '1: half a million attempts in 30 days', '1')
    .option('--admin-port <port>', 'port of /metrics; 0 lets the system choose', '0')
    .option('--keep-open', 'keep serving /metrics until SIGINT or SIGTERM')
    .option('--json', 'one JSON object instead of a table')
    .action((options: DayOptions) => act(async () => (await import('./day/command.ts')).day)(options));
  named(
    demo.command('coalition'),
    'Play two quarters of a coalition in about a minute: five operators, two aggregators, a secretariat, and what goes wrong. Prints what each party saw and could not see, and leaves all files. Ends with 1 if an expectation of the play does not hold.',
  )
    .option(
      '--directory <directory>',
      'a new or empty one for all files (default: one below the system’s temporary directory)',
    )
    .option('--seed <number>', 'seed of the random numbers; each gives other traffic', wholeNumber, 1)
    .option('--scale <factor>', 'traffic of each short day, as a factor of a real one', '0.02')
    .option('--json', 'one JSON object instead of text')
    .action((options: PlayOptions) => act(async () => (await import('./coalition/command.ts')).play(runLine))(options));
  named(
    demo.command('month'),
    'Make a month of three markets and two nodes, with nights, week-ends, holidays, growing lists and incidents, counted by the filter’s own code, and compare the figures with what the script knows. Writes its samples for Prometheus, or as a test of alerting rules. Ends with 1 if a figure differs.',
  )
    .option('--seed <number>', 'seed of the random numbers; each gives another month', wholeNumberOrZero, 1)
    .option('--days <number>', 'of how many days', daysOfMonth, 30)
    .option('--until <date>', 'the day after the last, as 2026-02-01 (default: today, UTC)', midnight)
    .option('--openmetrics <file>', 'write the samples for `promtool tsdb create-blocks-from openmetrics`')
    .option(
      '--promtool <file>',
      'write a test for `promtool test rules`: which alerts fire in the month, and when none does',
    )
    .option('--rules <folder>', 'the rules of that test (default: deploy/prometheus/rules)')
    .option('--json', 'one JSON object instead of a table')
    .action((options: MonthOptions) => act(async () => (await import('./month/command.ts')).month)(options));
};

/** 1 to 62. */
function daysOfMonth(text: string): number {
  const days = wholeNumber(text);
  if (days <= 62) return days;
  throw new InvalidArgumentError('Write a number of days from 1 to 62.');
}

/** A day's beginning (UTC) in Unix seconds. */
function midnight(text: string): number {
  const milliseconds = /^\d{4}-\d{2}-\d{2}$/u.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (milliseconds >= 0) return milliseconds / 1000;
  throw new InvalidArgumentError('Write a day, as 2026-02-01.');
}
