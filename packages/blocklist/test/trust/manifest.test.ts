/** The attacks on an update channel, one by one: each refused for its own reason. */
import { expect, test } from '@jest/globals';
import { digested } from '../../src/source/delivered.ts';
import {
  judgeContent,
  judgeEntries,
  judgeManifest,
  type Manifest,
  type ManifestContext,
  type ManifestOutcome,
} from '../../src/trust/manifest.ts';
import { HOUR, keysOf, makePairs, manifestFor, NOW, type Pair, signedManifest } from '../support/trust.ts';

const content = Buffer.from('bad.test\nworse.test\n');
const [first, second, third, stranger] = makePairs(4) as [Pair, Pair, Pair, Pair];
const keys = keysOf([first, second, third], { threshold: 2 });
const context: ManifestContext = { keys, memory: undefined, now: NOW, maxVersionStep: 1000 };
const memory = {
  version: 7,
  created: NOW - HOUR,
  sha256: manifestFor(content).sha256,
  keysVersion: 1,
  expires: manifestFor(content).expires,
};

function judge(given: Partial<Manifest>, by: readonly Pair[], changed: Partial<ManifestContext> = {}): ManifestOutcome {
  return judgeManifest(signedManifest(manifestFor(content, given), by), { ...context, ...changed });
}

/** The reason, or `believed`. */
function verdict(outcome: ManifestOutcome): string {
  return outcome.ok ? 'believed' : outcome.reason;
}

test('a manifest that enough keys have signed is believed, and says what to remember', () => {
  expect(judge({}, [first, second])).toEqual({ ok: true, manifest: manifestFor(content), memory, unchanged: false });
  expect(judge({}, [second, third], { memory })).toMatchObject({ ok: true, unchanged: true });
});

test.each<{ attack: string; by: readonly Pair[]; want: string }>([
  { attack: 'nobody signed', by: [], want: 'manifest-malformed' },
  { attack: 'one of two needed', by: [first], want: 'signature-invalid' },
  { attack: 'one key twice', by: [first, first], want: 'signature-invalid' },
  { attack: 'a stranger’s key', by: [first, stranger], want: 'signature-invalid' },
  { attack: 'a stranger beside enough known keys', by: [first, second, stranger], want: 'believed' },
])('threshold: $attack: $want', ({ by, want }) => {
  expect(verdict(judge({}, by))).toBe(want);
});

test('a key outside its time does not count', () => {
  const late = keys.keys.map((key, index) => (index === 0 ? { ...key, until: NOW } : key));
  const early = keys.keys.map((key, index) => (index === 0 ? { ...key, from: NOW + 1 } : key));
  for (const changed of [late, early]) {
    expect(verdict(judge({}, [first, second], { keys: { ...keys, keys: changed } }))).toBe('signature-invalid');
    expect(verdict(judge({}, [second, third], { keys: { ...keys, keys: changed } }))).toBe('believed');
  }
});

test.each<{ attack: string; given: Partial<Manifest>; want: string }>([
  { attack: 'swapped list: signed for another one', given: { list: 'lt-urls' }, want: 'manifest-of-another-list' },
  { attack: 'rollback: an older version', given: { version: 6 }, want: 'manifest-rollback' },
  { attack: 'two deliveries under one version', given: { sha256: 'a'.repeat(64) }, want: 'manifest-conflict' },
  { attack: 'fast-forward', given: { version: 1008 }, want: 'manifest-fast-forward' },
  {
    attack: 'fast-forward to the last number',
    given: { version: Number.MAX_SAFE_INTEGER },
    want: 'manifest-fast-forward',
  },
  { attack: 'the largest step that is allowed', given: { version: 1007 }, want: 'believed' },
  { attack: 'freeze: it no longer counts', given: { expires: NOW }, want: 'manifest-expired' },
  { attack: 'from the future', given: { created: NOW + HOUR }, want: 'manifest-future' },
  { attack: 'from a clock that is a little ahead', given: { created: NOW + 60_000 }, want: 'believed' },
  {
    attack: 'it ends before it begins',
    given: { created: NOW - HOUR, expires: NOW - HOUR },
    want: 'manifest-malformed',
  },
  { attack: 'no such version', given: { version: 0 }, want: 'manifest-malformed' },
])('$attack: $want', ({ given, want }) => {
  expect(verdict(judge(given, [first, second], { memory }))).toBe(want);
});

test('new keys begin a new count: so an authority recovers from a stolen key that signed a high version', () => {
  const stolen = { ...memory, version: 1_000_000 };
  expect(verdict(judge({ version: 8 }, [first, second], { memory: stolen }))).toBe('manifest-rollback');
  const replaced = { ...keys, version: 2 };
  expect(verdict(judge({ version: 8 }, [first, second], { memory: stolen, keys: replaced }))).toBe('believed');
});

test('mix and match: bytes of another delivery, cut off, or with bytes added', () => {
  const manifest = manifestFor(content);
  expect(judgeContent(manifest, digested(content))).toBeUndefined();
  const others = [
    content.subarray(1),
    Buffer.concat([content, Buffer.from('\n')]),
    Buffer.from('bad.test\nother.test\n'),
  ];
  for (const bytes of others)
    expect(judgeContent(manifest, digested(bytes))).toMatchObject({ reason: 'content-mismatch' });
  expect(judgeEntries(manifest, 2)).toBeUndefined();
  expect(judgeEntries(manifest, 1)).toMatchObject({ reason: 'entries-mismatch' });
});

test.each<{ why: string; change: (text: string) => string; want: string }>([
  { why: 'as it was', change: (text) => text, want: 'believed' },
  {
    why: 'other spaces: what is signed is the canonical form',
    change: (text) => text.replaceAll('":', '" : '),
    want: 'believed',
  },
  {
    why: 'a name given twice',
    change: (text) => text.replace('"version":7', '"version":7,"version":8'),
    want: 'manifest-malformed',
  },
  {
    why: 'a name given twice, beside the signatures',
    change: (text) => text.replace('{"sig', '{"signed":{},"sig'),
    want: 'manifest-malformed',
  },
  { why: 'another version', change: (text) => text.replace('"version":7', '"version":8'), want: 'signature-invalid' },
  {
    why: 'a member more',
    change: (text) => text.replace('"version":7', '"version":7,"x":1'),
    want: 'signature-invalid',
  },
  {
    why: 'a version in two spellings',
    change: (text) => text.replace('"version":7', '"version":7.5'),
    want: 'manifest-malformed',
  },
  { why: 'cut off', change: (text) => text.slice(0, -3), want: 'manifest-malformed' },
  { why: 'bytes behind it', change: (text) => `${text}{}`, want: 'manifest-malformed' },
  { why: 'a signature cut off', change: (text) => text.replace(/==/u, ''), want: 'manifest-malformed' },
  { why: 'too long to be one', change: (text) => `${text}${' '.repeat(300_000)}`, want: 'manifest-malformed' },
])('the document: $why: $want', ({ change, want }) => {
  const text = signedManifest(manifestFor(content), [first, second]).toString();
  expect(verdict(judgeManifest(Buffer.from(change(text)), context))).toBe(want);
});
