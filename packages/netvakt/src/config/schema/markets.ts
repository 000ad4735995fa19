import { z } from 'zod';
import { BLOCK_SCHEMA } from './block.ts';
import { id, list, prefix } from './formats.ts';

/** `markets[]`: countries or network segments, whose lists apply, whose counters move. */
export const MARKET_SCHEMA = z.strictObject({
  id: id('Name of the market in metrics and lists.'),
  clients: list(prefix('A prefix of clients.'), 10_000, 'Clients that belong to this market; the longest prefix wins.'),
  block: BLOCK_SCHEMA.optional().meta({
    description: 'What the block page says in this market; left out: as everywhere.',
  }),
});
