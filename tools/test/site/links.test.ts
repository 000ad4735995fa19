import { expect, test } from '@jest/globals';
import { type LinkMap, linkFrom, pictureFrom, sitePathOf } from '../../site/links.ts';
import { withPictures } from '../../site/markdown.ts';

const MAP: LinkMap = {
  repository: 'https://git.example/netvakt',
  sources: {
    'index.md': 'docs/README.md',
    'readme.md': 'README.md',
    'config.md': 'docs/config.md',
    'operating/index.md': 'docs/operating/README.md',
    'operating/install.md': 'docs/operating/install.md',
    'packages/matcher/index.md': 'packages/matcher/README.md',
  },
  files: ['docs/config.schema.json'],
};

test.each([
  ['docs/README.md', 'index.md'],
  ['README.md', 'readme.md'],
  ['docs/config.md', 'config.md'],
  ['docs/operating/README.md', 'operating/index.md'],
  ['ARCHITECTURE.md', 'architecture.md'],
  ['packages/matcher/README.md', 'packages/matcher/index.md'],
])('%s is %s on the site', (source, path) => {
  expect(sitePathOf(source)).toBe(path);
});

test.each([
  { why: 'a page of the same folder', target: 'README.md#the-order', want: '/operating/index.md#the-order' },
  { why: 'a page of another folder', target: '../config.md', want: '/config.md' },
  { why: 'a page of the root', target: '../../README.md#a-tour', want: '/readme.md#a-tour' },
  { why: 'the folder of a page', target: '../../packages/matcher/', want: '/packages/matcher/index.md' },
  { why: 'a heading of its own', target: '#upgrade', want: '#upgrade' },
  {
    why: 'another site',
    target: 'https://www.rfc-editor.org/rfc/rfc7754',
    want: 'https://www.rfc-editor.org/rfc/rfc7754',
  },
  { why: 'a copied file', target: '../config.schema.json', want: '/config.schema.json' },
  {
    why: 'a file of the source',
    target: '../../deploy/bird/netvakt.conf',
    want: 'https://git.example/netvakt/blob/main/deploy/bird/netvakt.conf',
  },
])('$why', ({ target, want }) => {
  expect(linkFrom(MAP, 'operating/install.md', target)).toBe(want);
});

test('a file of the source is no link if nobody knows where the repository is', () => {
  const { sources, files } = MAP;
  expect(linkFrom({ sources, files }, 'operating/install.md', '../../deploy/bird/netvakt.conf')).toBeUndefined();
});

test('links of a generated page stay as they are', () => {
  expect(linkFrom(MAP, 'api/json.md', 'matcher.md#verdict')).toBe('matcher.md#verdict');
});

test.each([
  { page: 'readme.md', target: 'docs/images/a.png', want: './images/a.png' },
  { page: 'operating/install.md', target: '../images/a.png', want: '../images/a.png' },
])('a picture of $page is beside the pages', ({ page, target, want }) => {
  expect(pictureFrom(MAP, page, target)).toBe(want);
});

test('a picture with a dark twin is HTML, and both are beside the pages', () => {
  const html = '<source srcset="docs/images/dark.svg"><img alt="A" src="docs/images/light.svg">';
  expect(withPictures(html, MAP, 'readme.md')).toBe(
    '<source srcset="./images/dark.svg"><img alt="A" src="./images/light.svg">',
  );
});
