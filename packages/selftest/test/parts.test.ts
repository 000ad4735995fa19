import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { helloPackets } from '../src/client/hello.ts';
import { responsesIn } from '../src/client/responses.ts';
import type { Seen } from '../src/client/seen.ts';
import { READINGS, requestsIn } from '../src/http/lenient-reader.ts';
import { FILTER_FORMATS, type FilterFormat, syntheticList } from '../src/lists/formats.ts';
import { RESPONSES } from '../src/origin/responses.ts';
import { judge } from '../src/run/judge.ts';

const TOKEN = 'st0123456700000f';
const HIDDEN = `GET /blocked/${TOKEN} HTTP/1.1\r\nHost: mixed.selftest.test\r\n\r\n`;
const head = (...lines: readonly string[]): string => [...lines, '', ''].join('\r\n');
const post = (...fields: readonly string[]): string =>
  head('POST /free/ HTTP/1.1', 'Host: mixed.selftest.test', ...fields);

function seen(text: string): Seen {
  const capture = { from: '127.0.0.1', text };
  return {
    sent: Buffer.alloc(0),
    received: Buffer.alloc(0),
    responses: [],
    end: 'closed',
    milliseconds: 1,
    patience: 1,
    captures: [capture],
  };
}

/** What a blocked host's connection comes to that ends so, after so long. */
function came(end: Seen['end'], milliseconds: number): string | undefined {
  return judge('block', { ...seen(''), captures: [], end, milliseconds, patience: 40 }, TOKEN);
}

test('an end without an answer is a block at first and a timeout later; an answer is a block at any time', () => {
  for (const block of [came('closed', 8000), came('reset', 8000), came('answered', 100_000)])
    expect(block).toBeUndefined();
  expect(came('closed', 10_000)).toBe('neither an answer nor an end came in time');
});

test.each([
  { why: 'a block page with 200 is a block, however late', method: 'GET', end: 'answered', late: undefined },
  { why: 'a tunnel that ends late was open', method: 'CONNECT', end: 'answered', late: 'a tunnel was opened' },
  { why: 'a tunnel that stays open', method: 'CONNECT', end: 'silence', late: 'a tunnel was opened' },
  {
    why: 'a block page that never ends',
    method: 'GET',
    end: 'silence',
    late: 'neither an answer nor an end came in time',
  },
] as const)('$why', ({ method, end, late }) => {
  const received = Buffer.from('HTTP/1.1 200 OK\r\n\r\n');
  const responses = responsesIn(received, false, end === 'answered');
  const sent = Buffer.from(head(`${method} blocked.selftest.test:443 HTTP/1.1`));
  const all = { ...seen(''), captures: [], sent, received, responses, end, patience: 40 };
  expect(judge('block', { ...all, milliseconds: 10_000 }, TOKEN)).toBe(late);
});

describe('what some server would read', () => {
  test.each([
    {
      why: 'a length and a coding',
      text: `${post('Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n${HIDDEN}`,
      found: true,
    },
    { why: 'two lengths', text: post('Content-Length: 0', `Content-Length: ${HIDDEN.length}`) + HIDDEN, found: true },
    { why: 'an odd coding', text: `${post('Transfer-Encoding: xchunked')}0\r\n\r\n${HIDDEN}`, found: true },
    {
      why: 'a space before the colon',
      text: `${post('Transfer-Encoding : chunked', 'Content-Length: 3')}0\r\n\r\n${HIDDEN}`,
      found: true,
    },
    {
      why: 'a second Host',
      text: head('GET / HTTP/1.1', 'Host: free.selftest.test', 'Host: blocked.selftest.test', TOKEN),
      found: true,
    },
    {
      why: 'a Host on a continuation line',
      text: head('GET / HTTP/1.1', 'Host: free.selftest.test', ' blocked.selftest.test', TOKEN),
      found: true,
    },
    {
      why: 'one length, and the page is its body',
      text: post(`Content-Length: ${HIDDEN.length}`) + HIDDEN,
      found: false,
    },
    {
      why: 'one coding, and the page is a chunk',
      text: `${post('Transfer-Encoding: chunked')}${HIDDEN.length.toString(16)}\r\n${HIDDEN}\r\n0\r\n\r\n`,
      found: false,
    },
    { why: 'an innocent request', text: post('Content-Length: 0', `X-Case: ${TOKEN}`), found: false },
  ])('$why: $found', ({ text, found }) => {
    expect(judge('shut', seen(text), TOKEN) !== undefined).toBe(found);
  });

  test('a request that is cut anywhere is not read as another', () => {
    const whole = post('Content-Length: 5') + 'hello';
    for (let at = 0; at < whole.length; at += 1) {
      for (const reading of READINGS) expect(requestsIn(whole.slice(0, at), reading)).toEqual([]);
    }
  });
});

test.each([...RESPONSES])('the response %s is read whole, and its every beginning is not', (name, bytes) => {
  const whole = responsesIn(bytes, false, true);
  expect(whole.at(-1)).toMatchObject({ whole: true });
  expect(whole.reduce((sum, response) => sum + response.bytes.length, 0)).toBe(bytes.length);
  const cut = responsesIn(bytes.subarray(0, -1), false, name !== 'until-close');
  expect(cut.filter((response) => response.whole).length).toBeLessThan(whole.length);
});

/** The handshake message in the records of some packets. */
function messageIn(packets: readonly Buffer[]): Buffer {
  const parts: Buffer[] = [];
  const bytes = Buffer.concat(packets);
  for (let at = 0; at < bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) {
    parts.push(bytes.subarray(at + 5, at + 5 + bytes.readUInt16BE(at + 3)));
  }
  return Buffer.concat(parts);
}

test('a hello in records of 32 bytes and packets of 40 is the same message', () => {
  const shape = { name: 'blocked.selftest.test', grease: true, ech: true } as const;
  const plain = helloPackets(shape, TOKEN);
  const cut = helloPackets({ ...shape, record: 32, segment: 40 }, TOKEN);
  expect(cut.length).toBeGreaterThan(5);
  expect(messageIn(cut)).toEqual(messageIn(plain));
  expect(messageIn(plain).includes(TOKEN)).toBe(true);
});

test.each(Object.keys(FILTER_FORMATS) as FilterFormat[])('the list as %s names what is listed', (format) => {
  const text = [...syntheticList(format, { address: '127.0.0.1', httpPort: 1, httpsPort: 2 }).values()].join('');
  expect(text).toContain('# The synthetic list of netvakt selftest. Reserved names only.');
  expect(text.replaceAll('\\', '')).toContain('blocked.selftest.test');
});

test('the demonstration has the list and the host table that are printed', async () => {
  const fixtures = new URL('../../../fixtures/', import.meta.url);
  const place = { address: '127.0.0.1', httpPort: 8580, httpsPort: 8543 };
  const list = await readFile(new URL('lists/selftest.txt', fixtures), 'utf8');
  expect(list).toBe(syntheticList('urls', place).get('selftest.txt'));
  const config = await readFile(new URL('demo/netvakt.yaml', fixtures), 'utf8');
  const [, hosts = ''] = (syntheticList('netvakt', place).get('netvakt.yaml') ?? '').split('  hosts:\n');
  expect(hosts.length).toBeGreaterThan(1000);
  expect(config).toContain(hosts);
});
