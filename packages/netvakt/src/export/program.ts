import type { Command } from 'commander';
import { percent, zoneName } from '../base/arguments.ts';
import { CONFIG, type Registration } from '../base/registration.ts';
import type { NameOptions } from './command-names.ts';
import type { NftOptions } from './command-nft.ts';
import type { RouteOptions } from './command-routes.ts';
import type { ExemptSources } from './exempt-sources.ts';
import type { EnforcedFiles } from './names.ts';

/** Adds `netvakt export …`. @param files - gives the lists to export; @param exempt - who is not led to the filter. */
export const exportCommands =
  (files: EnforcedFiles, exempt: ExemptSources): Registration =>
  (program, { named, act }) => {
    const group = named(program.command('export'), 'Write what leads traffic to the filter: rules, routes, zones.');
    const common = (name: string, description: string): Command =>
      named(group.command(name), description).option(...CONFIG);

    toFile(common('nft', 'Print the nftables ruleset of `interception`, in one transaction.'))
      .option('--routes', 'print the policy routing that the ruleset needs, as a shell script')
      .option('--suspects', 'print only the commands that fill the sets of suspect addresses')
      .option('--apply', 'apply the ruleset and routes on this machine')
      .option('--check', 'compare with the rules in force; exit code 1 if they differ')
      .option(
        '--restore',
        'restore rules and routes that are missing, and check the canary; run by netvakt-rules.timer',
      )
      .option('--remove', 'remove rules and routes until the next --apply: no traffic is filtered')
      .action((options: NftOptions) => act(async () => (await import('./command-nft.ts')).nft(files, exempt))(options));

    const routes = (format: RouteOptions['format'], description: string): void => {
      toFile(common(format, description)).action((options: Omit<RouteOptions, 'format'>) =>
        act(async () => (await import('./command-routes.ts')).routes(files))({ ...options, format }),
      );
    };
    routes('bird', 'Write suspect addresses as static routes of BIRD 2.');
    routes('exabgp', 'Write suspect addresses as commands of ExaBGP.');
    routes('gobgp', 'Write suspect addresses as commands of GoBGP.');

    const names = (format: NameOptions['format'], description: string): void => {
      const command = toFile(common(format, `${description} The names are in clear.`));
      if (format === 'rpz') command.option('--zone <name>', 'name of the zone (default: rpz.invalid)', zoneName);
      command
        .option('--market <id>', 'only lists of this market (default: all lists)')
        .action((options: Omit<NameOptions, 'format'>) =>
          act(async () => (await import('./command-names.ts')).names(files))({ ...options, format }),
        );
    };
    names('rpz', 'Write names that are blocked as a whole as a response policy zone: BIND, Unbound, PowerDNS.');
    names('unbound', 'Write names that are blocked as a whole as local zones of Unbound.');
    names('dnsmasq', 'Write names that are blocked as a whole as a servers file of dnsmasq.');
    names('knot', 'Write names that are blocked as a whole as Lua for Knot Resolver 5.');
    names('hosts', 'Write names that are blocked as a whole as a hosts file.');
  };

/** Options of everything that can be written into a file which a daemon reads. */
function toFile(command: Command): Command {
  return command
    .option('--output <file>', 'replace this file once the new one is written and checked (default: standard output)')
    .option('--check-with <command>', 'shell command that checks the new file ($1), instead of the usual checker')
    .option('--reload <command>', 'shell command to run after the file is replaced')
    .option(
      '--max-shrink <percent>',
      'largest percentage of the entries that one run may remove (default: 50)',
      percent,
    )
    .option('--allow-empty', 'write the file even if it has no entries')
    .option('--json', 'reports as JSON');
}
