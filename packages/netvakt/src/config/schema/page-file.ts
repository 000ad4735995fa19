import { z } from 'zod';
import { MOST_AUTHORITY } from './block.ts';
import { link, words } from './formats.ts';
import type { Section } from './settings.ts';

/** A language, with script or region if they matter: RFC 5646, in small. */
export const TAG: RegExp = /^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$/;

/** The same for all readers, or by language. */
const localised = (
  description: string,
  most: number,
): z.ZodUnion<readonly [z.ZodString, z.ZodRecord<z.ZodString, z.ZodString>]> =>
  z.union([words(description, most), z.record(z.string(), words(description, most))]).meta({ description });

const REFERENCE = z.strictObject({
  text: localised('What it is called.', 300),
  link: link('Link to its text.').optional(),
});

const PHONE = /^\+?[0-9][0-9 ()/-]{1,23}$/;

/** Whom a help line is for, in the order of the page. */
export const HELP_KINDS = ['urgent', 'worried', 'harmed', 'report'] as const;

const HELP_LINE = z.strictObject({
  kind: z.enum(HELP_KINDS).meta({ description: 'Readers whom it is for.' }),
  name: localised('What it is called.', 100),
  text: localised('One sentence about it: who answers, when, whether one may stay anonymous.', 300).optional(),
  link: link('Link to it.').optional(),
  phone: z.string().regex(PHONE).optional().meta({ description: 'A telephone number.', pattern: PHONE.source }),
});

const sentence = (name: string): z.ZodOptional<z.ZodString> =>
  words(`Replaces the built-in sentence “${name}”.`, 600).optional();

/**
 * The sentences of the block page in one language, plain text. `{operator}` and `{authority}` become their names. Written
 * for readers of about fourteen years, in short sentences that blame nobody: most who see the page came by accident.
 */
const SENTENCES = z.strictObject({
  // The heading, and the title of the window.
  title: sentence('title'),
  // What happened.
  lead: sentence('lead'),
  // What the reader may do now: nothing.
  calm: sentence('calm'),
  privacyTitle: sentence('privacyTitle'),
  privacy: sentence('privacy'),
  helpTitle: sentence('helpTitle'),
  // One heading for each kind of help.
  urgent: sentence('urgent'),
  worried: sentence('worried'),
  harmed: sentence('harmed'),
  report: sentence('report'),
  whyTitle: sentence('whyTitle'),
  why: sentence('why'),
  // Before the legal references.
  legal: sentence('legal'),
  decideTitle: sentence('decideTitle'),
  decide: sentence('decide'),
  objectTitle: sentence('objectTitle'),
  object: sentence('object'),
  // The text of the link to the objection.
  objectLink: sentence('objectLink'),
  // Before the reference code, and what the code means.
  reference: sentence('reference'),
  referenceNote: sentence('referenceNote'),
});

/** One market's file. */
export const PAGE_FILE_SCHEMA = z.strictObject({
  languages: z
    .array(z.string().regex(TAG).meta({ pattern: TAG.source }))
    .min(1)
    .max(20)
    .optional()
    .meta({ description: 'Languages of the page, the first for readers who ask for none of them.' }),
  authority: localised('Name of the body that decides what is on the lists.', MOST_AUTHORITY).optional(),
  legal: z
    .array(REFERENCE)
    .min(1)
    .max(8)
    .optional()
    .meta({ description: 'What the block is based on: laws, decisions, agreements.' }),
  objection: link('Link to the procedure for objecting to a block.').optional(),
  help: z.array(HELP_LINE).min(1).max(12).optional().meta({ description: 'Help lines.' }),
  words: z
    .record(z.string(), SENTENCES)
    .optional()
    .meta({ description: 'Sentences of the page, by language, in place of the built-in ones.' }),
});

/** A market's file, which `block.page` names. What it leaves out is taken from the section `block`. */
export type PageFile = Section<typeof PAGE_FILE_SCHEMA>;
/** The same for all readers, or by language. */
export type Localised = NonNullable<PageFile['authority']>;
/** Somebody to turn to. */
export type HelpLine = NonNullable<PageFile['help']>[number];
/** The sentences of one language; each of them is there. */
export type Words = Readonly<Record<keyof typeof SENTENCES.shape, string>>;
