import { type Action, timeIn } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import type { Config } from '../config/config.ts';
import { configured } from '../config/default-config.ts';
import { definitionsOf, type UnitPeriod } from './definitions.ts';
import { endingPeriods, endingsByDay } from './endings.ts';
import { figureTable } from './figure-lines.ts';
import { calendarOf, type MarketDay, marketDays } from './market-days.ts';
import { type NodeTotals, readNodes, refuseUnlike } from './nodes.ts';
import { notesOf } from './notes.ts';
import { daysOfPeriod } from './period.ts';
import { configuredStores } from './read.ts';
import { linesJson, tableCsv, tableText } from './show.ts';
import { subscriptionsOf } from './subscriptions.ts';
import { type TotalsOptions, type Wish, wishOf } from './wish.ts';

/** Prints what stores hold, by local day or longer periods, with sums. */
export const totals: Action<TotalsOptions> = async (context, options) => {
  const { stdout, stderr } = context;
  const wish = wishOf(options);
  if (typeof wish === 'string') {
    await stderr.write(`${wish}\n`);
    return EXIT.usage;
  }
  const config = options.store === undefined ? await configured(options.config) : undefined;
  const nodes = readNodes(options.store ?? configuredStores(config));
  const at = timeIn(context) / 1000;
  const isLive = config !== undefined || wish.period !== undefined;
  const days = chosen(
    marketDays(nodes, isLive ? (zone): string => calendarOf(zone).dayOf(at) : undefined, at),
    wish,
    at,
  );
  refuseUnlike(nodes, days);
  await stdout.write(written(days, nodes, { wish, config, lists: options.lists !== false }));
  return EXIT.done;
};

/** A period is that of each market's own calendar. */
function chosen(days: readonly MarketDay[], { period, since, until }: Wish, at: number): readonly MarketDay[] {
  const zones = new Map(days.map(({ market, zones: all }) => [market, all.at(-1) ?? 'UTC']));
  return days.filter(({ day, market }) => {
    const range =
      period === undefined ? { since, until } : daysOfPeriod(period, calendarOf(zones.get(market) ?? 'UTC').dayOf(at));
    return day >= range.since && day <= range.until;
  });
}

function written(
  all: readonly MarketDay[],
  nodes: readonly NodeTotals[],
  { wish, config, lists }: { readonly wish: Wish; readonly config: Config | undefined; readonly lists: boolean },
): string {
  const days = lists
    ? all
    : all.map((day) => ({ ...day, counts: new Map([...day.counts].filter(([list]) => list === '')) }));
  const table = figureTable(
    days,
    wish.step,
    subscriptionsOf(nodes, days, config, wish.subscriptions),
    endingsByDay(nodes),
  );
  const definitions: readonly UnitPeriod[] = definitionsOf(nodes, days);
  const endings = endingPeriods(nodes, days);
  if (wish.format === 'csv') return tableCsv(table, wish.step);
  if (wish.format === 'table') return `${tableText(table, wish.step)}${notesOf(days, nodes, definitions, endings)}`;
  const value = {
    by: wish.step,
    nodes: nodes.length,
    time_zones: Object.fromEntries(days.map(({ market, zones }) => [market, zones.at(-1) ?? 'UTC'])),
    definitions,
    tls_block: endings,
    totals: linesJson(table.lines, wish.step),
    ...(table.markets.length === 0 ? {} : { all_markets: linesJson(table.markets, wish.step) }),
    ...(table.periods.length === 0 ? {} : { sum: linesJson(table.periods, wish.step) }),
  };
  return `${JSON.stringify(value)}\n`;
}
