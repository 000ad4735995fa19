import { z } from 'zod';
import { id, link, prefix, words } from './formats.ts';

/** A text with somewhere to go. */
export interface LinkSection {
  readonly text: string;
  readonly url: string;
}

/** What the block page of a market says. */
export interface BlockSection {
  readonly status: 451 | 403;
  readonly language: string;
  readonly title: string;
  readonly reason: string;
  readonly privacy: string;
  readonly authority?: LinkSection | undefined;
  readonly law?: LinkSection | undefined;
  readonly objection?: LinkSection | undefined;
  readonly help: readonly LinkSection[];
}

/** A country or network segment: whose lists apply, whose counters move. */
export interface MarketSection {
  readonly id: string;
  readonly clients: readonly string[];
  readonly block: BlockSection;
}

const LINK: z.ZodType<LinkSection> = z.strictObject({
  text: words('What the link is called.', 200),
  url: link('Where it leads.'),
});

const BLOCK: z.ZodType<BlockSection> = z.strictObject({
  status: z
    .union([z.literal(451), z.literal(403)])
    .default(451)
    .meta({ description: 'HTTP status of the block page: 451 (RFC 7725), or 403 where the market asks for it.' }),
  language: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .default('en')
    .meta({ description: 'Language of the texts (BCP 47).' }),
  title: words('Heading of the page.', 120).default('This page is blocked'),
  reason: words('What happened and why.', 600).default(
    'The address is on a list of pages that show the sexual abuse of children. Your provider does not open it.',
  ),
  privacy: words('What is stored of the visit.', 400).default('Nothing about you or this visit is stored.'),
  authority: LINK.optional().meta({ description: 'Who decides what is on the list.' }),
  law: LINK.optional().meta({ description: 'On what legal basis the page is blocked.' }),
  objection: LINK.optional().meta({ description: 'How to object where a page is blocked by mistake.' }),
  help: z
    .array(LINK)
    .max(10)
    .default([])
    .meta({ description: 'Help lines, also for those who worry about themselves.' }),
});

/** `markets[]`. */
export const MARKET: z.ZodType<MarketSection> = z.strictObject({
  id: id('Name of the market in metrics and lists.'),
  clients: z
    .array(prefix('A prefix of clients.'))
    .max(10_000)
    .default([])
    .meta({ description: 'Clients that belong to this market; the longest prefix wins.' }),
  block: BLOCK.prefault({}).meta({ description: 'What the block page of this market says.' }),
});
