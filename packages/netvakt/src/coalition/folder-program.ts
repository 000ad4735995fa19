import type { Command } from 'commander';
import { collected, wholeNumber } from '../base/arguments.ts';
import type { CommandLine } from '../base/registration.ts';
import type { RecordOptions } from './command-record.ts';
import type { ServeOptions } from './command-serve.ts';
import type { SyncOptions } from './command-sync.ts';
import type { TokenOptions } from './command-token.ts';
import type { VerifyLogOptions } from './command-verify.ts';

export const HOME = ['--home <directory>', 'own keys and records (default: /var/lib/netvakt/coalition)'] as const;
export const JSON_OPTION = ['--json', 'one JSON object'] as const;

/** Adds the commands of the folder and its log: record, verify, sync, serve, token. */
export function folderCommands(coalition: Command, { named, act }: CommandLine): void {
  named(coalition.command('record'), 'Record new documents of the folder in the log. For the secretariat.')
    .option(...HOME)
    .option(...JSON_OPTION)
    .action((options: RecordOptions) => act(async () => (await import('./command-record.ts')).record)(options));
  named(
    coalition.command('verify'),
    'Find entries that were rewritten, dropped, reordered or forked; cosign if there are none.',
  )
    .option('--against <file>', 'a checkpoint that another party sent; can be given again', collected)
    .option('--no-cosign', 'verify only')
    .option(...HOME)
    .option(...JSON_OPTION)
    .action((options: VerifyLogOptions) => act(async () => (await import('./command-verify.ts')).verify)(options));
  named(coalition.command('sync'), 'Exchange new documents with a server.')
    .argument('<url>', 'address of the coalition’s folder, as https://coalition.example/')
    .option('--token-file <file>', 'file with your token for the server')
    .option('--ca <file>', 'authorities of the server’s certificate, PEM (default: those of the system)')
    .option('--quarter <quarter>', 'whose sealed files an aggregator fetches (default: the last two)', collected)
    .option(...HOME)
    .option(...JSON_OPTION)
    .action((url: string, options: Omit<SyncOptions, 'url'>) =>
      act(async () => (await import('./command-sync.ts')).sync)({ ...options, url }),
    );
  named(coalition.command('serve'), 'Serve the folder over HTTPS: public files to everyone, others with a token.')
    .requiredOption('--tokens <file>', 'made by netvakt coalition token')
    .option('--listen <address:port>', 'address to listen on', '127.0.0.1:8443')
    .option('--cert <file>', 'certificate, PEM; without it only on a loopback address, behind a web server')
    .option('--key <file>', 'its private key, PEM')
    .option(
      '--rate <requests>',
      'requests per minute that one party, or all without a token, may send',
      wholeNumber,
      600,
    )
    .option(...HOME)
    .option(...JSON_OPTION)
    .action((options: ServeOptions) => act(async () => (await import('./command-serve.ts')).serve)(options));
  named(coalition.command('token'), 'Generate a token for a party, and print it once. Its old token stops working.')
    .argument('<id>', 'of the party, as in the policy')
    .requiredOption('--tokens <file>', 'file in which the server keeps digests of tokens')
    .option('--remove', 'revoke the token: the party has no access')
    .option(...JSON_OPTION)
    .action((id: string, options: Omit<TokenOptions, 'id'>) =>
      act(async () => (await import('./command-token.ts')).token)({ ...options, id }),
    );
}
