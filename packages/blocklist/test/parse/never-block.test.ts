import { expect, test } from '@jest/globals';
import { readNeverBlock } from '../../src/parse/never-block.ts';

const NAMES = `# what no list may block
help.example
Police.Example.   # a trailing dot, upper case
blåljus.example
192.0.2.0/28
2001:db8:1::/48
198.51.100.7
`;

test('the file is read whole', () => {
  const { neverBlock, problems } = readNeverBlock(NAMES, 'ech.example\n');
  expect(problems).toEqual([]);
  expect([...neverBlock.names]).toEqual(['help.example', 'police.example', 'xn--blljus-jua.example']);
  expect([...neverBlock.echNames]).toEqual(['ech.example']);
  expect(neverBlock.networks.map(({ prefix }) => prefix)).toEqual([28, 48, 32]);
});

test.each([
  'http://help.example/',
  '192.0.2.1/24',
  '192.0.2.0/33',
  '192.0.2.0/x',
  'a..example',
  'two words',
  '2001:db8::1/32',
])('a line that protects nothing is told: %s', (line) => {
  expect(readNeverBlock(`help.example\n${line}\n`).problems).toEqual([{ line: 2, reason: 'no-name-or-network' }]);
});
