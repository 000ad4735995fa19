import { expect, test } from '@jest/globals';
import { Oracle } from '../../src/matcher/corpus/oracle.ts';

test.each([
  { why: 'the host itself', host: 'bad.example', answer: 1 },
  { why: 'below it', host: 'a.b.bad.example', answer: 1 },
  { why: 'a name that only ends alike', host: 'notbad.example', answer: 0 },
  { why: 'a name that only begins alike', host: 'bad.example.other.invalid', answer: 0 },
  { why: 'its parent', host: 'example', answer: 0 },
])('hosts: $why', ({ host, answer }) => {
  expect(new Oracle('domains', ['bad.example']).answer({ host, target: '/' })).toBe(answer);
});

const URLS = ['http://bad.example/folder/', 'https://bad.example/page.html', 'http://bad.example/view?id=1'];

test.each([
  { why: 'the folder', target: '/folder/', answer: 1 },
  { why: 'below the folder', target: '/folder/a/b?c/d', answer: 1 },
  { why: 'the folder without its slash', target: '/folder', answer: 0 },
  { why: 'a folder that begins alike', target: '/folders/', answer: 0 },
  { why: 'the page', target: '/page.html', answer: 1 },
  { why: 'the page with any query', target: '/page.html?x', answer: 1 },
  { why: 'below the page', target: '/page.html/x', answer: 0 },
  { why: 'a page in other case', target: '/Page.html', answer: 0 },
  { why: 'the query', target: '/view?id=1', answer: 1 },
  { why: 'another query', target: '/view?id=10', answer: 0 },
  { why: 'no query if the entry has one', target: '/view', answer: 0 },
  { why: 'a slash in a query opens no folder', target: '/x?/folder/', answer: 0 },
  { why: 'the whole host', target: '/', answer: 0 },
])('URLs: $why', ({ target, answer }) => {
  const oracle = new Oracle('urls', URLS);
  expect(oracle.answer({ host: 'bad.example', target })).toBe(answer);
  expect(oracle.answer({ host: 'www.bad.example', target })).toBe(0);
});
