import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseStrictJson } from '../src/strict.ts';

test.each([
  { why: 'a name given twice', text: '{"a":1,"a":2}', reason: 'json-duplicate-name' },
  { why: 'given twice, once escaped', text: String.raw`{"a":1,"\u0061":2}`, reason: 'json-duplicate-name' },
  { why: 'given twice deep inside', text: '[{"x":{"b":[],"b":[]}}]', reason: 'json-duplicate-name' },
  { why: 'deeper than anyone needs', text: `${'['.repeat(18)}${']'.repeat(18)}`, reason: 'json-too-deep' },
  { why: 'bytes behind it', text: '{} {}', reason: 'json-syntax' },
  { why: 'a comma too many', text: '[1,]', reason: 'json-syntax' },
  { why: 'a number beyond what a double holds', text: '1e999', reason: 'json-syntax' },
  { why: 'a line end in a string', text: '"a\nb"', reason: 'json-syntax' },
  { why: 'a word that is none', text: 'nul', reason: 'json-syntax' },
  { why: 'nothing', text: '', reason: 'json-syntax' },
])('refused: $why', ({ text, reason }) => {
  expect(parseStrictJson(text)).toMatchObject({ ok: false, reason });
});

test('a name that objects have by themselves is a name like any other', () => {
  const read = parseStrictJson('{"__proto__":1,"constructor":2}');
  expect(read).toMatchObject({ ok: true });
  expect(JSON.stringify(read.ok && read.value)).toBe('{"__proto__":1,"constructor":2}');
});

/** What is read, as JSON text; or the reason. */
function reread(text: string): string {
  const read = parseStrictJson(text);
  return read.ok ? JSON.stringify(read.value) : read.reason;
}

test('whatever JSON.stringify writes is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5, noUnicodeString: false }), (text) => {
      expect(reread(text)).toBe(JSON.stringify(JSON.parse(text)));
    }),
    { seed: 0x5eed, numRuns: 2000 },
  );
});

test('any text gives a value or a reason, and nothing is read that JSON.parse refuses', () => {
  const sign = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '\\',
    'u',
    '0',
    '1',
    'e',
    '-',
    '+',
    '.',
    ' ',
    '\n',
    'null',
  );
  fc.assert(
    fc.property(fc.string({ unit: sign }), (text) => {
      if (parseStrictJson(text).ok) JSON.parse(text);
    }),
    { seed: 0x5eed, numRuns: 5000 },
  );
});
