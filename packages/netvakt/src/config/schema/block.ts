import { z } from 'zod';
import { count, link, path, webAddress, words } from './formats.ts';
import type { Section } from './settings.ts';

/** Characters of an authority's name, here and in a market's page file. */
export const MOST_AUTHORITY = 120;

const STOP_PAGE = z.strictObject({
  mode: z.enum(['redirect', 'fetch']).meta({
    description:
      '`redirect`: send the subscriber to the page, which reveals their address to its server. `fetch`: download the page regularly and serve the copy.',
  }),
  url: webAddress('Address of the stop page.'),
  every_seconds: count('`fetch`: seconds between two downloads.', 60, 86_400, 3600),
  max_bytes: count('`fetch`: size limit of the page in bytes; a larger page is refused.', 1024, 262_144, 65_536),
  max_seconds: count('`fetch`: time limit of a download.', 1, 60, 10),
});

/** A stop page of the operator or an authority, in place of the built-in page. */
export type StopPageSection = Section<typeof STOP_PAGE>;

/** `block` and `markets[].block`. Nothing here has a default but the status: nobody else can know it. */
export const BLOCK_SCHEMA = z.strictObject({
  status: z
    .union([z.literal(451), z.literal(403)])
    .default(451)
    .meta({
      description:
        'HTTP status of the block page: 451 if the law demands the block (RFC 7725), 403 if the operator decided it.',
    }),
  authority: words('Name of the body that decides what is on the lists.', MOST_AUTHORITY),
  legal_basis: link('Link to the law or to the operator’s commitment that the block is based on.'),
  objection: link('Link to the procedure for objecting to a block.'),
  help_line: link('Help for those who worry about their own thoughts, and for those who were harmed.'),
  page: path(
    'File with the languages, names, legal references and help lines of the page; `{market}` in the path is replaced by the market’s id. See docs/operating/block-page.md.',
  ).optional(),
  stop_page: STOP_PAGE.optional().meta({
    description: 'Custom block page. Default: the built-in page.',
  }),
});

/** The block answer of a market: its status, and what its page names. */
export type BlockSection = Section<typeof BLOCK_SCHEMA>;
