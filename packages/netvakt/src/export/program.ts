import type { Command } from 'commander';
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

    common('nft', 'Print the nftables ruleset of `interception`, in one transaction.')
      .option('--routes', 'print the policy routing that it needs, as a shell script')
      .option('--suspects', 'only what fills the sets of suspect addresses of a ruleset in force')
      .option('--apply', 'put it in force on this machine, routes included')
      .option('--check', 'compare with what is in force; exit code 1 where it differs')
      .option(
        '--restore',
        'put back what is lost of what was put in force, and ask the canary; run by netvakt-rules.timer',
      )
      .option('--remove', 'take rules and routes away: all traffic passes by the filter')
      .option('--json', 'reports as JSON')
      .action((options: NftOptions) => act(async () => (await import('./command-nft.ts')).nft(files, exempt))(options));

    const routes = (format: RouteOptions['format'], description: string): void => {
      common(format, description)
        .option('--json', 'the report on standard error as JSON')
        .action((options: Omit<RouteOptions, 'format'>) =>
          act(async () => (await import('./command-routes.ts')).routes(files))({ ...options, format }),
        );
    };
    routes('bird', 'Print suspect addresses as static routes of BIRD 2.');
    routes('exabgp', 'Print suspect addresses as commands of ExaBGP.');
    routes('gobgp', 'Print suspect addresses as commands of GoBGP.');

    const names = (format: NameOptions['format'], description: string): void => {
      common(format, description).action((options: Omit<NameOptions, 'format'>) =>
        act(async () => (await import('./command-names.ts')).names(files))({ ...options, format }),
      );
    };
    names('rpz', 'Print names that are blocked as a whole as a response policy zone. In clear.');
    names('hosts', 'Print names that are blocked as a whole as a hosts file. In clear.');
  };
