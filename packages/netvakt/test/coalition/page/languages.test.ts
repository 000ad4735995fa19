/** What docs/coalition/pages.md and deploy/coalition/pages-nginx.conf say of the languages of the pages. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { TEXTS } from '../../../src/blockpage/texts/texts.ts';
import { PAGE_LANGUAGES } from '../../../src/coalition/page/write.ts';

const NGINX = fileURLToPath(new URL('../../../../../deploy/coalition/pages-nginx.conf', import.meta.url));

test('the pages have the languages of the block page', () => {
  expect(PAGE_LANGUAGES).toEqual(Object.keys(TEXTS));
});

test('the web server chooses among all of them', () => {
  const [, map = ''] = /map \$http_accept_language [^{]*\{([^}]*)\}/u.exec(readFileSync(NGINX, 'utf8')) ?? [];
  expect([...map.matchAll(/ ([a-z]{2});/gu)].map(([, tag]) => tag)).toEqual(PAGE_LANGUAGES);
});
