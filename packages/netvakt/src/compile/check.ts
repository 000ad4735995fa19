import { type Explanation, explain, HashedMatcher, Matcher } from '@netvakt/matcher';
import { hashTextUnder } from '@netvakt/proxy';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { linesOf } from '../base/lines.ts';
import { ListsError } from '../base/lists-error.ts';
import { OperatorError } from '../base/operator-error.ts';
import type { Config } from '../config/config.ts';
import { configured } from '../config/default-config.ts';
import { describeNamed } from '../list/named-list.ts';
import { formatFault } from '../list/read-any.ts';
import { withLists } from './list-files.ts';
import { type CompiledLists, compileConfigured } from './lists.ts';

export interface CheckOptions {
  readonly config?: string;
  readonly market?: string;
  /** Files to check against instead of the configured lists. */
  readonly list?: readonly string[];
  /** How those files are written. Default: found from the first lines of each. */
  readonly format?: string;
  readonly json?: boolean;
  /** URLs, or `-` alone for one a line on standard input. */
  readonly urls: readonly string[];
}

/**
 * Prints what would be decided about each URL, and why: one line each, in the order given. Memory does not grow with the
 * number of URLs; a slow reader slows the input.
 */
export const check: Action<CheckOptions> = async ({ stdout, stderr, stdin }, options) => {
  const fault = usageOf(options);
  if (fault !== undefined) {
    await stderr.write(`${fault}\n`);
    return EXIT.usage;
  }
  const loaded = await configured(options.config);
  const config = options.list === undefined ? loaded : withLists(loaded, options.list, options.format);
  const market = marketOf(config, options.market);
  if (market === undefined) {
    await stderr.write(`There is no market "${options.market}". There are: ${config.fixed.markets.join(', ')}\n`);
    return EXIT.usage;
  }
  const { snapshot, hashKeys } = await (options.list === undefined ? compileConfigured(config) : compileNamed(config));
  const matcher = new HashedMatcher(new Matcher(snapshot), hashTextUnder(hashKeys));
  const show = options.json === true || !stdout.isTerminal ? jsonLine : readableLine;
  const answer = (urls: readonly string[]): string => urls.map((url) => show(explain(matcher, url, market))).join('');
  const batches = options.urls.join() === '-' ? linesOf(stdin) : [options.urls];
  for await (const urls of batches) {
    await stdout.write(answer(urls));
    if (stdout.isGone) break; // as with `| head`: it has what it wanted
  }
  return EXIT.done;
};

function usageOf({ list, format }: CheckOptions): string | undefined {
  if (format !== undefined && list === undefined) return 'Give --list, too: a configured list has its own format';
  return formatFault(format);
}

/** Compiles lists that the command line names. */
async function compileNamed(config: Config): Promise<CompiledLists> {
  try {
    return await compileConfigured(config);
  } catch (error) {
    if (!(error instanceof ListsError)) throw error;
    const paths = new Map(config.reloadable.lists.map(({ settings, path }) => [settings.id, path]));
    const reasons = error.refusals.map((one) => describeNamed(paths.get(one.list) ?? one.list, one));
    throw new OperatorError('ERR_LISTS', { found: error.message, remedy: '', reasons });
  }
}

function marketOf({ fixed, reloadable }: Config, wanted: string | undefined): string | undefined {
  const market = wanted ?? fixed.markets[reloadable.defaultMarket];
  return market !== undefined && fixed.markets.includes(market) ? market : undefined;
}

/** The documented form; other fields of the explanation may come and go. */
function jsonLine({ input, canonical, verdict, reason, rule }: Explanation): string {
  return `${JSON.stringify({ input, canonical, verdict, reason, rule })}\n`;
}

function readableLine({ input, verdict, reason, rule }: Explanation): string {
  const because = rule === null ? reason : `${rule.kind} rule of ${rule.list}, line ${rule.line}`;
  return `${verdict.padEnd(8)} ${printable(input)}  (${because})\n`;
}

/** Input goes to a terminal: no escape sequence may get through. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '\uFFFD');
}
