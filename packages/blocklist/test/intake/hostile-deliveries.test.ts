/** Deliveries that must not take effect, each refused or held for a reason of its own, while the last good one stays. */
import { createHash } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { beforeAll, expect, test } from '@jest/globals';
import type { ManagedList, UpdateOutcome } from '../../src/intake/managed-list.ts';
import { updateList } from '../../src/intake/update.ts';
import { readNeverBlock } from '../../src/parse/never-block.ts';
import type { Manifest } from '../../src/trust/manifest.ts';
import { fixtureBytes, temporaryFolder } from '../support/files.ts';
import { managedList, pages } from '../support/managed.ts';
import { HOUR, keysOf, makePairs, manifestFor, NOW, type Pair, signedManifest } from '../support/trust.ts';

const inFolder = temporaryFolder();
const [a, b, stranger] = makePairs(3) as [Pair, Pair, Pair];
const good = pages(100);
const next = pages(101);
const text = (content: string): Buffer => Buffer.from(content, 'latin1');
const hostile = (name: string): Buffer => fixtureBytes(`hostile/${name}.txt`);
const zeros = Buffer.alloc(32 << 20, 0x0a);

const list: ManagedList = managedList(inFolder('store'), {
  settings: {
    format: 'urls',
    bounds: { maxEntries: 5000, minEntries: 10, maxBytes: 1 << 20 },
    neverBlock: readNeverBlock('help.example').neverBlock,
  },
  trust: { kind: 'manifest', keys: keysOf([a, b], { threshold: 2 }), maxVersionStep: 1000 },
});

/** Delivers `content` under a manifest that is right but for what is given. */
function deliver(content: Buffer, given: Partial<Manifest> = {}, by: readonly Pair[] = [a, b]): Promise<UpdateOutcome> {
  const proof = signedManifest({ ...manifestFor(content), version: 8, entries: 101, ...given }, by);
  return updateList(list, { content, proof, holdAnyway: false }, NOW);
}

const raw = (content: Buffer, proof: Buffer | undefined) => () =>
  updateList(list, { content, proof, holdAnyway: false }, NOW);
const rows = (...entries: readonly string[]): Buffer => Buffer.concat([good, text(entries.join('\n'))]);

const wide = Array.from({ length: 22 }, (_, index) => `http://u${index}.wide.test/a`);

