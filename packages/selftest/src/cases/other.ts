import { head } from '../corpus/payload.ts';
import { BLOCKED, FREE, MIXED } from '../lists/names.ts';
import type { Case, HttpCase, MeasureCase } from './case.ts';
import {
  answerStatus,
  headAnswerHasNoBody,
  noCaching,
  nothingReflected,
  promptEnd,
  smallAnswer,
} from './check-answer.ts';
import { echoed, requestUntouched, responseUntouched } from './check-bytes.ts';
import { row, rows } from './rows.ts';
import { get, mark, request } from './write.ts';

/** Ports as a client may write them. */
const PORTS: readonly Case[] = [
  ...rows('ports', 'block', [
    row('default', 'the default port written out', 'RFC 9110 §4.2.3', (t) => get(t, `${BLOCKED}:80`, '/')),
    row('default-directory', 'the same, with a listed directory', 'RFC 9110 §4.2.3', (t) =>
      get(t, `${MIXED}:80`, '/blocked/x'),
    ),
    row('zeros', 'a port with leading zeros', 'RFC 3986 §3.2.3', (t) => get(t, `${BLOCKED}:0080`, '/')),
    row('empty', 'an empty port', 'RFC 3986 §6.2.3', (t) => get(t, `${MIXED}:`, '/blocked/x')),
    row('field-only', 'the port in Host alone', 'RFC 9110 §7.2', (t) =>
      head(`GET ${t.on(MIXED)}/blocked/x HTTP/1.1`, `Host: ${MIXED}:80`, mark(t)),
    ),
    row('field-other', 'a false port in Host', 'RFC 9110 §7.2', (t) =>
      head(`GET ${t.on(MIXED)}/blocked/x HTTP/1.1`, `Host: ${MIXED}:8080`, mark(t)),
    ),
  ]),
  ...rows('ports', 'pass', [
    row('innocent', 'an innocent host with its port', 'RFC 9110 §4.2.3', (t) => get(t, `${FREE}:80`, '/free/')),
    row('number-in-path', 'a path that looks like a port', 'a path is no authority', (t) =>
      get(t, FREE, '/:80/blocked/'),
    ),
  ]),
];

/** What the person sees, and what nobody else may learn from it. */
const ANSWERS: readonly Case[] = rows('answer', 'block', [
  row(
    'status',
    'the status says that it is a block, and no error of the site or the network',
    'RFC 7725 §3',
    (t) => get(t, BLOCKED, '/'),
    {
      check: answerStatus,
    },
  ),
  row(
    'no-store',
    'a block must not be kept: the page may be taken off the list',
    'RFC 9111 §5.2.2.5',
    (t) => get(t, BLOCKED, '/'),
    {
      check: noCaching,
    },
  ),
  row(
    'not-reflected',
    'nothing of the address is in the answer: no scripts, no traces',
    'no reflection',
    (t) => get(t, MIXED, '/blocked/c4n4ry?q=c4n4ry'),
    {
      check: nothingReflected,
    },
  ),
  row('head', 'an answer to HEAD has no body', 'RFC 9110 §9.3.2', (t) => request(t, 'HEAD', BLOCKED, '/'), {
    head: true,
    check: headAnswerHasNoBody,
  }),
  row('prompt', 'nobody waits for a block', 'half a second', (t) => get(t, BLOCKED, '/'), { check: promptEnd }),
  row(
    'after-post',
    'a form to a listed page gets an answer too',
    'RFC 9110 §9.3.3',
    (t) => `${request(t, 'POST', BLOCKED, '/', 'Content-Length: 65536')}${'x'.repeat(65_536)}`,
    { check: answerStatus },
  ),
  row('small', 'the answer fits into the first packets', 'RFC 6928', (t) => get(t, BLOCKED, '/'), {
    check: smallAnswer,
  }),
]);

const response = (name: string, why: string, ref: string): HttpCase[] =>
  rows('transparency', 'pass', [
    row(`response-${name}`, why, ref, (t) => get(t, FREE, `/free/answer/${name}`), {
      served: 0,
      check: responseUntouched(name, name === 'plain' ? 'exact' : 'meaning'),
    }),
  ]);

