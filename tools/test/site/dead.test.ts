import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { deadLinks } from '../../site/dead.ts';

const folder = mkdtempSync(join(tmpdir(), 'netvakt-dead-'));
mkdirSync(join(folder, 'operating'));
writeFileSync(join(folder, 'operating/index.html'), '<h2 id="the-order">The order</h2>');
writeFileSync(join(folder, 'schema.json'), '{}');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each([
  { why: 'a page', html: '<a class="x" href="/docs/operating/">', faults: [] },
  { why: 'an anchor', html: '<a href="./operating/index.html#the-order">', faults: [] },
  { why: 'an anchor of its own', html: '<b id="a"></b><a href="#a">', faults: [] },
  { why: 'a file', html: '<a href="/docs/schema.json">', faults: [] },
  { why: 'another site', html: '<a href="https://site.example/">', faults: [] },
  {
    why: 'a page that is gone',
    html: '<a href="gone.html">',
    faults: ['index.html links to gone.html, which does not exist'],
  },
  {
    why: 'an anchor that is gone',
    html: '<a href="/docs/operating/#gone">',
    faults: ['index.html links to /docs/operating/#gone, which has no such anchor'],
  },
  { why: 'a folder', html: '<a href="operating">', faults: ['index.html links to operating, which does not exist'] },
  {
    why: 'a path outside',
    html: '<a href="/other/">',
    faults: ['index.html links to /other/, which is outside /docs/'],
  },
  {
    why: 'a script of another site',
    html: '<script src="https://cdn.example/a.js"></script>',
    faults: ['index.html loads https://cdn.example/a.js, which is another site'],
  },
  {
    why: 'a picture for dark pages that is gone',
    html: '<source media="(prefers-color-scheme: dark)" srcset="/docs/dark.svg">',
    faults: ['index.html loads /docs/dark.svg, which does not exist'],
  },
  {
    why: 'a style that is gone',
    html: '<link rel="stylesheet" href="/docs/a.css">',
    faults: ['index.html loads /docs/a.css, which does not exist'],
  },
])('$why', ({ html, faults }) => {
  writeFileSync(join(folder, 'index.html'), html);
  expect(deadLinks(folder, '/docs/')).toEqual(faults);
});
