import { z } from 'zod';
import { id, link, prefix, words } from './formats.ts';

/** What a person is told where a page is blocked. */
export interface BlockSection {
  readonly status: 451 | 403;
  readonly authority: string;
  readonly legal_basis: string;
  readonly objection: string;
  readonly help_line: string;
}

/** A country or network segment: whose lists apply, whose counters move. */
export interface MarketSection {
  readonly id: string;
  readonly clients: readonly string[];
  readonly block?: BlockSection | undefined;
}

/** `block` and `markets[].block`. Nothing here has a default but the status: nobody else can know it. */
export const BLOCK: z.ZodType<BlockSection> = z.strictObject({
  status: z
    .union([z.literal(451), z.literal(403)])
    .default(451)
    .meta({
      description: 'HTTP status: 451 where the law asks for the block (RFC 7725), 403 where the operator decided it.',
    }),
  authority: words('Name of those who assess what is on the lists.', 120),
  legal_basis: link('Where the legal basis, or the operator’s commitment, can be read.'),
  objection: link('How to object where a page is blocked by mistake.'),
  help_line: link('Help for those who worry about their own thoughts, and for those who were harmed.'),
});

/** `markets[]`. */
export const MARKET: z.ZodType<MarketSection> = z.strictObject({
  id: id('Name of the market in metrics and lists.'),
  clients: z
    .array(prefix('A prefix of clients.'))
    .max(10_000)
    .default([])
    .meta({ description: 'Clients that belong to this market; the longest prefix wins.' }),
  block: BLOCK.optional().meta({ description: 'What the block page says in this market; left out: as everywhere.' }),
});
