import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { listChunks } from '@netvakt/fixtures';
import { parseDelivery } from '../../src/parse/deliver.ts';
import { loadListFile } from '../../src/parse/load.ts';
import { digested } from '../../src/source/delivered.ts';
import { fixture, fixtureBytes, temporaryFolder } from '../support/files.ts';
import { parse, parseChunks, settingsFor, taken } from '../support/parse.ts';

const inFolder = temporaryFolder();

test('a file is loaded with its size, time and digest', async () => {
  const path = fixture('lists/de-urls.txt');
  const bytes = fixtureBytes('lists/de-urls.txt');
  const list = await loadListFile(path, settingsFor(), 3);
  if (!list.ok) throw new Error('refused');
  expect(list.files).toMatchObject([{ path, bytes: bytes.length }]);
  expect(list.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(list.index).toBe(3);
  expect([...list.rules].every((rule) => rule.list === 3)).toBe(true);
});

test('bytes at once, in chunks, in memory and from a file give the same list', async () => {
  const bytes = fixtureBytes('lists/kz-domains.txt');
  const atOnce = taken(parse(bytes));
  function* chunks(): Generator<Uint8Array> {
    for (let start = 0; start < bytes.length; start += 7) yield bytes.subarray(start, start + 7);
  }
  expect(parseChunks(chunks(), settingsFor())).toEqual(atOnce);
  expect(await parseDelivery(digested(bytes), settingsFor(), 0)).toEqual(atOnce);
  expect(await loadListFile(fixture('lists/kz-domains.txt'), settingsFor(), 0)).toMatchObject(atOnce);
});

test.each(['domains', 'urls'] as const)('a generated list of 20,000 %s: every line becomes a rule', (format) => {
  const { summary } = taken(parseChunks(listChunks({ seed: 7, entries: 20_000, format }), settingsFor()));
  expect(summary).toMatchObject({ format, counts: { received: 20_000, active: 20_000 } });
});

test('a file that cannot be read is a refusal with the path, the code and a remedy', async () => {
  const path = inFolder('absent.txt');
  expect(await loadListFile(path, settingsFor(), 0)).toEqual({
    ok: false,
    refusal: {
      list: 'tested',
      reason: 'file-missing',
      code: 'ERR_LIST_FILE_MISSING',
      attempted: 'open the file',
      found: `${path}: ENOENT`,
      remedy: 'Check the path in the configuration, and that the delivery has run',
    },
    summary: undefined,
  });
});

test('a web page in a file’s place is refused before it is read to its end', async () => {
  expect(await loadListFile(fixture('hostile/html-page.txt'), settingsFor(), 0)).toMatchObject({
    ok: false,
    refusal: { reason: 'html-page' },
  });
});
