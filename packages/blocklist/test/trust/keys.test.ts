import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { judgeDetached } from '../../src/trust/detached.ts';
import { type KeysOutcome, type ListKeys, readKeys, writeKeys } from '../../src/trust/keys.ts';
import { HOUR, keysOf, makePairs, NOW, type Pair } from '../support/trust.ts';

const [a, b, c, d] = makePairs(4) as [Pair, Pair, Pair, Pair];
const current = keysOf([a, b], { threshold: 2 });

const verdict = (outcome: KeysOutcome): string => (outcome.ok ? `version ${outcome.keys.version}` : outcome.reason);

test('keys are read as they were written', () => {
  const bounded = { ...current, keys: current.keys.map((key) => ({ ...key, from: NOW, until: NOW + HOUR })) };
  const read = readKeys(Buffer.from(writeKeys(bounded)), 'se-urls');
  expect(read).toMatchObject({ ok: true, keys: { list: 'se-urls', version: 1, threshold: 2 } });
  expect(read.ok && read.keys.keys.map(({ id, from, until }) => [id, from, until])).toEqual([
    [a.id, NOW, NOW + HOUR],
    [b.id, NOW, NOW + HOUR],
  ]);
});

test.each<{ why: string; keys: ListKeys; want: string }>([
  { why: 'another list’s', keys: { ...current, list: 'lt-urls' }, want: 'keys-of-another-list' },
  { why: 'a threshold that nobody can reach', keys: { ...current, threshold: 3 }, want: 'keys-malformed' },
  { why: 'one key twice', keys: keysOf([c, c], { threshold: 2 }), want: 'keys-malformed' },
])('not read: $why: $want', ({ keys, want }) => {
  expect(verdict(readKeys(Buffer.from(writeKeys(keys)), 'se-urls'))).toBe(want);
});

test('a key of another kind is none', () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keys = { ...current, keys: [{ id: a.id, key: publicKey, from: undefined, until: undefined }], threshold: 1 };
  expect(verdict(readKeys(Buffer.from(writeKeys(keys)), 'se-urls'))).toBe('keys-malformed');
});

const content = Buffer.from('bad.test\n');
const by = ({ privateKey }: Pair, bytes: Buffer = content): string => sign(null, bytes, privateKey).toString('base64');

test.each<{ why: string; lines: string; want: string | undefined }>([
  { why: 'both keys', lines: `${by(a)}\n${by(b)}\n`, want: undefined },
  { why: 'both keys and a stranger, CRLF', lines: `${by(d)}\r\n${by(a)}\r\n${by(b)}`, want: undefined },
  { why: 'one key', lines: by(a), want: 'signature-invalid' },
  { why: 'one key twice', lines: `${by(a)}\n${by(a)}`, want: 'signature-invalid' },
  { why: 'of other bytes', lines: `${by(a)}\n${by(b, Buffer.from('x'))}`, want: 'signature-invalid' },
  { why: 'no signature', lines: '', want: 'signature-malformed' },
  { why: 'a page', lines: '<html>', want: 'signature-malformed' },
  { why: 'megabytes', lines: `${by(a)}\n`.repeat(10_000), want: 'signature-malformed' },
])('beside the list: $why', ({ lines, want }) => {
  expect(judgeDetached(content, Buffer.from(lines), current, NOW)?.reason).toBe(want);
});
