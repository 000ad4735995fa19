import { expect, test } from '@jest/globals';
import { CoalitionError, type DocumentKind, digestOf, readDocument } from '@netvakt/coalition';
import { z } from 'zod';

const KIND: DocumentKind<{ readonly count: number }> = {
  name: 'note',
  schema: z.strictObject({ count: z.int() }),
  mostLength: 100,
  remedy: 'Write it again',
};

function failure(text: string): CoalitionError {
  try {
    readDocument(text, KIND);
  } catch (error) {
    if (error instanceof CoalitionError) return error;
  }
  throw new Error('it was read');
}

test('a document that fits its schema is read, with or without a byte order mark', () => {
  expect(readDocument('{"count":3}', KIND)).toEqual({ count: 3 });
  expect(readDocument('\uFEFF{"count":3}', KIND)).toEqual({ count: 3 });
});

test.each([
  ['no JSON', '{"count":', /json-syntax at character/u],
  ['a name given twice', '{"count":1,"count":2}', /json-duplicate-name/u],
  ['a wrong field', '{"count":"secret"}', /count: Invalid input/u],
  ['one field too many', '{"count":1,"secret":2}', /the document: has a field that is none/u],
  ['too long a text', `{"count":1}${' '.repeat(100)}`, /more than 100 characters/u],
])('%s is refused with a remedy', (_, text, found) => {
  const error = failure(text);
  expect(error.code).toBe('ERR_DOCUMENT');
  expect(error.message).toMatch(found);
  expect(error.message).toMatch(/\. Write it again$/u);
});

test('a value or an unknown name is never quoted', () => {
  expect(failure('{"count":1,"secret.example\\u001b[2J":2}').reasons.join('\n')).not.toContain('secret');
  expect(failure('{"count":"secret.example"}').reasons.join('\n')).not.toContain('secret.example');
});

test('a name within a record is quoted only if it is a plain word', () => {
  const kind = { ...KIND, schema: z.record(z.string(), z.int()) as never };
  const read = (text: string) => () => readDocument(text, kind);
  expect(read('{"se":"x"}')).toThrow(/: se: Invalid input/u);
  expect(read('{"secret.example\\u001b[2J":"x"}')).toThrow(/: …: Invalid input/u);
});

test('a digest does not depend on the order of names', () => {
  expect(digestOf({ a: 1, b: [2] })).toBe(digestOf({ b: [2], a: 1 }));
  expect(digestOf({ a: 1 })).toMatch(/^[\da-f]{64}$/u);
});
