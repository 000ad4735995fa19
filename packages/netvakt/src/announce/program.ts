import { InvalidArgumentError } from 'commander';
import type { Registration } from '../base/registration.ts';
import type { AnnounceOptions } from './command.ts';

/** Adds `netvakt announce`. */
export const announceCommands: Registration = (program, { named, act }) => {
  named(
    program.command('announce'),
    'Follow /-/route of this node: run one command to announce its routes, one to withdraw them. Withdraws at its end.',
  )
    .requiredOption('--up <command>', 'announces, for example "birdc enable netvakt4"; run by sh')
    .requiredOption('--down <command>', 'withdraws; run at start too')
    .option(
      '--node <url>',
      'this node: unix:PATH of its socket, or its administration port; again for the second process of an upgrade (default: the sockets in /run/netvakt, else http://127.0.0.1:9464)',
      collect,
      [],
    )
    .option('--peer <url>', 'administration port of another node of the same lists; may be given again', collect, [])
    .option('--keep <count>', 'peers that must be left when only expired lists are the reason', whole, 1)
    .option('--rise <count>', 'good looks in a row before routes are announced', whole, 3)
    .option('--fall <count>', 'bad looks in a row before they are withdrawn; draining is obeyed at once', whole, 3)
    .option('--interval <milliseconds>', 'between two looks', whole, 1000)
    .action((options: AnnounceOptions) => act(async () => (await import('./command.ts')).announce)(options));
};

function collect(value: string, before: readonly string[]): readonly string[] {
  if (!URL.canParse(value)) throw new InvalidArgumentError('It is no URL.');
  return [...before, value];
}

function whole(text: string): number {
  if (!/^\d{1,6}$/u.test(text)) throw new InvalidArgumentError('It is no whole number.');
  return Number(text);
}
