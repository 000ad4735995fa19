import type { Command } from 'commander';
import type { SelfTestAction } from './context.ts';
import type { SelfTestOptions } from './options.ts';

/** Wraps an action that is loaded only when it runs. */
export type Act = <Options>(load: () => Promise<SelfTestAction<Options>>) => (options: Options) => Promise<void>;
/** Gives a command its description and the options that every command has. */
export type Name = (command: Command, description: string) => Command;

const DESCRIPTION =
  'Test a filter from the subscriber’s side, with a synthetic list and its own origins. Exit code 0 only if all cases pass.';

/** Adds `netvakt selftest`. Its file is loaded when it runs. */
export function registerSelfTest(program: Command, named: Name, act: Act): void {
  selfTestOptions(named(program.command('selftest'), DESCRIPTION)).action((options: SelfTestOptions) =>
    act(async () => (await import('./selftest.ts')).selfTest)(options),
  );
}

/** Adds the description and the options of the self-test to `command`; returns it. */
export function selfTestOptions(command: Command): Command {
  return command
    .description(DESCRIPTION)
    .option('--proxy <url>', 'the filter, as an explicit proxy: http://127.0.0.1:3128')
    .option('--route <address>', 'address of the origins, reached through the filter')
    .option('--ports <http,https>', 'with --route: the ports to connect to (default: 80,443)')
    .option('--origins <address:http,https>', 'where the origins listen on this machine', '127.0.0.1:8580,8543')
    .option('--control <address:port>', 'address on another machine at which its origins report what arrived')
    .option('--serve', 'serve the origins for a self-test on another machine, until SIGTERM')
    .option('--print-list', 'print the synthetic list that the filter needs, and exit')
    .option('--format <format>', 'urls, domains, squid, e2guardian, haproxy, tinyproxy, netvakt or hosts', 'urls')
    .option(
      '--metrics <url>',
      'metrics of Netvakt, to compare its counts; nobody else may use the filter during the test',
    )
    .option('--source <whose>', 'with --route: whose address origins see, client or any', 'client')
    .option('--only <group>', 'run only this group of cases')
    .option('--patience <times>', 'allow each answer this many times as long: for a slow machine or line', '1')
    .option('--max-added-ms <number>', 'fail if the median added latency is above this value')
    .option('--own-network', 'allow a filter with a public address; it must be yours')
    .option('--html <file>', 'also write the report as an HTML page')
    .option('--json', 'one JSON object instead of a table');
}
