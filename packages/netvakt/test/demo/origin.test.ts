import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeIdentity } from '@netvakt/selftest';
import { type DemoOrigin, startOrigin } from '../../src/demo/origin.ts';

const SITE = fileURLToPath(new URL('../../../../fixtures/demo/site', import.meta.url));
let origin: DemoOrigin;

beforeAll(async () => {
  origin = await startOrigin({ address: '127.0.0.1', httpPort: 0, httpsPort: 0, site: SITE });
});

afterAll(() => origin.close());

test('the certificate is for the names, from itself, and for two days', async () => {
  const { cert } = await makeIdentity(['demo.test', 'mixed.test']);
  const parsed = new X509Certificate(cert);
  expect(parsed.subjectAltName).toBe('DNS:demo.test, DNS:mixed.test');
  expect([parsed.ca, parsed.verify(parsed.publicKey)]).toEqual([false, true]);
  expect(Date.parse(parsed.validTo) - Date.parse(parsed.validFrom)).toBe(2 * 86_400_000);
});

test('over TLS a host shows its page', async () => {
  const socket = connect({
    host: '127.0.0.1',
    port: origin.httpsPort,
    servername: 'demo.test',
    rejectUnauthorized: false,
  });
  socket.end('GET / HTTP/1.1\r\nHost: demo.test\r\nConnection: close\r\n\r\n');
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toContain('<title>demo.test</title>');
});

test('no page asks for anything from elsewhere', () => {
  const pages = readdirSync(SITE);
  expect(pages.toSorted()).toEqual(['demo.test.html', 'mixed.test.html']);
  for (const name of pages) {
    const page = readFileSync(join(SITE, name), 'utf8');
    expect(page).toContain('</html>');
    expect(page).not.toMatch(/<script|<img|@import|url\(|<link(?! rel="icon" href="data:)/);
  }
});

test('a host without a page is not found', async () => {
  const answer = await fetch(`http://127.0.0.1:${origin.httpPort}/`);
  expect([answer.status, await answer.text()]).toEqual([404, 'The demonstration has no such host.\n']);
});
