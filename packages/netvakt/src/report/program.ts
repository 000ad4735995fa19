import type { Command } from 'commander';
import { collected } from '../base/arguments.ts';
import { CONFIG, type Registration } from '../base/registration.ts';
import type { ReportCheckOptions } from './check.ts';
import type { DsaOptions } from './dsa/command.ts';
import type { KeyOptions } from './key.ts';
import type { MakeOptions, ReadMachines } from './make.ts';
import type { ReportShowOptions } from './show.ts';
import type { TemplateOptions } from './template.ts';

const FOLDER = ['--folder <folder>', 'folder of reports (default: report.folder of the configuration)'] as const;
const CONFIRM = [
  '--confirm <question>',
  'confirm that an unusual figure is right; can be given again; "all" confirms every one',
] as const;
const SIGNER = ['--signer <file>', 'public key whose signature a signed report must have'] as const;
const QUARTER = ['<quarter>', 'as 2026-Q3; it must be over'] as const;

/** Adds `netvakt report …`. @param readMachines - Reads the kept totals of each machine. */
export function reportCommands(readMachines: () => Promise<ReadMachines>): Registration {
  return (program, { named, act }) => {
    const report = named(program.command('report'), 'Quarterly reports to a coalition of operators.');
    const command = (name: string, description: string): Command => named(report.command(name), description);

    command('make', 'Make, check and sign the report of a quarter from the stored totals. The report stays with you.')
      .argument(...QUARTER)
      .option(...CONFIG)
      .option('-s, --store <file>', 'totals of one machine; can be given again (default: statistics.store)', collected)
      .option('--from <file>', 'table (.csv) or report (.json) from another program, instead of totals')
      .option('--definitions <file>', 'definitions that the coalition has agreed on: any others are a fault')
      .option(...FOLDER)
      .option('--operator <id>', 'your id within the coalition (default: report.operator)')
      .option('--key <file>', 'private key to sign with (default: report.key)')
      .option('--hide <name>', 'leave out an indicator, as pages or se/pages; can be given again', collected)
      .option('--reason <reason>', 'reason for a second report of a quarter: late-figures, mistake or recount')
      .option(...CONFIRM, collected)
      .option('--json', 'JSON instead of text')
      .action((quarter: string, options: Omit<MakeOptions, 'quarter'>) =>
        act<MakeOptions>(async () => (await import('./make.ts')).make(await readMachines()))({ ...options, quarter }),
      );
    command('check', 'Check a report from this or another program. Needs no configuration.')
      .argument('<file>', 'report.json, a table .csv, or a signed .jws')
      .option('--history <folder>', 'folder with your earlier reports, for comparison')
      .option('--definitions <file>', 'definitions that the coalition has agreed on')
      .option(...SIGNER)
      .option(...CONFIRM, collected)
      .option('--json', 'JSON instead of text')
      .action((file: string, options: Omit<ReportCheckOptions, 'file'>) =>
        act<ReportCheckOptions>(async () => (await import('./check.ts')).checkFile)({ ...options, file }),
      );
    command('show', 'Print a report as tables.')
      .argument('[report]', 'a quarter that was reported, or a file')
      .option(...CONFIG)
      .option(...FOLDER)
      .option(...SIGNER)
      .option('--definitions', 'print the definitions of the figures and their digest')
      .option('--schema', 'print the JSON Schema of a report')
      .option('--json', 'JSON instead of text')
      .action((name: string | undefined, options: Omit<ReportShowOptions, 'report'>) =>
        act<ReportShowOptions>(async () => (await import('./show.ts')).show)({ ...options, report: name }),
      );
    command('template', 'Print an empty table (CSV) with every row of a report.')
      .argument(...QUARTER)
      .requiredOption('--operator <id>', 'your id within the coalition')
      .requiredOption('--market <id>', 'a market, as the coalition calls it; again for others', collected)
      .option('--definitions <file>', 'definitions that the coalition has agreed on (default: the standard ones)')
      .action((quarter: string, options: Omit<TemplateOptions, 'quarter'>) =>
        act<TemplateOptions>(async () => (await import('./template.ts')).template)({ ...options, quarter }),
      );
    command('dsa', 'Write the transparency template of Regulation (EU) 2024/2835, with what a filter can fill in.')
      .argument('<year>', 'as 2026; it must be over')
      .requiredOption('--output <folder>', 'folder for the files (CSV); nothing in it is overwritten')
      .option(...CONFIG)
      .option('-s, --store <file>', 'totals of one machine; can be given again (default: statistics.store)', collected)
      .option('--market <id>', 'market of the provider that reports (default: the only one)')
      .option('--service <name>', 'name of the service (default: the operator’s name)')
      .option('--basis <basis>', 'why lists are applied: own-initiative or orders (of authorities)', 'own-initiative')
      .option('--previous <day>', 'when the report before this one was published, as 2026-01-31')
      .option('--json', 'JSON instead of text')
      .action((year: string, options: Omit<DsaOptions, 'year'>) =>
        act<DsaOptions>(async () => (await import('./dsa/command.ts')).dsa(await readMachines()))({ ...options, year }),
      );
    command('key', 'Generate your key, unless there is one, and print its public part for the coalition’s policy.')
      .option(...CONFIG)
      .option('--key <file>', 'file of the private key (default: report.key of the configuration)')
      .action((options: KeyOptions) => act<KeyOptions>(async () => (await import('./key.ts')).key)(options));
  };
}
