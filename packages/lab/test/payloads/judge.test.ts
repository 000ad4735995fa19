import { expect, test } from '@jest/globals';
import { lookedUpPath, readAccessLog, type Served } from '../../src/origins/origin.ts';
import { judgeConnection } from '../../src/payloads/judge/connection.ts';
import { readStrictly } from '../../src/payloads/judge/strict-reader.ts';

const PAGE = 'GET /free/1 HTTP/1.1\r\nHost: mixed.selftest.test\r\n\r\n';
const CHUNKED = 'POST /free/2 HTTP/1.1\r\nHost: mixed.selftest.test\r\nTransfer-Encoding: chunked\r\n\r\n';
const HIDDEN = 'GET /blocked/1/smuggled HTTP/1.1\r\nHost: mixed.selftest.test\r\n\r\n';

function record(method: string, target: string, status = 200, host = 'mixed.selftest.test'): Served {
  return { by: 'front', port: 1, method, host, target, path: lookedUpPath(target), status };
}

test.each<{ why: string; bytes: string; targets: string[]; doubt: string | undefined }>([
  { why: 'nothing', bytes: '', targets: [], doubt: undefined },
  { why: 'two requests', bytes: PAGE + PAGE, targets: ['/free/1', '/free/1'], doubt: undefined },
  {
    why: 'a chunked body and a page',
    bytes: `${CHUNKED}3;a="b"\r\nabc\r\n0\r\nX: y\r\n\r\n${PAGE}`,
    targets: ['/free/2', '/free/1'],
    doubt: undefined,
  },
  {
    why: 'a body that holds a request',
    bytes: `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`,
    targets: ['/'],
    doubt: undefined,
  },
  { why: 'empty lines between', bytes: `\r\n\r\n${PAGE}`, targets: ['/free/1'], doubt: undefined },
  { why: 'a head that goes on', bytes: 'GET / HTTP/1.1\r\nHost:', targets: [], doubt: undefined },
  {
    why: 'both framings',
    bytes: 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n',
    targets: [],
    doubt: 'both framings',
  },
  { why: 'two hosts', bytes: 'GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n', targets: [], doubt: '2 Host fields' },
  { why: 'a bare LF', bytes: 'GET / HTTP/1.1\nHost: a\r\n\r\n', targets: [], doubt: 'bare CR or LF' },
  {
    why: 'a quoted string that never ends',
    bytes: `${CHUNKED}3;a="\r\nabc\r\n0\r\n\r\n`,
    targets: ['/free/2'],
    doubt: 'malformed chunk size',
  },
  {
    why: 'an odd length',
    bytes: 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n',
    targets: [],
    doubt: 'odd Content-Length',
  },
  {
    why: 'an odd coding',
    bytes: 'GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n',
    targets: [],
    doubt: 'odd Transfer-Encoding',
  },
])('the strict reader and $why', ({ bytes, targets, doubt }) => {
  const reading = readStrictly(bytes);
  expect(reading.requests.map(({ target }) => target)).toEqual(targets);
  expect(reading.doubt).toBe(doubt);
});

test.each<{ why: string; forwarded: string; records: Served[]; faults: string[] }>([
  { why: 'agree', forwarded: PAGE + PAGE, records: [record('GET', '/free/1'), record('GET', '/free/1')], faults: [] },
  {
    why: 'agree, absolute and escaped',
    forwarded: PAGE.replace('/free', 'http://mixed.selftest.test/free'),
    records: [record('GET', '/free/1', 200, 'Mixed.selftest.test:80')],
    faults: [],
  },
  {
    why: 'agree up to a refusal of the origin',
    forwarded: PAGE + PAGE,
    records: [record('GET', '/free/1', 400)],
    faults: [],
  },
  {
    why: 'part over a hidden request',
    forwarded: PAGE + PAGE,
    records: [record('GET', '/free/1'), record('GET', '/free/1'), record('GET', '/x')],
    faults: ['disagreement'],
  },
  {
    why: 'part over rubbish that the origin refused',
    forwarded: PAGE,
    records: [record('GET', '/free/1'), record('', '', 400)],
    faults: ['disagreement'],
  },
  { why: 'part over the target', forwarded: PAGE, records: [record('GET', '/free/2')], faults: ['disagreement'] },
  { why: 'part over the method', forwarded: PAGE, records: [record('POST', '/free/1')], faults: ['disagreement'] },
  {
    why: 'part over the host',
    forwarded: PAGE,
    records: [record('GET', '/free/1', 200, 'free.selftest.test')],
    faults: ['disagreement'],
  },
  {
    why: 'agree on a blocked page',
    forwarded: PAGE.replace('free', 'blocked'),
    records: [record('GET', '/blocked/1')],
    faults: ['blocked-served'],
  },
  {
    why: 'agree on a blocked page in disguise',
    forwarded: PAGE.replace('/free', '/a/../%62locked'),
    records: [record('GET', '/a/../%62locked/1')],
    faults: ['blocked-served'],
  },
  {
    why: 'agree on a blocked host',
    forwarded: PAGE.replace('mixed', 'www.blocked'),
    records: [record('GET', '/free/1', 200, 'www.blocked.selftest.test.')],
    faults: ['blocked-served'],
  },
  {
    why: 'agree on a smuggled request',
    forwarded: HIDDEN,
    records: [record('GET', '/blocked/1/smuggled')],
    faults: ['smuggled'],
  },
  {
    why: 'doubt alike',
    forwarded: 'GET /free/1 HTTP/1.1\nHost: mixed.selftest.test\n\n',
    records: [record('GET', '/free/1')],
    faults: ['ambiguous'],
  },
  {
    why: 'doubt, and the origin reads more',
    forwarded: `GET /free/1 HTTP/1.1\nHost: mixed.selftest.test\n\n${PAGE}`,
    records: [record('GET', '/free/1'), record('GET', '/free/1')],
    faults: ['disagreement', 'ambiguous'],
  },
  { why: 'have nothing between them', forwarded: '', records: [record('', '', 400)], faults: [] },
])('filter and origin $why', ({ forwarded, records, faults }) => {
  expect(judgeConnection(forwarded, records).fails.map(({ fault }) => fault)).toEqual(faults);
});

test('an access log is read as its server wrote it', () => {
  const text = '4711\tGET\tmixed.selftest.test\t200\t/free/b\tGET /free/%62?x HTTP/1.1\n4711\t-\t-\t400\t-\tBAD\n';
  expect(readAccessLog(text)).toEqual([
    {
      by: 'front',
      port: 4711,
      method: 'GET',
      host: 'mixed.selftest.test',
      status: 200,
      path: '/free/b',
      target: '/free/%62?x',
    },
    { by: 'front', port: 4711, method: '-', host: '', status: 400, path: '/BAD', target: 'BAD' },
  ]);
});
