import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { judgeDetached } from '../../src/trust/detached.ts';
import { writeEnvelope } from '../../src/trust/envelope.ts';
import {
  describeKeys,
  type KeysOutcome,
  type ListKeys,
  readKeys,
  replaceKeys,
  writeKeys,
} from '../../src/trust/keys.ts';
import { HOUR, keysOf, makePairs, NOW, type Pair } from '../support/trust.ts';

const [a, b, c, d] = makePairs(4) as [Pair, Pair, Pair, Pair];
const current = keysOf([a, b], { threshold: 2 });
const next = keysOf([b, c], { threshold: 2, version: 2 });

function replaced(keys: ListKeys, by: readonly Pair[]): KeysOutcome {
  const signing = by.map(({ id, privateKey }) => ({ id, key: privateKey }));
  return replaceKeys(current, Buffer.from(writeEnvelope(describeKeys(keys), signing)), NOW);
}

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

test.each<{ why: string; keys: ListKeys; by: readonly Pair[]; want: string }>([
  { why: 'enough of the old and enough of the new', keys: next, by: [a, b, c], want: 'version 2' },
  { why: 'the old ones only', keys: next, by: [a, b], want: 'signature-invalid' },
  { why: 'the new ones only', keys: next, by: [b, c], want: 'signature-invalid' },
  { why: 'strangers', keys: keysOf([c, d], { version: 2 }), by: [c, d], want: 'signature-invalid' },
  { why: 'the version that is in force', keys: { ...next, version: 1 }, by: [a, b, c], want: 'keys-rollback' },
  { why: 'another list’s', keys: { ...next, list: 'lt-urls' }, by: [a, b, c], want: 'keys-of-another-list' },
  { why: 'a threshold that nobody can reach', keys: { ...next, threshold: 3 }, by: [a, b, c], want: 'keys-malformed' },
  { why: 'one key twice', keys: keysOf([c, c], { version: 2, threshold: 2 }), by: [a, b, c], want: 'keys-malformed' },
])('replacing: $why: $want', ({ keys, by, want }) => {
  expect(verdict(replaced(keys, by))).toBe(want);
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
