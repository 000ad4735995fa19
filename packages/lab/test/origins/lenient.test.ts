import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { lenientCoding, lenientLength } from '../../src/origins/lenient.ts';
import type { OriginKind } from '../../src/origins/origin.ts';

/** The requests that an origin reads in `bytes`, as host and target. */
async function read(kind: OriginKind, bytes: string): Promise<string[]> {
  const origin = await kind.start();
  const socket = connect(origin.port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  socket.resume().end(bytes, 'latin1');
  await once(socket, 'close');
  const served = await origin.finish();
  return served.map(({ host, target }) => `${host}${target}`);
}

const HIDDEN = 'GET /hidden HTTP/1.1\r\nHost: b.test\r\n\r\n';
const post = (...fields: readonly string[]): string =>
  ['POST /free HTTP/1.1', 'Host: a.test', ...fields, '', ''].join('\r\n');
const get = (...fields: readonly string[]): string => ['GET /free HTTP/1.1', ...fields, '', ''].join('\r\n');
const BODY = `0\r\n\r\n${HIDDEN}`;

test.each([
  {
    why: 'both framings: the length, or the coding',
    bytes: `${post(`Content-Length: ${BODY.length}`, 'Transfer-Encoding: chunked')}${BODY}`,
    length: ['a.test/free'],
    coding: ['a.test/free', 'b.test/hidden'],
  },
  {
    why: 'two lengths: the last, or the first',
    bytes: `${post('Content-Length: 0', `Content-Length: ${HIDDEN.length}`)}${HIDDEN}`,
    length: ['a.test/free'],
    coding: ['a.test/free', 'b.test/hidden'],
  },
  {
    why: 'a coding that contains the word: none, or chunked',
    bytes: `${post('Transfer-Encoding: xchunked')}${HIDDEN.length.toString(16)}\r\n${HIDDEN}\r\n0\r\n\r\n`,
    length: ['a.test/free', 'a.test/free'],
    coding: ['a.test/free'],
  },
  {
    why: 'two hosts: the last, or the first',
    bytes: get('Host: a.test', 'Host: b.test'),
    length: ['b.test/free'],
    coding: ['a.test/free'],
  },
  {
    why: 'a bare CR: part of the value, or a line end',
    bytes: get('X: a\rHost: b.test', 'Host: a.test'),
    length: ['a.test/free'],
    coding: ['b.test/free'],
  },
  {
    why: 'a folded line: part of the one before, or a field of its own',
    bytes: get('X: a', ' Host: b.test', 'Host: a.test'),
    length: ['a.test/free'],
    coding: ['b.test/free'],
  },
])('$why', async ({ bytes, length, coding }) => {
  const [first = '', ...more] = await read(lenientLength, bytes);
  // What is left over is read as well as it goes: only how much of it there is counts here.
  expect([first, ...more.slice(0, length.length - 1).map(() => length[1])]).toEqual(length);
  expect(await read(lenientCoding, bytes)).toEqual(coding);
});
