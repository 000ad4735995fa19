import { expect, test } from '@jest/globals';
import { readNeverBlock } from '../../src/parse/never-block.ts';
import { parse, shortRejections, shortRules, taken } from '../support/parse.ts';

const NAMES = `help.example
Police.Example.
blåljus.example
192.0.2.0/28
2001:db8:1::/48
198.51.100.7
`;

const { neverBlock } = readNeverBlock(NAMES, 'ech.example\n');

const good = Array.from({ length: 20 }, (_, index) => `http://good-${index}.test/a`).join('\n');

test.each<{ entry: string; want: string }>([
  { entry: 'help.example', want: 'protected-name' },
  { entry: 'HELP.example.', want: 'protected-name' },
  { entry: 'http://help.example/', want: 'protected-name' },
  { entry: 'https://help.example', want: 'protected-name' },
  { entry: 'xn--blljus-jua.example', want: 'protected-name' },
  { entry: 'ech.example', want: 'ech-public-name' },
  { entry: '192.0.2.15', want: 'protected-network' },
  { entry: 'http://192.0.2.15/', want: 'protected-network' },
  { entry: '0xc0000203', want: 'protected-network' },
  { entry: '2001:db8:1:ffff::1', want: 'protected-network' },
  { entry: '198.51.100.7', want: 'protected-network' },
])('quarantined: $entry: $want', ({ entry, want }) => {
  const { summary } = taken(parse(`${good}\n${entry}`, { format: 'urls', neverBlock }));
  expect(shortRejections(summary)).toEqual([`${want} @21:1`]);
  expect(summary.counts).toMatchObject({ active: 20, quarantined: 1 });
});

test('a domain above a protected name is quarantined, however far above', () => {
  const deep = readNeverBlock('a.b.c.d.example').neverBlock;
  const lines = ['d.example', 'c.d.example', 'b.c.d.example', 'a.b.c.d.example', 'x.b.c.d.example', 'xd.example'];
  const list = taken(parse(lines.join('\n'), { format: 'domains', neverBlock: deep }));
  expect(shortRules(list)).toEqual(['domain x.b.c.d.example @5', 'domain xd.example @6']);
});

test.each([
  'http://help.example/a',
  'http://help.example/a/',
  'sub.help.example',
  'nothelp.example',
  '192.0.2.16',
  '2001:db8:2::1',
  'http://192.0.2.1/a',
])('stands: %s', (entry) => {
  const { summary } = taken(parse(`${good}\n${entry}`, { format: 'urls', neverBlock }));
  expect(summary.counts).toMatchObject({ active: 21, quarantined: 0 });
});
