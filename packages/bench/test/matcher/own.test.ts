/** The user's own list and log: what they are read as, and that nothing of them gets out. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { UsageError } from '../../src/common/usage.ts';
import { readOwnCorpus } from '../../src/matcher/own/corpus.ts';

const folder = mkdtempSync(join(tmpdir(), 'netvakt-own-canary-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: string | Uint8Array): string {
  const path = join(folder, `file-${Math.random()}`);
  writeFileSync(path, content);
  return path;
}

const LIST = fileOf(
  [
    '# a comment',
    'Bad-Canary.example\r',
    'bad-canary.example',
    '',
    'http://shop-canary.example/sale/',
    'http://news-canary.example/a.html?id=1',
    '192.0.2.0/24',
    '[2001:db8::1]',
    'http://port-canary.example:8080/a',
    'several canary fields',
  ].join('\n'),
);
const QUERIES = fileOf(
  [
    'https://www.bad-canary.example/x',
    'free-canary.example',
    'free-canary.example:443',
    'http://shop-canary.example/sale/1',
    'http://shop-canary.example/a%2Fb',
    'http://news-canary.example/a.html?id=1',
    'http://free-canary.example/',
    'GET / canary',
  ].join('\n'),
);

test('entries and queries are read as the matcher reads them, and what peers cannot hold is counted', () => {
  const { counts, lines, requests } = readOwnCorpus({ list: LIST, queries: QUERIES }, 10);
  expect(counts).toEqual({
    hosts: 1,
    pages: 2,
    entriesLeftOut: { twice: 1, network: 1, ipv6: 1, port: 1, 'host-character': 1 },
    queries: 7,
    queriesLeftOut: { 'page-of-several-readings': 1, 'host-character': 1 },
    cases: { 'own-host-hit': 1, 'own-host-miss': 6, 'own-page-hit': 2, 'own-page-miss': 3 },
  });
  expect(lines.urls).toEqual(['http://shop-canary.example/sale/', 'http://news-canary.example/a.html?id=1']);
  // As many as a run needs, fewer repeated.
  expect([...requests.values()].map(({ count }) => count)).toEqual([10, 10, 10, 10]);
});

test('two readings of one list have one fingerprint, another list has another', () => {
  const one = readOwnCorpus({ list: LIST, queries: QUERIES }, 4).fingerprint;
  expect(readOwnCorpus({ list: LIST, queries: QUERIES }, 4).fingerprint).toBe(one);
  expect(readOwnCorpus({ list: fileOf('bad-canary.example'), queries: QUERIES }, 4).fingerprint).not.toBe(one);
});

const GZIP = Uint8Array.of(0x1f, 0x8b, 8, 0);
const WRONG = [
  { why: 'no such file', list: join(folder, 'none-canary'), message: '--list: there is no such file. Check its path' },
  { why: 'a folder', list: folder, message: '--list names a folder. Give it one file' },
  { why: 'a device', list: '/dev/null', message: '--list: each engine reads it again. Write it to a file' },
  { why: 'an empty file', list: fileOf(''), message: '--list: no line is a usable entry (it is empty)' },
  { why: 'comments only', list: fileOf('# canary\n'), message: '--list: no line is a usable entry (it is empty)' },
  {
    why: 'a log',
    list: fileOf('1.1 - - canary\n'),
    message: '--list: no line is a usable entry (left out: 1 host-character)',
  },
  { why: 'gzip', list: fileOf(GZIP), message: '--list: the file is compressed with gzip. Decompress it first: gunzip' },
  { why: 'UTF-16', list: fileOf(Uint8Array.of(0xff, 0xfe, 0x61, 0)), message: '--list: the file is UTF-16' },
  { why: 'bytes', list: fileOf(Uint8Array.of(0x61, 0)), message: '--list: the file is no text' },
  { why: 'Latin-1', list: fileOf(Uint8Array.of(0x62, 0xe5, 0x64)), message: '(left out: 1 no-text)' },
  { why: 'one long line', list: fileOf('canary'.repeat(500_000)), message: '(left out: 1 no-text)' },
];

test.each(WRONG)('$why is refused with a remedy, and without a trace of it', ({ list, message }) => {
  const read = (): unknown => readOwnCorpus({ list, queries: QUERIES }, 1);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
  expect(read).not.toThrow('canary');
});

test('a log without a usable line is named by its option', () => {
  expect(() => readOwnCorpus({ list: LIST, queries: fileOf('\n\n') }, 1)).toThrow(
    '--queries: no line is a usable query',
  );
});
