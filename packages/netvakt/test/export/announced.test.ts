import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readAnnounced, writeAnnounced } from '../../src/export/suspects/announced.ts';
import { folderWith } from '../support/process.ts';

test('what a speaker was told is kept for its owner alone', async () => {
  const path = join(await folderWith({}), 'suspects.json.exabgp');
  expect(await readAnnounced(path)).toEqual([]);
  await writeAnnounced(path, ['192.0.2.7', '2001:db8::7']);
  expect(await readAnnounced(path)).toEqual(['192.0.2.7', '2001:db8::7']);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test.each([
  { why: 'no JSON', text: '{"version":1,' },
  { why: 'no address', text: '{"version":1,"announced":["blocked.test"]}' },
  { why: 'another version', text: '{"version":2,"announced":[]}' },
])('a damaged file is an error with its remedy, and never names what it holds: $why', async ({ text }) => {
  const path = join(await folderWith({}), 'suspects.json.gobgp');
  await writeFile(path, text);
  const failure = await readAnnounced(path).catch((error: unknown) => error);
  expect(failure).toMatchObject({ message: expect.stringMatching(/is damaged.*Remove it/) });
  expect(String(failure)).not.toContain('blocked.test');
});
