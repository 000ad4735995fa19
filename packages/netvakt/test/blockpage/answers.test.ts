import { expect, test } from '@jest/globals';
import type { BlockPage } from '@netvakt/proxy';
import * as fc from 'fast-check';
import { HtmlValidate } from 'html-validate/node';
import { answerOf, MOST_PAGE_BYTES, renderAnswers, withStopPages } from '../../src/blockpage/answers.ts';
import { checkPageFile } from '../../src/blockpage/page-file.ts';
import { TEXTS } from '../../src/blockpage/texts/texts.ts';

import { DEMO_CONFIG } from '../../src/config/default-config.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { BlockSection } from '../../src/config/schema/block.ts';
import type { Words } from '../../src/config/schema/page-file.ts';

const OPERATOR = { name: 'Operator', url: 'https://operator.example/' };
const BLOCK: BlockSection = {
  status: 451,
  authority: 'Authority',
  legalBasis: 'https://law.example/',
  objection: 'mailto:object@operator.example',
  helpLine: 'https://help.example/',
};
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const builtIn = answerOf(OPERATOR, BLOCK, {}, 'se').pages;
const demo = await loadConfig(DEMO_CONFIG);
const ofDemo = (await renderAnswers(demo)).flatMap(({ pages }, i) =>
  pages.map((page) => ({ name: `${demo.fixed.markets[i]} ${page.language}`, page })),
);
const all: { name: string; page: BlockPage }[] = [
  ...builtIn.map((page) => ({ name: `built-in ${page.language}`, page })),
  ...ofDemo,
];

const codeOf = (page: BlockPage | undefined): string =>
  /<code>([^<]+)</.exec(text(page?.body ?? Buffer.of()))?.[1] ?? '';

const outline = (html: string): string[] =>
  html.match(/<[a-z!/][^>]*>/gi)?.map((tag) => tag.replace(/"[^"]*"/g, '""')) ?? [];

test('eight markets, each in its own language first, and in English', () => {
  const languages = ofDemo.map(({ name }) => name).join(', ');
  expect(languages).toBe(
    'se sv, se en, lt lt, lt ru, lt en, lv lv, lv ru, lv en, ee et, ee ru, ee en, nl nl, nl en, hr hr, hr en, de de, de en, kz kk, kz ru, kz en',
  );
});

const validator = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:a11y', 'html-validate:document'],
  rules: {
    'doctype-style': 'off',
    'no-trailing-whitespace': 'off',
    'void-style': 'off',
    // Numbers are written as the operator wrote them.
    'tel-non-breaking': 'off',
  },
});

test.each(all)('$name: valid HTML, small, complete, nothing from elsewhere', async ({ page }) => {
  const html = text(page.body);
  const { results } = await validator.validateString(html);
  expect(results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))).toEqual([]);
  expect(page.body.length).toBeLessThan(MOST_PAGE_BYTES);
  expect(html).toContain(`<html lang="${page.language}">`);
  expect(html).not.toMatch(/<script|<img|<link|<iframe|<form|@import|url\(|\bsrc=|\son\w+=|[{}]operator|\{authority/i);
  expect(page.daysAt).toHaveLength(1);
  const [title] = /(?<=<h1>)[^<]+/.exec(html) ?? [];
  expect(html).toContain(`<title>${title}</title>`);
});

test.each(Object.keys(TEXTS))('%s says every sentence, in its own words', (language) => {
  const words = TEXTS[language] as Words;
  const sentences = Object.values<string>({ ...words });
  expect(sentences.filter((sentence) => sentence === '' || sentence.trim() !== sentence)).toEqual([]);
  const english = new Set(language === 'en' ? [] : Object.values<string>({ ...TEXTS['en'] }));
  expect(sentences.filter((sentence) => english.has(sentence))).toEqual([]);
  const { lead, decide } = words;
  expect([lead.includes('{operator}'), decide.includes('{authority}'), decide.includes('{operator}')]).toEqual([
    true,
    true,
    true,
  ]);
});

