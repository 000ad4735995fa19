import { z } from 'zod';
import { count, link, path, webAddress, words } from './formats.ts';
import type { Section } from './settings.ts';

/** Characters of an authority's name, here and in a market's page file. */
export const MOST_AUTHORITY = 120;

const STOP_PAGE = z.strictObject({
  mode: z.enum(['redirect', 'fetch']).meta({
    description:
      'redirect: send the person there, which shows their address to whoever runs it. fetch: get the page from there now and then, and serve the copy.',
  }),
  url: webAddress('Where the stop page is.'),
  every_seconds: count('fetch: seconds from one fetch to the next.', 60, 86_400, 3600),
  max_bytes: count('fetch: a larger page is refused.', 1024, 262_144, 65_536),
  max_seconds: count('fetch: a slower one is given up.', 1, 60, 10),
});

/** A stop page of the operator or an authority, in place of the built-in page. */
export type StopPageSection = Section<typeof STOP_PAGE>;

/** `block` and `markets[].block`. Nothing here has a default but the status: nobody else can know it. */
export const BLOCK_SCHEMA = z.strictObject({
  status: z
    .union([z.literal(451), z.literal(403)])
    .default(451)
    .meta({
      description: 'HTTP status: 451 where the law asks for the block (RFC 7725), 403 where the operator decided it.',
    }),
  authority: words('Name of those who assess what is on the lists.', MOST_AUTHORITY),
  legal_basis: link('Where the legal basis, or the operator’s commitment, can be read.'),
  objection: link('How to object where a page is blocked by mistake.'),
  help_line: link('Help for those who worry about their own thoughts, and for those who were harmed.'),
  page: path(
    'A file with the languages, names, legal references and help lines of the page; {market} in it becomes the market’s id. See docs/operating/block-page.md.',
  ).optional(),
  stop_page: STOP_PAGE.optional().meta({
    description: 'Custom block page. Default: the built-in page.',
  }),
});

/** The block answer of a market: its status, and what its page names. */
export type BlockSection = Section<typeof BLOCK_SCHEMA>;
