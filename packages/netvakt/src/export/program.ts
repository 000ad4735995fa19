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
      .option('--routes', 'print the policy routing that it needs, as a shell script')
      .option('--suspects', 'only what fills the sets of suspect addresses of a ruleset in force')
      .option('--apply', 'put it in force on this machine, routes included')
      .option('--check', 'compare with the rules in force; exit code 1 if they differ')
      .option(
        '--restore',
        'put back what is lost of what was put in force, and ask the canary; run by netvakt-rules.timer',
      )
      .option('--remove', 'take rules and routes away until --apply: all traffic passes by the filter')
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
      const command = toFile(common(format, `${description} In clear.`));
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
    .option('--check-with <command>', 'shell command that must take the new file, $1, in place of the usual checker')
    .option('--reload <command>', 'shell command to run when the file is in its place')
    .option('--max-shrink <percent>', 'per cent of the entries that may go in one run (default: 50)', percent)
    .option('--allow-empty', 'write the file even if it has no entry')
    .option('--json', 'reports as JSON');
}