test('the reference names market, day and version: the same for all readers, another for another text', () => {
  const [first] = builtIn;
  expect(codeOf(first)).toMatch(/^SE-YYYYMMDD-[0-9a-f]{6}$/);
  expect(codeOf(answerOf(OPERATOR, BLOCK, {}, 'se').pages[0])).toBe(codeOf(first));
  expect(codeOf(answerOf(OPERATOR, { ...BLOCK, authority: 'Other' }, {}, 'se').pages[0])).not.toBe(codeOf(first));
});

test('whatever the operator writes is text: no markup, no attribute, no field of the head', () => {
  const nasty = fc.constantFrom(
    '<script>',
    '"',
    "'",
    '&',
    '<b onload=x>',
    '{authority}',
    '</title>',
    'å',
    '>',
    '$&',
    '`',
  );
  const phrase = fc.array(nasty, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
  const plain = {
    languages: ['en'],
    help: [{ kind: 'urgent' as const, name: 'x', text: 'x' }],
    legal: [{ text: 'x' }],
  };
  const expected = outline(text((answerOf(OPERATOR, BLOCK, plain, 'se').pages[0] as BlockPage).body));
  fc.assert(
    fc.property(phrase, (words) => {
      const file = checkPageFile(
        JSON.stringify({
          ...plain,
          authority: words,
          help: [{ kind: 'urgent', name: words, text: words }],
          legal: [{ text: words }],
        }),
        'x.yaml',
      );
      const [page] = answerOf({ ...OPERATOR, name: words }, BLOCK, file, 'se').pages as [BlockPage];
      expect(outline(text(page.body))).toEqual(expected);
      expect(text(page.head).split('\r\n')).toHaveLength(11);
    }),
    { seed: 6, numRuns: 300 },
  );
});

test('a page that would be too large is a problem of its file', () => {
  const help = Array.from({ length: 12 }, () => ({
    kind: 'urgent' as const,
    name: 'n'.repeat(100),
    text: '<'.repeat(300),
  }));
  expect(() => answerOf(OPERATOR, { ...BLOCK, page: 'se.yaml' }, { help }, 'se')).toThrow(
    expect.objectContaining({ code: 'ERR_CONFIG' }),
  );
});

test('a stop page: 303 for a redirect, the copy if there is one, the built-in page if there is none yet', () => {
  const stopPage = {
    mode: 'redirect',
    url: 'https://stop.example/sida',
    everySeconds: 60,
    maxBytes: 1,
    maxSeconds: 1,
  } as const;
  const answers = [answerOf(OPERATOR, BLOCK, {}, 'se')];
  const served = (section: BlockSection, copies = new Map<number, Buffer>()): string => {
    const config = { ...demo, reloadable: { ...demo.reloadable, blocks: [section] } };
    const [page] = withStopPages(config, answers, copies)[0]?.pages ?? [];
    return `${text(page?.head ?? Buffer.of())}${text(page?.body ?? Buffer.of())}`;
  };
  const redirected = served({ ...BLOCK, stopPage });
  expect(redirected).toMatch(
    /^HTTP\/1\.1 303 See Other\r\nContent-Length: 0\r\n[^]*\r\nLocation: https:\/\/stop\.example\/sida\r\n/,
  );
  expect(redirected).toContain('\r\nReferrer-Policy: no-referrer\r\n');
  const fetching = { ...BLOCK, stopPage: { ...stopPage, mode: 'fetch' as const } };
  expect(served(fetching)).toContain('This page is blocked');
  const copied = served(fetching, new Map([[0, Buffer.from('<html>Kopia</html>')]]));
  expect(copied).toMatch(
    /^HTTP\/1\.1 451 [^]*default-src 'none'; style-src 'unsafe-inline'; img-src data:[^]*<html>Kopia<\/html>$/,
  );
});
