/** Deliveries that are no list, or a bad one: each is refused with its own reason, or cleaned with counted ones. */
import { expect, test } from '@jest/globals';
import type { ListRefusalReason } from '../../src/report/refusal.ts';
import type { ListSettings, PartialListSettings } from '../../src/settings/settings.ts';
import { fixtureBytes } from '../support/files.ts';
import { parse, refused, shortRejections, taken } from '../support/parse.ts';

test.each<{ file: string; reason: ListRefusalReason; found: string }>([
  { file: 'empty.txt', reason: 'empty', found: 'no line with an entry' },
  { file: 'comments-only.txt', reason: 'empty', found: 'no line with an entry' },
  { file: 'html-page.txt', reason: 'html-page', found: 'a web page' },
  { file: 'captive-portal.txt', reason: 'captive-portal', found: 'a web page that leads elsewhere' },
  { file: 'http-response.txt', reason: 'http-response', found: 'an HTTP status line and header lines' },
  { file: 'program.txt', reason: 'binary', found: 'an ELF program' },
  { file: 'nul-in-head.txt', reason: 'binary', found: 'a NUL at byte 17' },
  { file: 'compressed.txt', reason: 'compressed', found: 'a gzip file' },
  { file: 'utf-16.txt', reason: 'encoding-utf-16', found: 'a UTF-16 byte order mark' },
  { file: 'keyed-hashes.txt', reason: 'keyed-hashes', found: 'hashes in place of entries' },
  { file: 'armoured.txt', reason: 'encrypted', found: 'a PEM or OpenPGP armour' },
])('$file is refused: $reason', ({ file, reason, found }) => {
  for (const format of ['domains', 'urls', 'auto'] as const) {
    expect(refused(parse(fixtureBytes(`hostile/${file}`), { format })).refusal).toMatchObject({ reason, found });
  }
});

test.each<{ file: string; format: ListSettings['format']; reason: ListRefusalReason; byReason: object }>([
  {
    file: 'mixed-garbage.txt',
    format: 'domains',
    reason: 'too-many-rejected',
    byReason: {
      'control-character': 1,
      'host-escape': 1,
      'not-a-host': 1,
      'several-fields': 1,
      'host-label-empty': 2,
      'utf8-invalid': 1,
    },
  },
  {
    file: 'mixed-garbage.txt',
    format: 'auto',
    reason: 'format-unclear',
    byReason: { 'control-character': 1, 'utf8-invalid': 1 },
  },
  { file: 'pages-as-domains.txt', format: 'domains', reason: 'too-many-rejected', byReason: { 'not-a-host': 20 } },
  { file: 'hosts-file.txt', format: 'domains', reason: 'too-many-rejected', byReason: { 'several-fields': 21 } },
  { file: 'latin-1.txt', format: 'domains', reason: 'too-many-rejected', byReason: { 'utf8-invalid': 20 } },
])('$file as $format is refused, with counted reasons: $reason', ({ file, format, reason, byReason }) => {
  const { refusal, summary } = refused(parse(fixtureBytes(`hostile/${file}`), { format }));
  expect(refusal.reason).toBe(reason);
  expect(Object.fromEntries(summary?.rejected.byReason ?? [])).toEqual(byReason);
});

test.each<{ file: string; settings: Partial<PartialListSettings>; counts: object }>([
  { file: 'byte-order-mark.txt', settings: {}, counts: { received: 20, active: 20 } },
  { file: 'hosts-file.txt', settings: { format: 'auto' }, counts: { received: 20, active: 20 } },
  { file: 'table.txt', settings: { format: 'auto' }, counts: { invalid: 0 } },
  { file: 'line-ends.txt', settings: {}, counts: { received: 20, active: 20 } },
  { file: 'latin-1.txt', settings: { encoding: 'latin-1' }, counts: { received: 20, active: 20 } },
  { file: 'spellings.txt', settings: {}, counts: { received: 6, duplicates: 5, unique: 1, active: 1 } },
  { file: 'too-broad.txt', settings: {}, counts: { received: 26, invalid: 0, unique: 26, quarantined: 6, active: 20 } },
])('$file is taken, cleaned', ({ file, settings, counts }) => {
  expect(taken(parse(fixtureBytes(`hostile/${file}`), settings)).summary.counts).toMatchObject(counts);
});

test('too broad: each line has its reason', () => {
  const { summary } = taken(parse(fixtureBytes('hostile/too-broad.txt'), { format: 'domains' }));
  expect(Object.fromEntries(summary.quarantined.byReason)).toEqual({
    wildcard: 2,
    'single-label': 2,
    'public-suffix': 2,
  });
});

test('a line of one megabyte is rejected, wherever it stands, and the rest is read', () => {
  const long = 'x'.repeat(1_000_000);
  for (const text of [
    `${long}\na.test\nb.test\nc.test`,
    `a.test\n${long}\nb.test\nc.test\n`,
    `a.test\nb.test\nc.test\n${long}`,
  ]) {
    const list = taken(parse(text, { format: 'domains' }));
    expect(shortRejections(list.summary)).toEqual([`line-too-long @${text.split('\n').indexOf(long) + 1}:8193`]);
    expect(list.summary.counts).toMatchObject({ received: 4, invalid: 1, active: 3 });
  }
});

test('a NUL beyond the head is a rejected line: the head was a list', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `bad-number-${index}.test`);
  const list = taken(parse([...names, 'bad\0.test'].join('\n')));
  expect(shortRejections(list.summary)).toEqual(['control-character @5001:4']);
});

test('a million bytes of nothing but line ends is an empty list', () => {
  expect(refused(parse('\r\n'.repeat(500_000))).refusal.reason).toBe('empty');
});
