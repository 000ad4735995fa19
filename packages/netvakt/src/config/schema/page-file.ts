import { z } from 'zod';
import { en } from '../../blockpage/texts/en.ts';
import type { Words } from '../../blockpage/words.ts';
import { link, words } from './formats.ts';

/** The same for all readers, or by language. */
export type Localised = string | Readonly<Record<string, string>>;

/** A document, with or without an address. */
interface Reference {
  readonly text: Localised;
  readonly link?: string | undefined;
}

/** Somebody to turn to. */
export interface HelpLine {
  readonly kind: HelpKind;
  readonly name: Localised;
  readonly text?: Localised | undefined;
  readonly link?: string | undefined;
  readonly phone?: string | undefined;
}

export type HelpKind = 'urgent' | 'worried' | 'harmed' | 'report';

/** A market's file, as `block.page` names it. What is left out is as the configuration's block section says. */
export interface PageFile {
  readonly languages?: readonly string[] | undefined;
  readonly authority?: Localised | undefined;
  readonly legal?: readonly Reference[] | undefined;
  readonly objection?: string | undefined;
  readonly help?: readonly HelpLine[] | undefined;
  readonly words?: Readonly<Record<string, Partial<Words>>> | undefined;
}

/** A language, with script or region where it matters: RFC 5646, in small. */
export const TAG: RegExp = /^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$/;

const localised = (description: string, most: number): z.ZodType<Localised> =>
  z.union([words(description, most), z.record(z.string(), words(description, most))]).meta({ description });

const REFERENCE: z.ZodType<Reference> = z.strictObject({
  text: localised('What it is called.', 300),
  link: link('Where it can be read.').optional(),
});

const PHONE = '^\\+?[0-9][0-9 ()/-]{1,23}$';

const HELP_LINE: z.ZodType<HelpLine> = z.strictObject({
  kind: z.enum(['urgent', 'worried', 'harmed', 'report']).meta({ description: 'Whom it is for.' }),
  name: localised('What it is called.', 100),
  text: localised('One sentence about it: who answers, when, whether one may stay anonymous.', 300).optional(),
  link: link('Where it is found.').optional(),
  phone: z.string().regex(new RegExp(PHONE)).optional().meta({ description: 'A telephone number.', pattern: PHONE }),
});

const sentences = Object.fromEntries(
  Object.keys(en).map((name) => [name, words(`Replaces the built-in sentence “${name}”.`, 600).optional()]),
);

/** One market's file. */
export const PAGE_FILE: z.ZodType<PageFile> = z.strictObject({
  languages: z
    .array(z.string().regex(TAG).meta({ pattern: TAG.source }))
    .min(1)
    .max(20)
    .optional()
    .meta({ description: 'Languages of the page, the first for readers who ask for none of them.' }),
  authority: localised('Name of those who assess what is on the lists.', 120).optional(),
  legal: z
    .array(REFERENCE)
    .min(1)
    .max(8)
    .optional()
    .meta({ description: 'What the block is based on: laws, decisions, agreements.' }),
  objection: link('How to object where a page is blocked by mistake.').optional(),
  help: z.array(HELP_LINE).min(1).max(12).optional().meta({ description: 'Whom to turn to.' }),
  words: z
    .record(z.string(), z.strictObject(sentences) as z.ZodType<Partial<Words>>)
    .optional()
    .meta({ description: 'Sentences of the page, by language, in place of the built-in ones.' }),
});
