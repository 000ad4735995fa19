import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Matcher, openSnapshot } from '@netvakt/matcher';
import { AllowRules, compileListFiles, completeSettings } from '../../src/index.ts';
import { temporaryFolder } from '../support/files.ts';
import { HOUR, NOW } from '../support/trust.ts';

const inFolder = temporaryFolder();
const secret = Buffer.alloc(32, 4);
const rule = (entry: string, expires = NOW + HOUR) => ({
  entry,
  reason: 'complaint 7',
  owner: 'A. Person',
  added: NOW,
  expires,
});

test('added, shown, taken out; a number is never given again', async () => {
  const rules = new AllowRules(inFolder('plain'), secret);
  expect(await rules.all()).toEqual([]);
  expect(await rules.add(rule('good.test'))).toMatchObject({ number: 1 });
  expect(await rules.add(rule('http://shop.test/a'))).toMatchObject({ number: 2 });
  expect(await rules.add(rule('..'))).toBeUndefined();
  expect(await rules.remove(2)).toMatchObject({ entry: 'http://shop.test/a' });
  expect(await rules.remove(2)).toBeUndefined();
  expect(await rules.add(rule('192.0.2.1'))).toMatchObject({ number: 3 });
  expect((await new AllowRules(inFolder('plain'), secret).all()).map(({ number }) => number)).toEqual([1, 3]);
  const files = readdirSync(inFolder('plain/allow')).map((name) => readFileSync(inFolder(`plain/allow/${name}`)));
  expect(files.some((bytes) => bytes.includes('good.test'))).toBe(false);
});

test('what is allowed passes, in every market, until it is over; its neighbours stay blocked', async () => {
  const folder = inFolder('compiled');
  const rules = new AllowRules(folder, secret);
  await rules.add(rule('good.bad.test'));
  await rules.add(rule('http://mixed.test/a/good'));
  await rules.add(rule('late.bad.test', NOW));
  writeFileSync(inFolder('list'), 'bad.test\nmixed.test/a/\n');
  const settings = completeSettings({ id: 'se-urls', markets: ['se'], format: 'urls' });
  const outcome = await compileListFiles({
    markets: ['se'],
    seed: Uint32Array.of(1, 2, 3, 4),
    files: [{ path: inFolder('list'), settings }],
    allow: { folder, secret, now: NOW },
  });
  if (!outcome.ok) throw new Error('refused');
  const snapshot = openSnapshot(outcome.snapshot);
  const matcher = new Matcher(snapshot);
  const blocked = (host: string, target = '/'): boolean => matcher.matchRequest(host, target, 0) > 0;
  expect(snapshot.lists.map(({ id }) => id)).toEqual(['se-urls', 'allow']);
  expect([blocked('bad.test'), blocked('other.bad.test'), blocked('late.bad.test')]).toEqual([true, true, true]);
  expect([blocked('good.bad.test'), blocked('deep.good.bad.test')]).toEqual([false, false]);
  expect([blocked('mixed.test', '/a/good'), blocked('mixed.test', '/a/other')]).toEqual([false, true]);
});
