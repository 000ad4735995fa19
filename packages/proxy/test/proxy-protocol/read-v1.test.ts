import { expect, test } from '@jest/globals';
import { readProxyHeader } from '../../src/proxy-protocol/read.ts';

const read = (line: string): ReturnType<typeof readProxyHeader> => readProxyHeader(Buffer.from(line, 'latin1'));

test.each([
  {
    why: 'IPv4',
    line: 'PROXY TCP4 198.51.100.7 203.0.113.9 50123 443\r\n',
    source: { address: '198.51.100.7', port: 50_123 },
    destination: { address: '203.0.113.9', port: 443 },
  },
  {
    why: 'IPv6, written the long way',
    line: 'PROXY TCP6 2001:0DB8:0:0:0:0:0:1 2001:db8::2 1 65535\r\n',
    source: { address: '2001:db8::1', port: 1 },
    destination: { address: '2001:db8::2', port: 65_535 },
  },
  {
    why: 'IPv4 in IPv6 is IPv4: prefixes are compared with it',
    line: 'PROXY TCP6 ::ffff:198.51.100.7 ::ffff:203.0.113.9 0 80\r\n',
    source: { address: '198.51.100.7', port: 0 },
    destination: { address: '203.0.113.9', port: 80 },
  },
])('$why', ({ line, source, destination }) => {
  expect(read(`${line}GET / HTTP/1.1\r\n`)).toEqual({
    kind: 'header',
    header: { version: 1, command: 'proxy', ends: { source, destination } },
    length: line.length,
  });
});

test.each(['PROXY UNKNOWN\r\n', 'PROXY UNKNOWN ffff:f...f:ffff 0 whatever\r\n'])('%j has no ends', (line) => {
  expect(read(line)).toEqual({
    kind: 'header',
    header: { version: 1, command: 'proxy', ends: undefined },
    length: line.length,
  });
});

test('the longest line that the protocol allows is 107 bytes', () => {
  const address = 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';
  const line = `PROXY UNKNOWN ${address} ${address} 65535 65535\r\n`;
  expect(line).toHaveLength(107);
  expect(read(line)).toMatchObject({ kind: 'header', length: 107 });
  expect(read(line.replace(' 65535', '  65535'))).toEqual({ kind: 'reject', reason: 'too-long' });
});

test.each([
  { why: 'no header at all', line: 'GET / HTTP/1.1\r\n', reason: 'not-proxy-protocol' },
  { why: 'a method that begins alike', line: 'PROPFIND / HTTP/1.1\r\n', reason: 'not-proxy-protocol' },
  { why: 'lower case', line: 'proxy TCP4', reason: 'not-proxy-protocol' },
  { why: 'a bare line feed', line: 'PROXY TCP4 198.51.100.7 203.0.113.9 1 2\n', reason: 'line-ending' },
  { why: 'a carriage return inside', line: 'PROXY UNKNOWN a\rb\r\n', reason: 'line-ending' },
  { why: 'an empty line', line: 'PROXY \r\n', reason: 'line-malformed' },
  { why: 'a protocol of datagrams', line: 'PROXY UDP4 198.51.100.7 203.0.113.9 1 2\r\n', reason: 'line-malformed' },
  { why: 'UNKNOWN with a tail', line: 'PROXY UNKNOWNS\r\n', reason: 'line-malformed' },
  { why: 'two spaces', line: 'PROXY TCP4  198.51.100.7 203.0.113.9 1 2\r\n', reason: 'line-malformed' },
  { why: 'a space at the end', line: 'PROXY TCP4 198.51.100.7 203.0.113.9 1 2 \r\n', reason: 'line-malformed' },
  { why: 'a field missing', line: 'PROXY TCP4 198.51.100.7 203.0.113.9 1\r\n', reason: 'line-malformed' },
  { why: 'the other family', line: 'PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n', reason: 'address-malformed' },
  { why: 'IPv4 announced as IPv6', line: 'PROXY TCP6 198.51.100.7 203.0.113.9 1 2\r\n', reason: 'address-malformed' },
  { why: 'octal', line: 'PROXY TCP4 198.51.100.07 203.0.113.9 1 2\r\n', reason: 'address-malformed' },
  { why: 'a name', line: 'PROXY TCP4 mixed.test 203.0.113.9 1 2\r\n', reason: 'address-malformed' },
  { why: 'a zone', line: 'PROXY TCP6 fe80::1%1 2001:db8::2 1 2\r\n', reason: 'address-malformed' },
  { why: 'a port too high', line: 'PROXY TCP4 198.51.100.7 203.0.113.9 65536 2\r\n', reason: 'port-malformed' },
  { why: 'a leading zero', line: 'PROXY TCP4 198.51.100.7 203.0.113.9 080 2\r\n', reason: 'port-malformed' },
  { why: 'a sign', line: 'PROXY TCP4 198.51.100.7 203.0.113.9 +1 2\r\n', reason: 'port-malformed' },
  { why: 'no end in 107 bytes', line: `PROXY ${'x'.repeat(200)}`, reason: 'too-long' },
  { why: 'an end after 107 bytes', line: `PROXY UNKNOWN ${'x'.repeat(100)}\r\n`, reason: 'too-long' },
])('$why is rejected', ({ line, reason }) => {
  expect(read(line)).toEqual({ kind: 'reject', reason });
});
