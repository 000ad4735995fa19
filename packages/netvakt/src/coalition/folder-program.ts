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
  named(coalition.command('record'), 'Record in the log what has come into the folder. For the secretariat.')
    .option(...HOME)
    .option(...JSON_OPTION)
    .action((options: RecordOptions) => act(async () => (await import('./command-record.ts')).record)(options));
  named(coalition.command('verify'), 'Find what was rewritten, dropped, reordered or forked; cosign if nothing was.')
    .option('--against <file>', 'a checkpoint that another party sent; can be given again', collected)
    .option('--no-cosign', 'look only')
    .option(...HOME)
    .option(...JSON_OPTION)
    .action((options: VerifyLogOptions) => act(async () => (await import('./command-verify.ts')).verify)(options));
  named(coalition.command('sync'), 'Fetch what a server has that is new, and send it what is new here.')
    .argument('<url>', 'of the coalition’s folder, as https://coalition.example/')
    .option('--token-file <file>', 'holds the token that the server knows you by')
    .option('--ca <file>', 'authorities of the server’s certificate, PEM (default: those of the system)')
    .option('--quarter <quarter>', 'whose sealed files an aggregator fetches (default: the last two)', collected)
    .option(...HOME)
    .option(...JSON_OPTION)
    .action((url: string, options: Omit<SyncOptions, 'url'>) =>
      act(async () => (await import('./command-sync.ts')).sync)({ ...options, url }),
    );
  named(coalition.command('serve'), 'Serve the folder over HTTPS: public files to all, others by token.')
    .requiredOption('--tokens <file>', 'made by netvakt coalition token')
    .option('--listen <address:port>', 'where', '127.0.0.1:8443')
    .option('--cert <file>', 'certificate, PEM; without it only on a loopback address, behind a web server')
    .option('--key <file>', 'its private key, PEM')
    .option('--rate <requests>', 'that one party, or all without a token, may send in a minute', wholeNumber, 600)
    .option(...HOME)
    .option(...JSON_OPTION)
    .action((options: ServeOptions) => act(async () => (await import('./command-serve.ts')).serve)(options));
  named(coalition.command('token'), 'Make a token for a party, and print it once. An old one of it ends.')
    .argument('<id>', 'of the party, as in the policy')
    .requiredOption('--tokens <file>', 'where the server finds its digest')
    .option('--remove', 'make none: the party has no access any more')
    .option(...JSON_OPTION)
    .action((id: string, options: Omit<TokenOptions, 'id'>) =>
      act(async () => (await import('./command-token.ts')).token)({ ...options, id }),
    );
}
