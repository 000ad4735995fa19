import { expect, test } from '@jest/globals';
import { type Shape, shapeOf } from '../../../src/parse/formats/shape.ts';

test.each<{ shape: Shape; entries: string[] }>([
  {
    shape: 'host',
    entries: [
      'bad.test',
      'BAD.test.',
      'bücher.test',
      '192.0.2.1',
      '2001:db8::1',
      '[2001:db8::1]',
      'test',
      '*.bad.test',
    ],
  },
  {
    shape: 'url',
    entries: ['http://bad.test/', 'https://bad.test', 'bad.test/', 'bad.test/a;b', 'bad.test?q', 'bad.test#f'],
  },
  { shape: 'url', entries: ['bad.test:8080', '[2001:db8::1]:8080', 'user@bad.test', 'ftp://bad.test/a,b'] },
  {
    shape: 'other',
    entries: ['||bad.test^', 'bad.test,1', '{"url":"http://bad.test/"}', '"http://bad.test/"', '<a>', '@@||bad.test^'],
  },
  { shape: 'other', entries: ['http://bad.test/;bad.test;;192.0.2.1', 'http://bad.test/,bad.test,x'] },
])('$shape: $entries', ({ shape, entries }) => {
  expect(entries.map(shapeOf)).toEqual(entries.map(() => shape));
});
