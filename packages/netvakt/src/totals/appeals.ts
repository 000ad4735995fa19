import { type Action, todayIn } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { shown } from '../base/text.ts';
import { configured } from '../config/default-config.ts';
import { configuredStores, withTotals } from './read.ts';
import type { ServiceRow } from './service-table.ts';

export interface AppealsOptions {
  readonly config?: string;
  readonly store?: readonly string[];
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
 * are replaced, so that a mistake is corrected by entering them again. Zero is a figure: it means that somebody looked.
 */
export const appeals: Action<AppealsOptions> = async (context, options) => {
  const { stdout, stderr } = context;
  const { market, received, upheld, rejected, json } = options;
  const today = todayIn(context);
  const { day = today } = options;
  if (!DAY.test(day) || day > today) {
    await stderr.write(`--day is no day that has begun. Write it as ${today}\n`);
    return EXIT.usage;
  }
  const config = await configured(options.config);
  const { markets } = config.fixed;
  if (!markets.includes(market)) {
    await stderr.write(`"${market}" is no market. Choose one of ${markets.join(', ')}\n`);
    return EXIT.usage;
  }
  const rows: readonly ServiceRow[] = [
    { day, market, indicator: 'appeals-received', numerator: received, denominator: 0, write: 'set' },
    { day, market, indicator: 'appeals-upheld', numerator: upheld, denominator: upheld + rejected, write: 'set' },
  ];
  const [path = '', ...others] = options.store ?? configuredStores(config);
  if (others.length > 0) {
    await stderr.write('Appeals are entered into one store: give --store once\n');
    return EXIT.usage;
  }
  withTotals(path, 'write', (store) => store.addService(rows));
  const text = `Appeals in ${market} on ${day}: ${received} received, ${upheld} upheld, ${rejected} rejected`;
  await stdout.write(shown(json, { day, market, received, upheld, rejected }, text));
  return EXIT.done;
};
