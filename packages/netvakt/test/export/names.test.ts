import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { textRuleFrom } from '@netvakt/matcher';
import { loadConfig } from '@netvakt/netvakt';
import { listedNames, namesOf } from '../../src/export/names.ts';
import { enforcedFiles } from '../../src/list/enforced.ts';
import { folderWith } from '../support/process.ts';
import { configText, LISTS } from '../support/stage.ts';

test('a list in shadow is not exported: it blocks nothing, at a resolver as little as in the filter', async () => {
  const text = configText(9).replace('file: domains.txt', 'file: domains.txt, enforcement: shadow');
  const folder = await folderWith({ 'netvakt.yaml': configText(9), 'shadow.yaml': text, ...LISTS });
  const enforcing = await loadConfig(join(folder, 'netvakt.yaml'));
  const inShadow = await loadConfig(join(folder, 'shadow.yaml'));
  expect(await listedNames(await enforcedFiles(enforcing, {}))).toMatchObject({
    domains: ['blocked.test', 'other.test'],
    partly: ['mixed.test'],
  });
  expect(await listedNames(await enforcedFiles(inShadow, {}))).toMatchObject({ domains: [], partly: ['mixed.test'] });
});

test('hosts of squidGuard pages are led to the filter under the names that squidGuard takes for them', () => {
  const rules = ['shop.test/page', '192.0.2.1/x'].flatMap((entry, line) => {
    const made = textRuleFrom(entry, { hosts: 'site', ends: 'anywhere' }, 0, line + 1);
    return made.ok ? [made.rule] : [];
  });
  expect(namesOf(rules)).toMatchObject({
    partly: ['ftp.shop.test', 'shop.test', 'web.shop.test', 'www.shop.test', 'www2.shop.test'],
    addresses: ['192.0.2.1'],
  });
});
