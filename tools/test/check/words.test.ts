import { expect, test } from '@jest/globals';
import { exportedNames } from '../../check/exports.ts';
import { textOf } from '../../check/files.ts';
import { refusedWords, wordFaults, wordsOf } from '../../check/words.ts';

const GLOSSARY = `# Glossary

| word | meaning | not |
| --- | --- | --- |
| list | what an authority delivers | \`feed\`, source |
| fleet, node | machines that enforce one snapshot | \`cluster\`, \`slave\` |
| window | the time within which requests are one attempt | |
| origin | the server, which is no \`proxy\` | \`Backend\` |
`;

test('refused are the words in code of the last column, with the entry that stands for them', () => {
  expect([...refusedWords(GLOSSARY)]).toEqual([
    ['feed', 'list'],
    ['cluster', 'fleet, node'],
    ['slave', 'fleet, node'],
    ['backend', 'origin'],
  ]);
});

test.each([
  { name: 'readFeed', words: ['read', 'feed'] },
  { name: 'READ_FEED', words: ['read', 'feed'] },
  { name: 'TLSFeedReader', words: ['tls', 'feed', 'reader'] },
  { name: 'ipv6Feed2', words: ['ipv', 'feed'] },
  { name: 'feedback', words: ['feedback'] },
])('the words of $name', ({ name, words }) => {
  expect(wordsOf(name)).toEqual(words);
});

test.each([
  { why: 'a function', text: 'export async function readFeed(): void {}', faults: 1 },
  { why: 'a generator', text: 'export function* feeds(): Generator {}', faults: 1 },
  { why: 'a class', text: 'export class Cluster {}', faults: 1 },
  { why: 'a constant, in the plural', text: 'export const MOST_BACKENDS = 3;', faults: 1 },
  { why: 'a word that another one holds', text: 'export const feedback = 3;', faults: 0 },
  { why: 'a word that only a reader can judge', text: 'export type Source = string;', faults: 0 },
  { why: 'a name that is not exported', text: 'function readFeed(): void {}', faults: 0 },
])('$why: $faults faults', ({ text, faults }) => {
  expect(wordFaults(new Map([['a.ts', text]]), refusedWords(GLOSSARY))).toHaveLength(faults);
});

test('a fault names the file, the name and the word to use', () => {
  expect(wordFaults(new Map([['a.ts', 'export class FeedReader {}']]), refusedWords(GLOSSARY))).toEqual([
    'a.ts: FeedReader says "feed", the glossary says "list"',
  ]);
});

test('the glossary is read: it refuses words, and none of its own entries', () => {
  const refused = refusedWords(textOf('docs/glossary.md'));
  expect(refused.size).toBeGreaterThan(10);
  const entries = [...new Set(refused.values())].flatMap((entry) => entry.split(', '));
  expect(entries.filter((entry) => refused.has(entry))).toEqual([]);
});

test('functions are exported names too', () => {
  expect(exportedNames('export function open(): void {}\nexport const SHUT = 1;\n')).toEqual([
    { name: 'open', kind: 'function' },
    { name: 'SHUT', kind: 'const' },
  ]);
});
