import { expect, test } from '@jest/globals';
import { guessFormat, LEAST_CONFIDENCE } from '../../../src/parse/formats/guess.ts';
import { statedVersion } from '../../../src/parse/formats/version.ts';

const hosts = ['a.test', 'b.test', 'c.test'];
const urls = ['http://a.test/', 'b.test/x', 'https://c.test/y?z'];

test.each([
  { why: 'hosts only', entries: hosts, unreadable: 0, format: 'domains', confidence: 1 },
  { why: 'URLs only', entries: urls, unreadable: 0, format: 'urls', confidence: 1 },
  { why: 'half and half: not sure', entries: [...hosts, ...urls], unreadable: 0, format: 'domains', confidence: 0.5 },
  {
    why: 'lines that gave no entry speak against it',
    entries: hosts,
    unreadable: 3,
    format: 'domains',
    confidence: 0.5,
  },
  { why: 'nothing', entries: [], unreadable: 0, format: 'domains', confidence: 0 },
  {
    why: 'rules of another format',
    entries: ['||a.test^', '||b.test^'],
    unreadable: 0,
    format: 'filter-rules',
    confidence: 1,
  },
])('$why', ({ entries, unreadable, format, confidence }) => {
  expect(guessFormat(entries, unreadable)).toEqual({ format, confidence });
});

test('a tenth of odd lines is borne, more is not', () => {
  const odd = Array.from({ length: 100 }, (_, index) => (index < 10 ? 'http://a.test/' : 'a.test'));
  expect(guessFormat(odd, 0).confidence).toBeGreaterThanOrEqual(LEAST_CONFIDENCE);
  expect(guessFormat([...odd, 'http://a.test/'], 0).confidence).toBeLessThan(LEAST_CONFIDENCE);
});

test.each([
  { why: 'a date', comment: '# version: 2026-11-23T04:00:00Z', want: '2026-11-23T04:00:00Z' },
  { why: 'a serial', comment: '; Serial = 2026112301 ', want: '2026112301' },
  { why: 'an ordinary comment', comment: '# versions of 2026', want: undefined },
  { why: 'a name must not reach the metrics', comment: '# version: bad.test', want: undefined },
  { why: 'nor after a digit', comment: '# version: 1bad.test', want: undefined },
  { why: 'nor a long number', comment: `# version: ${'1'.repeat(50)}`, want: undefined },
])('version: $why', ({ comment, want }) => {
  expect(statedVersion(comment)).toBe(want);
});
