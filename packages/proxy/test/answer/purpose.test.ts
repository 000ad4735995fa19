import { expect, test } from '@jest/globals';
import { purposeOf } from '../../src/answer/purpose.ts';
import { PURPOSE } from '../../src/observe/vocabulary.ts';
import { readRequest } from '../support/reading.ts';

const LINE = 'GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n';

test.each<{ why: string; head: string; want: keyof typeof PURPOSE }>([
  {
    why: 'Chromium navigates in clear',
    head: `${LINE}Upgrade-Insecure-Requests: 1\r\nAccept: text/html,*/*;q=0.8\r\n`,
    want: 'page',
  },
  { why: 'a browser without Upgrade-Insecure-Requests', head: `${LINE}Accept: text/html,*/*;q=0.8\r\n`, want: 'page' },
  { why: 'an image', head: `${LINE}Accept: image/avif,image/webp,*/*;q=0.8\r\n`, want: 'part' },
  { why: 'a program that takes anything', head: `${LINE}Accept: */*\r\n`, want: 'part' },
  { why: 'no field at all', head: LINE, want: 'part' },
  { why: 'HTML is not what it takes first', head: `${LINE}Accept: image/png, text/html\r\n`, want: 'part' },
  {
    why: 'Sec-Fetch-Dest outweighs Accept before it',
    head: `${LINE}Accept: text/html\r\nSec-Fetch-Dest: iframe\r\n`,
    want: 'part',
  },
  { why: '… and after it', head: `${LINE}Sec-Fetch-Dest: document\r\nAccept: */*\r\n`, want: 'page' },
  { why: 'a prefetch', head: `${LINE}Accept: text/html\r\nSec-Purpose: prefetch\r\n`, want: 'prefetch' },
  { why: 'a prerendering', head: `${LINE}Sec-Purpose: prefetch;prerender\r\nAccept: text/html\r\n`, want: 'prefetch' },
  {
    why: 'an older name of it',
    head: `${LINE}Purpose: Prefetch\r\nUpgrade-Insecure-Requests: 1\r\n`,
    want: 'prefetch',
  },
  { why: 'an older Firefox', head: `${LINE}X-Moz: prefetch\r\nAccept: text/html\r\n`, want: 'prefetch' },
  { why: 'another purpose', head: `${LINE}Purpose: preview\r\nAccept: text/html\r\n`, want: 'page' },
  {
    why: 'a favicon that somebody opens in a tab',
    head: 'GET http://a.test/favicon.ico?v=2 HTTP/1.1\r\nHost: a.test\r\nAccept: text/html\r\n',
    want: 'part',
  },
  { why: 'HEAD', head: `${LINE.replace('GET', 'HEAD')}Accept: text/html\r\n`, want: 'page' },
  {
    why: 'a form that is sent',
    head: `${LINE.replace('GET', 'POST')}Content-Length: 0\r\nAccept: text/html\r\n`,
    want: 'part',
  },
])('$why', ({ head, want }) => {
  expect(purposeOf(readRequest(`${head}\r\n`).request)).toBe(PURPOSE[want]);
});
