import { expect, test } from '@jest/globals';
import { openSnapshot } from '@netvakt/matcher';
import { compileLists } from '../../src/compile/compile.ts';
import { parse, taken } from '../support/parse.ts';

const seed = Uint32Array.of(1, 2, 3, 4);
const list = (id: string, text: string, index: number) => taken(parse(text, { id, format: 'urls' }, index));

test('lists are compiled in the order they were parsed for', () => {
  const lists = [list('first', 'bad.test\nhttp://bad.test/a', 0), list('second', '# version: 7\nbad.test', 1)];
  const snapshot = openSnapshot(compileLists(lists, { markets: ['se'], seed }));
  expect(snapshot.lists.map(({ id }) => id)).toEqual(['first', 'second']);
  expect(snapshot.lists[1]?.version).toBe('7');
  expect([0, 1].map((position) => snapshot.ruleCounts(position).domain)).toEqual([1, 1]);
});

test('another order would blame the wrong list: it is a mistake of the caller', () => {
  const swapped = [list('first', 'bad.test', 1), list('second', 'worse.test', 0)];
  expect(() => compileLists(swapped, { markets: ['se'], seed })).toThrow(RangeError);
});
