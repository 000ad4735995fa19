/** Spellings of the listed page's target that one server or another takes for it. */
import type { Random } from '@netvakt/fixtures';
import type { Form } from './form.ts';
import type { RequestDraft } from './request-draft.ts';

/** Writes some characters of the listed path otherwise. */
function some(random: Random, write: (character: string) => string): string {
  const text = '/blocked/page';
  const at = random.between(1, text.length - 1);
  return text
    .split('')
    .map((c, index) => (index === at || random.chance(0.2) ? write(c) : c))
    .join('');
}

const hex = (character: string, digits = 2): string => character.charCodeAt(0).toString(16).padStart(digits, '0');

/** A character in UTF-8 of two bytes, which it does not need. */
function overlong(character: string): string {
  const code = character.charCodeAt(0);
  return `%${(0xc0 | (code >> 6)).toString(16)}%${(0x80 | (code & 63)).toString(16)}`;
}

const target = (name: string, text: (random: Random) => string): Form<RequestDraft> => ({
  name,
  group: 'target',
  write: (draft, random) => {
    draft.target = text(random);
  },
});

const FIXED: readonly (readonly [name: string, text: string])[] = [
  ['absolute', 'http://mixed.test/blocked/page'],
  ['absolute, upper case', 'HTTP://MIXED.TEST/blocked/page'],
  ['absolute, with a port', 'http://mixed.test:80/blocked/page'],
  ['absolute, another host', 'http://demo.test/blocked/page'],
  ['absolute, user information', 'http://demo.test@mixed.test/blocked/page'],
  ['absolute, https', 'https://mixed.test/blocked/page'],
  ['absolute, another scheme', 'x://mixed.test/blocked/page'],
  ['absolute, rtsp', 'rtsp://mixed.test/blocked/page'],
  ['absolute, one slash', 'http:/blocked/page'],
  ['two slashes first', '//blocked/page'],
  ['an authority without a scheme', '//mixed.test/blocked/page'],
  ['no slash first', 'blocked/page'],
  ['a query', '/blocked/page?x'],
  ['a fragment', '/blocked/page#x'],
  ['a parameter', '/blocked;x=1/page'],
  ['slashes', '/blocked//page'],
  ['a backslash', '\\blocked\\page'],
  ['a backslash that is a letter, and slashes', '/x\\y/..//blocked//page'],
  ['a backslash that is a letter, and an escaped slash', '/x\\y/../blocked%2fpage'],
  ['an escaped backslash that is a letter, and both', '/x%5cy/..%2f/blocked//page'],
  ['two slashes, and up', '/blocked//x//../../page'],
  ['dots', '/x/../blocked/./page'],
  ['dots above the root', '/../blocked/page'],
  ['escaped dots', '/x/%2e%2e/blocked/page'],
  ['an escaped slash', '/blocked%2fpage'],
  ['an escaped backslash', '/blocked%5cpage'],
  ['a NUL behind', '/blocked/page%00x'],
  ['a NEL behind', '/blocked/page\x85x'],
  ['a no-break space behind', '/blocked/page\xa0x'],
  ['a trailing dot', '/blocked./page'],
  ['a trailing space', '/blocked%20/page'],
  ['dots and spaces', '/blocked.%20./page'],
];

export const SPELLINGS: readonly Form<RequestDraft>[] = [
  ...FIXED.map(([name, text]) => target(`target: ${name}`, () => text)),
  target('target: escapes', (random) => some(random, (c) => (c === '/' ? c : `%${hex(c)}`))),
  target('target: escapes of escapes', (random) => some(random, (c) => (c === '/' ? c : `%25${hex(c)}`))),
  target('target: %u escapes', (random) => some(random, (c) => (c === '/' ? c : `%u${hex(c, 4)}`))),
  target('target: full-width %u escapes', (random) =>
    some(random, (c) => (c === '/' ? c : `%uff${(c.charCodeAt(0) - 0x20).toString(16).padStart(2, '0')}`)),
  ),
  target('target: overlong UTF-8', (random) => some(random, overlong)),
  target('target: raw bytes in the query', () => '/blocked/page?q=\xc3\xa5'),
  target('target: a long query', (random) => `/blocked/page?${'a'.repeat(random.pick([300, 4000, 8200]))}`),
];
