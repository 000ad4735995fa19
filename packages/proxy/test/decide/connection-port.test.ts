/** Entries that name a port: an intercepted connection is on that port, whatever its Host says. */
import { expect, test } from '@jest/globals';
import { compile, Matcher, openSnapshot, type RuleSemantics, ruleFrom } from '@netvakt/matcher';
import { WHOLE } from '../../src/bytes/reader-result.ts';
import { FlowJudge } from '../../src/decide/judge.ts';
import { Original } from '../../src/decide/original.ts';
import { HeadReader } from '../../src/head/head-reader.ts';
import { Request } from '../../src/head/request.ts';
import { DEFAULT_LIMITS } from '../../src/settings/limits.ts';

const SEMANTICS: RuleSemantics = { bareHost: 'domain', directoryIsPrefix: true, query: 'exact', pathCase: 'sensitive' };
const ENTRIES = ['http://shop.test:8080/bad/', 'http://192.0.2.1:8080/', 'http://any.test/bad/'];

const matcher = new Matcher(
  openSnapshot(
    compile(
      ENTRIES.map((entry, at) => {
        const outcome = ruleFrom(entry, SEMANTICS, 0, at + 1);
        if (!outcome.ok) throw new Error(outcome.reason);
        return outcome.rule;
      }),
      { markets: ['se'], lists: [{ id: 'list', version: '1', markets: ['se'] }], seed: Uint32Array.of(1, 2, 3, 4) },
    ),
  ),
);

const judge = new FlowJudge();
const original = (port: number): Original => new Original({ address: '192.0.2.1', port });

function verdict(head: string, port: number): number {
  const bytes = Buffer.from(`${head}\r\n\r\n`, 'latin1');
  const reader = new HeadReader(DEFAULT_LIMITS);
  expect(reader.read(bytes, bytes.length)).toBe(WHOLE);
  const request = new Request(reader, DEFAULT_LIMITS.headFields);
  expect(request.readIntercepted(reader, bytes)).toBe(WHOLE);
  return judge.judgeIntercepted(request, original(port), matcher, 0);
}

test.each([
  { why: 'as browsers ask', head: 'GET /bad/x HTTP/1.1\r\nHost: shop.test:8080' },
  { why: 'Host without the port', head: 'GET /bad/x HTTP/1.1\r\nHost: shop.test' },
  { why: 'Host with a default port', head: 'GET /bad/x HTTP/1.1\r\nHost: shop.test:80' },
  { why: 'Host with an empty port', head: 'GET /bad/x HTTP/1.1\r\nHost: SHOP.test:' },
  { why: 'Host with another port', head: 'GET /bad/x HTTP/1.1\r\nHost: shop.test:8081' },
  { why: 'an absolute target without it', head: 'GET http://shop.test/bad/x HTTP/1.1\r\nHost: free.test:8080' },
  { why: 'Host without it behind a free target', head: 'GET http://free.test/bad/x HTTP/1.1\r\nHost: shop.test' },
  { why: 'no name: the address itself', head: 'GET /x HTTP/1.0' },
  { why: 'the address as Host', head: 'GET * HTTP/1.1\r\nHost: 192.0.2.1' },
  { why: 'an entry without a port', head: 'GET /bad/x HTTP/1.1\r\nHost: any.test' },
])('blocked on port 8080: $why', ({ head }) => {
  expect(verdict(head, 8080)).toBeGreaterThan(0);
});

test.each([
  { why: 'another path', head: 'GET /x HTTP/1.1\r\nHost: shop.test', port: 8080 },
  { why: 'another host', head: 'GET /bad/x HTTP/1.1\r\nHost: other.test:8080', port: 8080 },
  { why: 'another port of the host', head: 'GET /bad/x HTTP/1.1\r\nHost: shop.test', port: 80 },
  { why: 'another port, with the host’s', head: 'GET /bad/x HTTP/1.1\r\nHost: shop.test:8081', port: 8081 },
  { why: 'no name, on another port', head: 'GET /x HTTP/1.0', port: 443 },
])('free: $why', ({ head, port }) => {
  expect(verdict(head, port)).toBe(0);
});

test('a port that no rule distinguishes is none', () => {
  expect([80, 443, 8080, 65_535].map((port) => original(port).distinctPort)).toEqual([0, 0, 8080, 65_535]);
});
