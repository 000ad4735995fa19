import { linkSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { type AuditEvent, appendAudit, appendAudits, auditHistory, verifyAuditLog } from '../../src/store/audit-log.ts';
import { temporaryFolder } from '../support/files.ts';
import { NOW } from '../support/trust.ts';

const inFolder = temporaryFolder();
const event = (list: string, version: number): AuditEvent => ({
  at: NOW,
  action: 'update',
  list,
  by: 'timer',
  details: { outcome: 'taken', version },
});

async function logWith(name: string): Promise<string> {
  const path = inFolder(name);
  for (const [index, list] of ['se-urls', 'lt-urls', 'se-urls', 'lv-urls'].entries())
    await appendAudit(path, event(list, index));
  return path;
}

test('what was written holds together, and the last digest is that of the last line', async () => {
  const path = await logWith('whole');
  const head = await appendAudit(path, event('se-urls', 9));
  expect(await verifyAuditLog(path)).toEqual({ ok: true, lines: 5, head });
  expect(readFileSync(path, 'utf8').split('\n')[0]).toBe(
    `{"action":"update","at":"2026-11-23T12:00:00Z","by":"timer","details":{"outcome":"taken","version":0},"list":"se-urls","previous":"${'0'.repeat(64)}"}`,
  );
});

test('many events are one write, and hold together with what is there, however long that is', async () => {
  const path = await logWith('many');
  const long = event('long', 5);
  await appendAudit(path, { ...long, details: { text: 'x'.repeat(300_000) } });
  const head = await appendAudits(path, [event('a', 6), event('b', 7)]);
  expect(await verifyAuditLog(path)).toEqual({ ok: true, lines: 7, head });
  expect(await appendAudits(path, [])).toBe(head);
});

test('a log that is not there is empty', async () => {
  expect(await verifyAuditLog(inFolder('absent'))).toMatchObject({ ok: true, lines: 0 });
});

test.each<{ why: string; change: (lines: string[]) => string[]; want: object }>([
  {
    why: 'a line changed',
    change: ([x, y = '', ...rest]) => [x ?? '', y.replace('taken', 'held!'), ...rest],
    want: { line: 3, found: 'chain-broken' },
  },
  { why: 'a line taken out', change: ([x, , ...rest]) => [x ?? '', ...rest], want: { line: 2, found: 'chain-broken' } },
  { why: 'the first line taken out', change: ([, ...rest]) => rest, want: { line: 1, found: 'chain-broken' } },
  { why: 'a line put in', change: ([x = '', ...rest]) => [x, x, ...rest], want: { line: 2, found: 'chain-broken' } },
  {
    why: 'two lines exchanged',
    change: ([x, y, z, w]) => [x, z, y, w].map(String),
    want: { line: 2, found: 'chain-broken' },
  },
  {
    why: 'a line cut off',
    change: (lines) => [...lines.slice(0, 3), lines[3]?.slice(0, 20) ?? ''],
    want: { line: 4, found: 'no-json' },
  },
])('$why is seen', async ({ why, change, want }) => {
  const path = await logWith(why);
  writeFileSync(path, change(readFileSync(path, 'utf8').trimEnd().split('\n')).join('\n'));
  expect(await verifyAuditLog(path)).toEqual({ ok: false, ...want });
});

test.each([
  ['a link', symlinkSync],
  ['a second name of another file', linkSync],
])('%s is not written to', async (why, make) => {
  const [path, other] = [inFolder(why), inFolder(`other of ${why}`)];
  writeFileSync(other, 'other');
  make(other, path);
  await expect(appendAudit(path, event('se-urls', 1))).rejects.toMatchObject({ code: 'ERR_STORE_UNWRITABLE' });
  expect(readFileSync(other, 'utf8')).toBe('other');
});

test('the history of one list, or of all', async () => {
  const path = await logWith('history');
  expect((await auditHistory(path, 'se-urls', 10)).map(({ details }) => details)).toEqual([
    { outcome: 'taken', version: 0 },
    { outcome: 'taken', version: 2 },
  ]);
  expect(await auditHistory(path, undefined, 3)).toHaveLength(3);
});
