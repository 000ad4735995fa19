import { z } from 'zod';
import { BLOCK_SCHEMA } from './block.ts';
import { id, list, prefix, timeZone } from './formats.ts';
import type { Section } from './settings.ts';

/** `markets[].subscriptions`. */
const SUBSCRIPTIONS_SCHEMA = z.strictObject({
  filtered: z.int().min(0).max(1e9).meta({ description: 'Subscriptions whose traffic goes through the filter.' }),
  total: z.int().min(0).max(1e9).meta({ description: 'All internet subscriptions of the operator in this market.' }),
});

/** How many subscriptions of a market are behind the filter, and how many there are. */
export type SubscriptionCounts = Section<typeof SUBSCRIPTIONS_SCHEMA>;

/** `markets[]`: countries or network segments, whose lists apply, whose counters move. */
export const MARKET_SCHEMA = z.strictObject({
  id: id('Name of the market in metrics and lists.'),
  clients: list(prefix('A prefix of clients.'), 10_000, 'Clients that belong to this market; the longest prefix wins.'),
  block: BLOCK_SCHEMA.optional().meta({
    description: 'Texts of the block page in this market. Default: the section `block`.',
  }),
  time_zone: timeZone(
    'Time zone in which days of this market begin, such as Europe/Stockholm. Default: `statistics.time_zone`.',
  ).optional(),
  subscriptions: SUBSCRIPTIONS_SCHEMA.optional().meta({
    description:
      'Numbers of subscriptions, for rates in `netvakt totals` and in reports to a coalition. Stored with the totals each hour. Default: no rates.',
  }),
});
