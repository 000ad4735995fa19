import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Action } from '../../base/context.ts';
import { EXIT } from '../../base/exit.ts';
import { makeFolder, writing } from '../../base/named-file.ts';
import { shown } from '../../base/text.ts';
import { configured } from '../../config/default-config.ts';
import { reportError } from '../failure.ts';
import type { ReadTotals } from '../machine-totals.ts';
import { storesOf } from '../stores.ts';
import { type DsaFigures, dsaFiguresOf } from './figures.ts';
import { csvText, dsaFiles } from './tables.ts';

export interface DsaOptions {
  readonly year: string;
  readonly output: string;
  readonly config?: string;
  readonly store?: readonly string[];
  readonly market?: string;
  readonly service?: string;
  readonly basis: string;
  /** Day on which the report before this one was published. */
  readonly previous?: string;
  readonly json?: boolean;
}

/** Writes the transparency template of Regulation (EU) 2024/2835 for a year, with what the filter knows filled in. */
export function dsa(readMachines: ReadTotals): Action<DsaOptions> {
  return async ({ stdout, stderr }, options) => {
    const { year, output, json } = options;
    const config = await configured(options.config);
    const { fixed, reloadable } = config;
    const market = options.market ?? (fixed.markets.length === 1 ? fixed.markets[0] : undefined);
    const fault = usageFault(options, fixed.markets, market);
    if (fault !== undefined || market === undefined) {
      await stderr.write(`${fault}\n`);
      return EXIT.usage;
    }
    const published = new Date().toISOString().slice(0, 10);
    const period = { since: `${year}-01-01`, until: `${year}-12-31` };
    if (published <= period.until)
      throw reportError(`${year} is not over`, `Report it in the first two months of ${Number(year) + 1}`);
    const machines = readMachines(storesOf(config, options.store), period.since, period.until);
    const figures = dsaFiguresOf(machines, market, period);
    const { name: provider } = reloadable.operator;
    const basis = options.basis === 'orders' ? 'orders' : 'own-initiative';
    const head = {
      provider,
      service: options.service ?? provider,
      published,
      previous: options.previous,
      period,
      basis,
    } as const;
    const files = dsaFiles(head, figures);
    await write(
      output,
      files.map(({ name, rows }) => [name, csvText(rows)] as const),
    );
    const names = files.map(({ name }) => name);
    await stdout.write(shown(json, { folder: output, files: names, figures }, textOf(output, files.length, figures)));
    return EXIT.done;
  };
}

/** What is wrong with the command line; `undefined` if nothing is. */
function usageFault(
  { year, basis, previous }: DsaOptions,
  markets: readonly string[],
  market: string | undefined,
): string | undefined {
  if (!/^20\d\d$/u.test(year)) return `"${year}" is no year. Write it as 2026`;
  if (basis !== 'own-initiative' && basis !== 'orders') return '--basis is neither own-initiative nor orders';
  if (previous !== undefined && !/^\d{4}-\d\d-\d\d$/u.test(previous))
    return '--previous is no day. Write it as 2026-01-31';
  if (market !== undefined && markets.includes(market)) return undefined;
  return `Name the market of the provider that reports: --market, one of ${markets.join(', ')}`;
}

function textOf(folder: string, files: number, figures: DsaFigures): string {
  const empty = Object.entries(figures).flatMap(([name, figure]) => (figure === undefined ? [name] : []));
  const unknown = empty.length === 0 ? '' : ` Not measured: ${empty.join(', ')}.`;
  return `${files} files in ${folder}. ${figures.days}${unknown} Fill in what is empty, then publish`;
}

async function write(folder: string, files: readonly (readonly [name: string, text: string])[]): Promise<void> {
  await makeFolder(folder);
  const all = async (): Promise<void> => {
    for (const [name, text] of files) await writeFile(join(folder, name), text, { flag: 'wx' });
  };
  await writing(folder, all, { EEXIST: 'There is a report already, perhaps filled in: name another folder' });
}
