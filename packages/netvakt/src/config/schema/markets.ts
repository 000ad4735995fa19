import { z } from 'zod';
import { count, id, link, path, prefix, webAddress, words } from './formats.ts';

/** What a person is told where a page is blocked. */
export interface BlockSection {
  readonly status: 451 | 403;
  readonly authority: string;
  readonly legal_basis: string;
  readonly objection: string;
  readonly help_line: string;
  readonly page?: string | undefined;
  readonly stop_page?: StopPageSection | undefined;
}

/** A stop page of the operator or an authority, in place of the built-in page. */
export interface StopPageSection {
  readonly mode: 'redirect' | 'fetch';
  readonly url: string;
  readonly every_seconds: number;
  readonly max_bytes: number;
  readonly max_seconds: number;
}

const STOP_PAGE: z.ZodType<StopPageSection> = z.strictObject({
  mode: z.enum(['redirect', 'fetch']).meta({
    description:
      'redirect: send the person there, which shows their address to whoever runs it. fetch: get the page from there now and then, and serve the copy.',
  }),
  url: webAddress('Where the stop page is.'),
  every_seconds: count('fetch: seconds from one fetch to the next.', 60, 86_400, 3600),
  max_bytes: count('fetch: a larger page is refused.', 1024, 262_144, 65_536),
  max_seconds: count('fetch: a slower one is given up.', 1, 60, 10),
});

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
  page: path(
    'A file with the languages, names, legal references and help lines of the page; {market} in it becomes the market’s id. See docs/operating/block-page.md.',
  ).optional(),
  stop_page: STOP_PAGE.optional().meta({
    description: 'Another page instead of the built-in one. Off where left out.',
  }),
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
