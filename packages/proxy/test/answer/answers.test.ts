import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { renderBlockAnswer } from '../../src/answer/block-page.ts';
import { refusalAnswer, upstreamAnswer } from '../../src/answer/failures.ts';
import { isPartOfPage } from '../../src/answer/part-of-page.ts';
import { REFUSAL } from '../../src/observe/refusal.ts';
import { UPSTREAM_FAILURE } from '../../src/observe/vocabulary.ts';
import type { BlockPage, ReadyResponse } from '../../src/settings/block-answer.ts';
import { readRequest } from '../support/reading.ts';
import { answering, World } from '../support/world.ts';

const WORDS = {
  status: 451,
  operator: 'Example & <Net>',
  blockedBy: 'https://net.example/blöcking',
  authority: 'The "Authority"',
  legalBasis: 'https://net.example/law?a=1&b=2',
  objection: 'mailto:object@net.example',
  helpLine: 'https://help.example/',
} as const;
const answer = renderBlockAnswer(WORDS);
const [page] = answer.pages as [BlockPage];
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

const all: readonly { readonly name: string; readonly response: ReadyResponse }[] = [
  { name: 'block page', response: page },
  { name: 'block part', response: answer.part },
  ...Object.entries(REFUSAL).map(([name, code]) => ({ name, response: refusalAnswer(code) })),
  ...Object.entries(UPSTREAM_FAILURE).map(([name, code]) => ({ name, response: upstreamAnswer(code) })),
];

test.each(all)('$name: says its length, is not to be kept, loads nothing, and ends the connection', ({ response }) => {
  const head = text(response.head);
  expect(head).toMatch(/^HTTP\/1\.1 \d{3} [A-Z][^\r\n]*\r\n/);
  expect(head).toContain(`\r\nContent-Length: ${response.body.length}\r\n`);
  expect(head).toContain('\r\nCache-Control: no-store\r\n');
  expect(head).toMatch(/\r\nContent-Security-Policy: default-src 'none'/);
  expect(head).toContain('\r\nReferrer-Policy: no-referrer\r\n');
  expect(head).toContain('\r\nConnection: close\r\n');
  expect(head).toMatch(/\r\n\r\n$/);
  expect(head).not.toMatch(/set-cookie|location|server:/i);
  expect(text(response.body)).not.toMatch(/<script|<img|<link|@import|url\(/);
});

test('the page is complete, small and free of markup from its words', () => {
  const html = text(page.body);
  expect(page.body.length).toBeLessThan(14 * 1024);
  for (const part of [
    'lang="en"',
    '<title>',
    '<main>',
    '<h1>',
    'law?a=1&amp;b=2',
    'mailto:object@',
    'help.example',
    'No information about you is stored',
  ]) {
    expect(html).toContain(part);
  }
  expect(html).toContain('Example &amp; &lt;Net&gt;');
  expect(html).toContain('The &quot;Authority&quot;');
});

test('the one style of the page is allowed by its hash, and nothing else is', () => {
  const style = /<style>([^]*)<\/style>/.exec(text(page.body))?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(text(page.head)).toContain(
    `\r\nContent-Security-Policy: default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n`,
  );
});

test('the head names who blocks (RFC 7725 §4), in ASCII', () => {
  expect(text(page.head)).toContain('\r\nLink: <https://net.example/bl%C3%B6cking>; rel="blocked-by"\r\n');
  expect(text(page.head)).toMatch(/^HTTP\/1\.1 451 Unavailable For Legal Reasons\r\n/);
  expect(text(renderBlockAnswer({ ...WORDS, status: 403 }).part.head)).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
});

test.each([
  {
    why: 'a navigation by an old browser',
    lines: 'Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\r\n',
    part: false,
  },
  { why: 'curl', lines: 'Accept: */*\r\n', part: false },
  { why: 'no Accept at all', lines: '', part: false },
  { why: 'an image', lines: 'Accept: image/avif,image/webp,*/*;q=0.8\r\n', part: true },
  { why: 'a style', lines: 'Accept: text/css,*/*;q=0.1\r\n', part: true },
  { why: 'a script that says so', lines: 'Accept: */*\r\nSec-Fetch-Dest: script\r\n', part: true },
  { why: 'a document that says so', lines: 'Sec-Fetch-Dest: document\r\nAccept: */*\r\n', part: false },
  { why: 'a navigation that asks for https', lines: 'Upgrade-Insecure-Requests: 1\r\nAccept: x/y\r\n', part: false },
])('part of a page or not: $why', ({ lines, part }) => {
  const { request } = readRequest(`GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n${lines}\r\n`);
  expect(isPartOfPage(request)).toBe(part);
});

const MALFORMED =
  text(refusalAnswer(REFUSAL['target-malformed']).head) + text(refusalAnswer(REFUSAL['target-malformed']).body);

const request = (method: string, lines = ''): string =>
  `${method} http://blocked.test/%3Cscript%3E?"><script> HTTP/1.1\r\nHost: blocked.test\r\n${lines}\r\n`;

test('over the wire: HEAD gets the head alone, an image hardly anything, and nothing is reflected', async () => {
  const world = await World.start(answering(''));
  const got = await world.talk(request('GET'));
  const head = await world.talk(request('HEAD'));
  const image = await world.talk(request('GET', 'Accept: image/*\r\n'));
  await world.stop();
  expect(got).toMatch(/^HTTP\/1\.1 451 [^]*<h1>/);
  expect(got).not.toMatch(/blocked\.test|script/i);
  expect(got.startsWith(head)).toBe(true);
  expect(head).toMatch(/\r\n\r\n$/);
  expect(image).toMatch(/^HTTP\/1\.1 451 [^]*\r\nContent-Length: 0\r\n[^]*\r\n\r\n$/);
});

test('whatever the request holds, the answer is the same, byte for byte: nothing of it is reflected', async () => {
  const world = await World.start(answering(''));
  const expected = await world.talk(request('GET'));
  const label = fc.stringMatching(/^[a-z0-9]{1,20}$/);
  const value = fc.string({
    unit: fc.constantFrom('<', '>', '"', "'", '&', ';', '=', '{', '/', ' ', '\\', 'a', 'Z', '0', '\u00e5'),
    maxLength: 60,
  });
  const anything = fc.record({
    host: label,
    path: fc.stringMatching(/^[a-zA-Z0-9%'"<>&;=.~-]{0,60}$/),
    fields: fc.array(fc.tuple(label, value), { maxLength: 5 }),
    method: fc.constantFrom('GET', 'POST', 'OPTIONS'),
  });
  await fc.assert(
    fc.asyncProperty(anything, async ({ host, path, fields, method }) => {
      const lines = fields.map(([name, words]) => `X-${name}: ${words}\r\n`).join('');
      const head = `${method} http://${host}.blocked.test/${path} HTTP/1.1\r\nHost: ${host}.blocked.test\r\n${lines}\r\n`;
      const got = await world.talk(head);
      expect(got).toBe(got.startsWith('HTTP/1.1 400 ') ? MALFORMED : expected);
    }),
    { seed: 6, numRuns: 150 },
  );
  await world.stop();
});
