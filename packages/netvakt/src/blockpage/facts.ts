import type { BlockSection } from '../config/schema/block.ts';
import { HELP_KINDS, type HelpLine, type Localised, type PageFile, type Words } from '../config/schema/page-file.ts';
import type { OperatorSection } from '../config/schema/process.ts';
import { en } from './texts/en.ts';
import { TEXTS } from './texts/texts.ts';
import type { PLACEHOLDERS } from './words.ts';

/** A name with an address behind it, or without. */
export interface Named {
  readonly text: string;
  readonly link?: string | undefined;
}

/** Help of one kind, under one heading. */
export interface HelpGroup {
  readonly title: string;
  readonly lines: readonly (Named & { readonly note?: string | undefined; readonly phone?: string | undefined })[];
}

/** All that one page says, in one language, as plain text. */
export interface Facts {
  readonly language: string;
  readonly words: Words;
  /** In English, for those who read the page in a language that is not theirs; absent on English pages. */
  readonly english: Named | undefined;
  readonly operator: Named;
  readonly legal: readonly Named[];
  readonly objection: string;
  readonly help: readonly HelpGroup[];
}

/** Puts together what the page of one market says in `language`. */
export function factsOf(operator: OperatorSection, block: BlockSection, file: PageFile, language: string): Facts {
  const inLanguage = (text: Localised): string => (typeof text === 'string' ? text : (text[language] ?? ''));
  const authority = inLanguage(file.authority ?? block.authority);
  const names = { operator: operator.name, authority };
  const words = filled({ ...(TEXTS[language] ?? en), ...given(file.words?.[language]) }, names);
  const lines = file.help ?? defaultHelp(block.helpLine);
  return {
    language,
    words,
    english: language === 'en' ? undefined : { text: `${en.title}. ${fill(en.lead, names)}` },
    operator: { text: operator.name, link: operator.url },
    legal: (file.legal ?? [{ text: shown(block.legalBasis), link: block.legalBasis }]).map(({ text, link }) => ({
      text: inLanguage(text),
      link,
    })),
    objection: file.objection ?? block.objection,
    help: HELP_KINDS.map((kind) => ({
      title: words[kind],
      lines: lines
        .filter((line) => line.kind === kind)
        .map(({ name, text, link, phone }) => ({
          text: inLanguage(name),
          link,
          phone,
          note: text === undefined ? undefined : inLanguage(text),
        })),
    })).filter((group) => group.lines.length > 0),
  };
}

/** If only one address is known, it is for both. */
function defaultHelp(link: string): HelpLine[] {
  return [
    { kind: 'worried', name: shown(link), link },
    { kind: 'harmed', name: shown(link), link },
  ];
}

/** An address as people read it: without scheme, and without a slash that means nothing. */
function shown(address: string): string {
  return address.replace(/^(?:https?:\/\/|mailto:)/, '').replace(/\/$/, '');
}

function given(words: WrittenWords = {}): Partial<Words> {
  return Object.fromEntries(Object.entries(words).filter(([, text]) => text !== undefined));
}

type WrittenWords = NonNullable<PageFile['words']>[string];
type Names = Readonly<Record<(typeof PLACEHOLDERS)[number], string>>;

function filled(words: Words, names: Names): Words {
  const entries = Object.entries(words).map(([name, text]) => [name, fill(text, names)]);
  return Object.fromEntries(entries) as Record<keyof Words, string>;
}

/** One pass, so that a name that holds braces is left as it is. */
function fill(text: string, names: Names): string {
  return text.replace(/\{(operator|authority)\}/g, (_, name: keyof Names) => names[name]);
}
