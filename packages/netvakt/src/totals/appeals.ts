import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { shown } from '../base/text.ts';
import { configured } from '../config/default-config.ts';
import { configuredStore, withTotals } from './read.ts';
import { dayOf } from './rows.ts';
import type { ServiceRow } from './service-table.ts';

export interface AppealsOptions {
  readonly config?: string;
  readonly store?: string;
  readonly market: string;
  /** Default: today, UTC. */
  readonly day?: string;
  readonly received: number;
  readonly upheld: number;
  readonly rejected: number;
  readonly json?: boolean;
}

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/u;

/**
 * Enters how many complaints that something is blocked by mistake came in on a day, and how many were decided. The figures of the day
 * are replaced, so that a mistake is corrected by entering them again. Zero is a figure: it says that somebody looked.
 */
export const appeals: Action<AppealsOptions> = async ({ stdout, stderr }, options) => {
  const { market, received, upheld, rejected, json } = options;
  const today = dayOf(Date.now() / 1000);
  const { day = today } = options;
  if (!DAY.test(day) || day > today) {
    await stderr.write(`--day is no day that has begun. Write it as ${today}\n`);
    return EXIT.usage;
  }
  const { markets } = (await configured(options.config)).fixed;
  if (!markets.includes(market)) {
    await stderr.write(`"${market}" is no market. Choose one of ${markets.join(', ')}\n`);
    return EXIT.usage;
  }
  const rows: readonly ServiceRow[] = [
    { day, market, indicator: 'appeals-received', numerator: received, denominator: 0, write: 'set' },
    { day, market, indicator: 'appeals-upheld', numerator: upheld, denominator: upheld + rejected, write: 'set' },
  ];
  const path = options.store ?? (await configuredStore(options.config));
  withTotals(path, 'write', (store) => store.addService(rows));
  const text = `Appeals in ${market} on ${day}: ${received} received, ${upheld} upheld, ${rejected} rejected`;
  await stdout.write(shown(json, { day, market, received, upheld, rejected }, text));
  return EXIT.done;
};
