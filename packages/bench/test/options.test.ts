/** Every number of a command line has bounds, and no name of `--only` is without effect. */
import { expect, test } from '@jest/globals';
import { coalitionCommand } from '../src/coalition/command.ts';
import { UsageError } from '../src/common/usage.ts';
import { fairnessCommand } from '../src/fairness/command.ts';
import { listsCommand } from '../src/lists/command.ts';
import { matcherCommand } from '../src/matcher/command.ts';
import { packetCommand } from '../src/packet/command.ts';
import { proxyCommand } from '../src/proxy/command.ts';
import { presentRivals } from '../src/proxy/rivals.ts';
import { scaleCommand } from '../src/scale/command.ts';
import { scrapeCommand } from '../src/scrape/command.ts';
import { tailCommand } from '../src/tail/command.ts';

/** More than any number may be. */
const HUGE = '999999M';

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  coalition: coalitionCommand,
  fairness: fairnessCommand,
  lists: listsCommand,
  matcher: matcherCommand,
  packet: packetCommand,
  proxy: proxyCommand,
  scale: scaleCommand,
  scrape: scrapeCommand,
  tail: tailCommand,
};

test.each([
  { args: ['matcher', '--rounds', '0'], message: '--rounds (0) must be a whole number from 1 to 30, such as 7' },
  {
    args: ['matcher', '--entries', `1k,${HUGE}`],
    message: `--entries (${HUGE}) must be a whole number from 1 to 100M`,
  },
  { args: ['matcher', '--seed', HUGE], message: 'from 1 to 1000M' },
  { args: ['lists', '--entries', HUGE], message: 'from 2k to 2M, such as 1M' },
  { args: ['packet', '--rounds', HUGE], message: 'from 1 to 1k, such as 7' },
  { args: ['packet', '--rules', HUGE], message: 'from 1 to 10M' },
  { args: ['packet', '--flows', HUGE], message: 'from 1 to 10M' },
  { args: ['proxy', '--rules', `0,${HUGE}`], message: 'from 0 to 10M' },
  { args: ['proxy', '--rounds', '0'], message: 'from 1 to 1k, such as 7' },
  { args: ['fairness', '--rounds', HUGE], message: 'from 1 to 1k, such as 7' },
  { args: ['coalition', '--members', HUGE], message: 'from 8 to 1k, such as 40' },
  { args: ['coalition', '--samples', HUGE], message: 'from 1 to 1k, such as 15' },
  { args: ['scale', '--rounds', HUGE], message: 'from 1 to 1k, such as 7' },
  { args: ['scrape', '--samples', HUGE], message: 'from 1 to 10k, such as 300' },
  { args: ['tail', '--rules', HUGE, '--quick'], message: 'from 1 to 10M, such as 100k' },
  { args: ['tail', '--rounds', HUGE], message: 'from 1 to 1k, such as 7' },
  { args: ['matcher', '--only', 'own-host-miss'], message: '--only: own-host-miss needs --list and --queries' },
  { args: ['matcher', '--only', 'miss,own-host-miss'], message: '--only: own-host-miss needs --list and --queries' },
  {
    args: ['matcher', '--list', 'a', '--queries', 'b', '--only', 'miss'],
    message: '--only: miss is for generated lists. Leave it out, or --list and --queries',
  },
  { args: ['matcher', '--only', 'hntrie-js,path-hit'], message: 'Nothing to measure: no chosen engine' },
  {
    args: ['packet', '--only', 'plain,quic'],
    message: 'Nothing to measure: in quic only these take part: packet-conf',
  },
  { args: ['proxy', '--quick', '--only', 'hosts-in-turn'], message: 'Nothing to measure: --quick leaves out' },
  { args: ['proxy', '--rules', '1k', '--only', 'tunnel'], message: 'Nothing to measure: what --only names does not' },
  { args: ['tail', '--against', '/nowhere'], message: '--against (/nowhere): there is no such folder' },
  { args: ['proxy', '--against', '/'], message: '--against (/) must name a checkout of Netvakt' },
])('$args is refused before anything starts', async ({ args: [what = '', ...args], message }) => {
  const refusal = await COMMANDS[what]?.(args).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(UsageError);
  expect((refusal as UsageError).message).toContain(message);
});

test('proxies that are not installed leave nothing to measure', () => {
  const all = [
    { name: 'netvakt', present: () => true },
    { name: 'haproxy', present: () => false },
  ];
  expect(presentRivals(all, [])).toEqual([all[0]]);
  expect(() => presentRivals(all, ['haproxy'])).toThrow('--only names haproxy, which is not installed');
});
