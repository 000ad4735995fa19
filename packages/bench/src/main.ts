#!/usr/bin/env node
/** `pnpm bench`: figures of the matcher and of the proxy, next to their peers', of growth, fairness, tails, lists, scrapes and the coalition. Progress on standard error. */

import { coalitionCommand } from './coalition/command.ts';
import { UsageError } from './common/usage.ts';
import { fairnessCommand } from './fairness/command.ts';
import { listsCommand } from './lists/command.ts';
import { matcherCommand } from './matcher/command.ts';
import { packetCommand } from './packet/command.ts';
import { proxyCommand } from './proxy/command.ts';
import { scaleCommand } from './scale/command.ts';
import { scrapeCommand } from './scrape/command.ts';
import { tailCommand } from './tail/command.ts';

const HELP = `Usage: pnpm bench <what> [options]

  matcher   lookups in lists of up to 10 million entries, next to other libraries
  lists     a million entries from a signed source to enforcing, and hostile deliveries with traffic
  packet    new connections in mode packet, next to HAProxy and plain forwarding, in network namespaces
  proxy     requests, tunnels and bytes through the proxy, next to other proxies
  fairness  how long others wait while a few clients attack, next to HAProxy
  coalition a quarter of 40 operators: sealing and merging
  scale     how cost grows with workers, rules, connections, markets and lists
  scrape    how long Prometheus waits for the figures of a filter under load
  tail      how long the slowest requests take at a constant rate, next to HAProxy

  pnpm bench <what> --help   the options of each
`;

const COMMANDS: ReadonlyMap<string, (args: readonly string[]) => Promise<void>> = new Map([
  ['coalition', coalitionCommand],
  ['fairness', fairnessCommand],
  ['lists', listsCommand],
  ['matcher', matcherCommand],
  ['packet', packetCommand],
  ['proxy', proxyCommand],
  ['scale', scaleCommand],
  ['scrape', scrapeCommand],
  ['tail', tailCommand],
]);

async function main([what, ...args]: readonly string[]): Promise<number> {
  const command = COMMANDS.get(what ?? '');
  if (command === undefined) {
    const asked = what === '--help' || what === 'help';
    (asked ? process.stdout : process.stderr).write(HELP);
    return asked ? 0 : 2;
  }
  try {
    await command(args);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\nTry: pnpm bench ${what ?? ''} --help\n`);
    return 2;
  }
}

// Children and temporary folders are ended and removed by exit handlers; a signal alone would not run them.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.exitCode = await main(process.argv.slice(2));