const DELIVERIES: readonly (readonly [why: string, reason: string, deliver: () => Promise<UpdateOutcome>])[] = [
  ['nothing', 'empty', () => deliver(text('# empty\n'))],
  ['every entry withdrawn', 'empty', () => deliver(hostile('comments-only'))],
  ['a web page', 'html-page', () => deliver(hostile('html-page'))],
  ['a captive portal', 'captive-portal', () => deliver(hostile('captive-portal'))],
  ['a response with its head', 'http-response', () => deliver(hostile('http-response'))],
  ['a program', 'binary', () => deliver(hostile('program'))],
  ['an image', 'binary', () => deliver(text('\u0089PNG\r\n\u001a\n'))],
  ['a document', 'binary', () => deliver(text('%PDF-1.7\n'))],
  ['a NUL in a list', 'binary', () => deliver(hostile('nul-in-head'))],
  ['UTF-16', 'encoding-utf-16', () => deliver(hostile('utf-16'))],
  ['an OpenPGP message', 'encrypted', () => deliver(hostile('armoured'))],
  ['keyed hashes', 'keyed-hashes', () => deliver(hostile('keyed-hashes'))],
  ['xz', 'compressed', () => deliver(text('\u00fd7zXZ\0'))],
  ['bzip2', 'compressed', () => deliver(text('BZh91AY&SY'))],
  ['gzip in gzip', 'compressed', () => deliver(gzipSync(gzipSync(next)))],
  ['gzip, cut off', 'unpack-failed', () => deliver(gzipSync(next).subarray(0, 100))],
  ['zip, cut off', 'unpack-failed', () => deliver(text('PK\u0003\u0004cut'))],
  ['a gzip bomb', 'unpacked-ratio', () => deliver(gzipSync(zeros))],
  ['a zstd bomb', 'unpacked-ratio', () => deliver(zstdCompressSync(zeros))],
  ['larger than it may be', 'file-too-large', () => deliver(Buffer.alloc(2 << 20, 'x'))],
  ['more entries than it may have', 'too-many-entries', () => deliver(pages(5001))],
  ['fewer entries than it may have', 'too-few-entries', () => deliver(pages(9))],
  ['garbage among entries', 'too-many-rejected', () => deliver(rows('..', '\u0001', 'a b', '%', 'x y'))],
  ['another encoding', 'too-many-rejected', () => deliver(hostile('latin-1'))],
  ['a hosts file', 'too-many-rejected', () => deliver(hostile('hosts-file'))],
  ['protected names only', 'too-few-entries', () => deliver(text('help.example\nhttp://help.example/\n'))],
  ['suffixes only', 'too-few-entries', () => deliver(text('test\n*\nhome.arpa\n'))],
  ['no manifest', 'signature-missing', raw(next, undefined)],
  ['a page for a manifest', 'manifest-malformed', raw(next, text('<html>'))],
  ['a manifest with a name twice', 'manifest-malformed', raw(next, text('{"signed":{},"signed":{},"signatures":[]}'))],
  ['one signature of two', 'signature-invalid', () => deliver(next, {}, [a])],
  ['one key twice', 'signature-invalid', () => deliver(next, {}, [b, b])],
  ['a stranger’s signature', 'signature-invalid', () => deliver(next, {}, [a, stranger])],
  ['another list’s manifest', 'manifest-of-another-list', () => deliver(next, { list: 'lt-urls' })],
  ['an older version', 'manifest-rollback', () => deliver(next, { version: 6 })],
  ['two deliveries under one version', 'manifest-conflict', () => deliver(next, { version: 7 })],
  ['a version far ahead', 'manifest-fast-forward', () => deliver(next, { version: 9999 })],
  ['a manifest that no longer counts', 'manifest-expired', () => deliver(next, { expires: NOW })],
  ['a manifest from the future', 'manifest-future', () => deliver(next, { created: NOW + HOUR })],
  [
    'bytes cut off',
    'content-mismatch',
    raw(next.subarray(1), signedManifest(manifestFor(next, { version: 8 }), [a, b])),
  ],
  [
    'bytes of another delivery',
    'content-mismatch',
    () => deliver(next, { sha256: createHash('sha256').digest('hex') }),
  ],
  ['fewer entries than were signed', 'entries-mismatch', () => deliver(next, { entries: 102 })],
  ['a list that doubled', 'held: grew', () => deliver(pages(200), { entries: 200 })],
  ['a list that halved', 'held: shrank', () => deliver(pages(45), { entries: 45, version: 9 })],
  [
    'a domain over many entries',
    'held: shadows-many',
    () => deliver(rows(...wide, 'wide.test'), { entries: 123, version: 10 }),
  ],
];

beforeAll(async () => {
  const proof = signedManifest(manifestFor(good, { entries: 100 }), [a, b]);
  await updateList(list, { content: good, proof, holdAnyway: false }, NOW);
});

function reasonOf(outcome: UpdateOutcome): string {
  if (outcome.kind === 'refused') return outcome.refusal.reason;
  return outcome.kind === 'held' ? `held: ${outcome.causes.map(({ reason }) => reason).join(' ')}` : outcome.kind;
}

test('there are at least 40 of them', () => {
  expect(DELIVERIES.length).toBeGreaterThanOrEqual(40);
});

test.each(DELIVERIES)('%s: %s', async (_why, reason, run) => {
  const outcome = await run();
  expect(reasonOf(outcome)).toBe(reason);
  expect((await list.store.current())?.content.equals(good)).toBe(true);
  expect(JSON.stringify(outcome)).not.toMatch(/bad-\d|help\.example|\.test/u);
});

test('after all of them, the next good delivery is taken', async () => {
  expect(await deliver(next, { version: 11 })).toMatchObject({ kind: 'taken' });
});