/** Innocent bytes arrive as they were sent. */
const UNTOUCHED: readonly Case[] = [
  ...rows('transparency', 'pass', [
    row(
      'request',
      'the request arrives with its fields as they were written',
      'RFC 9110 §7.7',
      (t) => get(t, FREE, '/free/%7Ex/?A=b', 'x-lower: 1', 'X-MiXed:  two  spaces', 'Accept: */*'),
      { check: requestUntouched('exact') },
    ),
    row(
      'request-body',
      'a body of 200,000 bytes arrives whole',
      'RFC 9110 §7.7',
      (t) => `${request(t, 'POST', FREE, '/free/', 'Content-Length: 200000')}${'0123456789'.repeat(20_000)}`,
      { check: requestUntouched('meaning') },
    ),
    row(
      'request-target',
      'the target is not tidied up',
      'RFC 9110 §7.7',
      (t) => get(t, FREE, '/free/./a//b/../%7e?x=%zz'),
      {
        check: requestUntouched('meaning'),
      },
    ),
    row(
      'websocket',
      'a WebSocket opens, and carries bytes both ways',
      'RFC 6455',
      (t) =>
        get(
          t,
          FREE,
          '/free/answer/upgrade',
          'Connection: Upgrade',
          'Upgrade: websocket',
          'Sec-WebSocket-Version: 13',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        ),
      { later: (t) => `echo ${t.token} ended`, awaits: (t) => `echo ${t.token} ended`, served: 0, check: echoed },
    ),
  ]),
  ...response('plain', 'a response with its fields as they were written', 'RFC 9110 §7.7'),
  ...response('chunked', 'a chunked response', 'RFC 9112 §7.1'),
  ...response('trailers', 'a chunked response with a trailer', 'RFC 9110 §6.5'),
  ...response('gzip', 'a compressed body is not unpacked', 'RFC 9110 §8.4'),
  ...response('no-content', 'a response without a body', 'RFC 9110 §15.3.5'),
  ...response('not-modified', 'a 304: the copy in the browser is still good', 'RFC 9110 §15.4.5'),
  ...response('partial', 'part of a page', 'RFC 9110 §15.3.7'),
  ...response('not-found', 'an error of the site stays its own', 'RFC 9110 §15.5.5'),
  ...response('redirect', 'a redirect goes where the site says', 'RFC 9110 §15.4'),
  ...response('early-hints', 'an interim response before the final one', 'RFC 8297'),
  ...response('until-close', 'a body that ends with the connection', 'RFC 9112 §6.3'),
  ...response('large', 'a body of a megabyte, whole', 'RFC 9110 §7.7'),
  ...response('events', 'a stream of events', 'server-sent events'),
];

const measure = (
  group: 'transparency' | 'counting',
  name: MeasureCase['measure'],
  why: string,
  ref: string,
): MeasureCase => ({
  kind: 'measure',
  group,
  id: `${group}-${name}`,
  why,
  ref,
  expect: 'pass',
  measure: name,
});

const MEASURED: readonly Case[] = [
  {
    ...measure(
      'transparency',
      'source',
      'the origin sees the client’s address: sites count and block by it',
      'the Wikipedia incident of 2008',
    ),
    way: 'route',
  },
  {
    ...measure('transparency', 'bytes', 'whoever is not to be noticed changes no byte', 'RFC 9110 §7.7'),
    way: 'route',
  },
  measure(
    'transparency',
    'latency',
    'what the filter adds to an innocent request',
    'median and 99th percentile against no filter',
  ),
  measure('counting', 'count-blocked', 'one blocked request is one in the figures', 'docs/metrics.md'),
  measure('counting', 'count-passed', 'an innocent request is none', 'docs/metrics.md'),
  measure('counting', 'count-pipeline', 'one blocked of three is one', 'docs/metrics.md'),
  measure('counting', 'count-tls', 'a blocked TLS connection is one', 'docs/metrics.md'),
  measure('counting', 'count-refused', 'a refused request is a refusal and no block', 'docs/metrics.md'),
];

export const OTHER: readonly Case[] = [...PORTS, ...ANSWERS, ...UNTOUCHED, ...MEASURED];
