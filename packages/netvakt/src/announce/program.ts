import { InvalidArgumentError } from 'commander';
import { collected } from '../base/arguments.ts';
import type { Registration } from '../base/registration.ts';
import type { AnnounceOptions } from './command.ts';

/** Adds `netvakt announce`. */
export const announceCommands: Registration = (program, { named, act }) => {
  named(
    program.command('announce'),
    'Watch /-/route of this node, and run a command to announce or withdraw its routes. Withdraws them when it ends.',
  )
    .requiredOption('--up <command>', 'shell command that announces, for example "birdc enable netvakt4"')
    .requiredOption('--down <command>', 'shell command that withdraws; also run at the start')
    .option(
      '--node <url>',
      'this node: unix:PATH of its socket, or its administration port; again for the second process of an upgrade (default: the sockets in /run/netvakt, else http://127.0.0.1:9464)',
      urls,
    )
    .option('--peer <url>', 'administration port of another node with the same lists; can be given again', urls)
    .option(
      '--keep <count>',
      'peers that must stay announced before this node withdraws because of expired lists',
      whole,
      1,
    )
    .option('--rise <count>', 'successful checks in a row before routes are announced', whole, 3)
    .option(
      '--fall <count>',
      'failed checks in a row before routes are withdrawn; draining takes effect at once',
      whole,
      3,
    )
    .option('--interval <milliseconds>', 'time between two checks', whole, 1000)
    .action((options: Omit<AnnounceOptions, 'node' | 'peer'> & Partial<AnnounceOptions>) =>
      act(async () => (await import('./command.ts')).announce)({ node: [], peer: [], ...options }),
    );
};

function urls(value: string, before?: readonly string[]): readonly string[] {
  if (!URL.canParse(value)) throw new InvalidArgumentError('It is no URL.');
  return collected(value, before);
}

function whole(text: string): number {
  if (!/^\d{1,6}$/u.test(text)) throw new InvalidArgumentError('It is no whole number.');
  return Number(text);
}
