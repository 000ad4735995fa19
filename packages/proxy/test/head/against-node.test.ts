/**
 * Whatever our reader accepts, Node's own HTTP parser must read in the same way. If ours refuses, nothing is claimed:
 * it is the stricter of the two.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { bytesOf, readRequest } from '../support/reading.ts';

interface Reading {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  readonly fields: readonly string[];
}

/** What Node makes of the head, or `undefined` if it answers 400. */
function nodeReads(text: string): Promise<Reading | undefined> {
  return new Promise((resolve) => {
    const server = createServer({ insecureHTTPParser: false });
    const reported = (message: IncomingMessage): void =>
      resolve({
        method: message.method ?? '',
        target: message.url ?? '',
        version: message.httpVersion,
        fields: message.rawHeaders,
      });
    server.on('request', reported);
    server.on('connect', reported);
    server.on('upgrade', reported);
    server.on('checkContinue', reported);
    server.on('checkExpectation', reported);
    server.on('clientError', () => resolve(undefined));
    const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    server.emit('connection', socket);
    socket.push(bytesOf(text));
  });
}

function weRead(text: string): Reading | undefined {
  const { result, request } = readRequest(text);
  if (result !== 'whole') return undefined;
  const { head, bytes } = request;
  const part = (start: number, end: number): string => bytes.toString('latin1', start, end);
  const fields: string[] = [];
  for (let i = 0; i < head.fieldCount; i += 1) {
    fields.push(part(head.nameStart(i), head.nameEnd(i)), part(head.valueStart(i), head.valueEnd(i)));
  }
  return {
    method: part(head.methodStart, head.methodEnd),
    target: part(head.targetStart, head.targetEnd),
    version: `1.${head.minor}`,
    fields,
  };
}

const line = fc.constantFrom(
  'Host: a.example\r\n',
  'Host: b.example:80\r\n',
  'host:a.example \r\n',
  'Content-Length: 0\r\n',
  'Content-Length: 3\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Connection: keep-alive\r\n',
  'Connection: close, x-y\r\n',
  'X-Y: \t z\r\n',
  'Accept:\r\n',
  'Cookie: a="b; c"\xe5\r\n',
  'Expect: 100-continue\r\n',
);
const head = fc
  .tuple(
    fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'DELETE', 'PUT'),
    fc.constantFrom('http://a.example/', 'http://a.example/b?c|d', 'http://a.example', 'http://[::1]:80/%2f'),
    fc.constantFrom('1.1', '1.1', '1.1', '1.0'),
    fc.array(line, { maxLength: 5 }),
  )
  .map(
    ([method, target, version, lines]) =>
      `${method} ${target} HTTP/${version}\r\nHost: a.example\r\n${lines.join('')}\r\n`,
  );

/** Small damages of the kind that smuggling is made of. */
const damage = fc.record({
  at: fc.nat(),
  insert: fc.constantFrom(
    '',
    ' ',
    '\t',
    '\r',
    '\n',
    '\r\n',
    '\0',
    ':',
    ',',
    '#',
    '\x0b',
    '\x7f',
    '\xa0',
    '_',
    'Host: c\r\n',
    '\r\n\r\n',
  ),
  drop: fc.nat({ max: 2 }),
});

test('what we accept, Node reads in the same way', async () => {
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(head, fc.array(damage, { maxLength: 2 }), async (whole, damages) => {
      let text = whole;
      for (const { at, insert, drop } of damages) {
        const place = at % text.length;
        text = text.slice(0, place) + insert + text.slice(place + drop);
      }
      const ours = weRead(text);
      if (ours === undefined) return;
      accepted += 1;
      const theirs = await nodeReads(text);
      // If Node refuses, there is no second reading, and so no danger.
      expect(theirs ?? ours).toEqual(ours);
    }),
    { seed: 0x5eed, numRuns: 4000 },
  );
  expect(accepted).toBeGreaterThan(800); // else this test has tested nothing
});
