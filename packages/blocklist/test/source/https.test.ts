/** Lists over HTTPS, from a server on this machine that does what it should not. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WAIT } from '@netvakt/testing';
import { fetchHttps } from '../../src/source/https.ts';
import type { FetchOutcome, HttpsSource } from '../../src/source/source.ts';
import { identity } from '../support/certificates.ts';

const authority = identity('Authority', { isAuthority: true });
const site = identity('Site', { issuer: authority });
const client = identity('Client', { issuer: authority });
const other = identity('Other', { isAuthority: true });
const bounds = { maxBytes: 100_000, maxMilliseconds: WAIT };
const seen: IncomingMessage['headers'][] = [];

const ANSWERS: Readonly<Record<string, (response: ServerResponse, request: IncomingMessage) => void>> = {
  '/list': (response, request) => {
    const same = request.headers['if-none-match'] === '"v7"';
    response.writeHead(same ? 304 : 200, { etag: '"v7"' }).end(same ? undefined : 'bad.test\n');
  },
  '/list.manifest': (response) => response.end('{}'),
  '/moved': (response) => response.writeHead(302, { location: '/list' }).end(),
  '/gone': (response) => response.writeHead(404).end('bad.test\n'),
  '/error': (response) => response.writeHead(500).end(),
  '/large': (response) => response.end(Buffer.alloc(200_000, 'x')),
  '/endless': (response) => {
    response.on('close', () => clearInterval(timer));
    const timer = setInterval(() => response.write(Buffer.alloc(50_000, 'x')), 1);
  },
  '/silent': () => undefined,
  '/cut': (response) => {
    response.writeHead(200, { 'content-length': 100 }).write('bad.test\n', () => response.destroy());
  },
  '/odd-tag': (response) => response.writeHead(200, { etag: '"a" b' }).end('bad.test\n'),
};

let server: Server;
let base = '';

beforeAll(async () => {
  const tls = {
    cert: site.certificate,
    key: site.key,
    ca: authority.certificate,
    requestCert: true,
    rejectUnauthorized: false,
  };
  server = createServer(tls, (request, response) => {
    seen.push(request.headers);
    const { authorized } = request.socket as unknown as { authorized: boolean };
    if (request.url === '/members' && !authorized) response.writeHead(403).end();
    else (ANSWERS[request.url ?? ''] ?? ((answer: ServerResponse) => answer.end('bad.test\n')))(response, request);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  base = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

function fetch(
  path: string,
  given: Partial<HttpsSource> = {},
  milliseconds = WAIT,
  etag?: string,
): Promise<FetchOutcome> {
  const source = {
    url: `${base}${path}`,
    proofUrl: undefined,
    authorities: authority.certificate,
    certificate: undefined,
    key: undefined,
  };
  return fetchHttps({ ...source, ...given }, { ...bounds, maxMilliseconds: milliseconds }, etag);
}

test('a list and its tag; with the tag, only the word that it is unchanged', async () => {
  expect(await fetch('/list')).toEqual({
    kind: 'fetched',
    content: Buffer.from('bad.test\n'),
    proof: undefined,
    etag: '"v7"',
  });
  expect(await fetch('/list', {}, WAIT, '"v7"')).toEqual({ kind: 'not-modified', proof: undefined });
  expect(await fetch('/list', {}, WAIT, '"v6"')).toMatchObject({ kind: 'fetched' });
});

test('a list and its proof', async () => {
  expect(await fetch('/list', { proofUrl: `${base}/list.manifest` })).toMatchObject({
    kind: 'fetched',
    proof: Buffer.from('{}'),
  });
  // The list is that of before; its proof may say of it that it counts for longer.
  expect(await fetch('/list', { proofUrl: `${base}/list.manifest` }, WAIT, '"v7"')).toEqual({
    kind: 'not-modified',
    proof: Buffer.from('{}'),
  });
  expect(await fetch('/list', { proofUrl: `${base}/gone` })).toMatchObject({ kind: 'failed', reason: 'source-status' });
});

test.each([
  { path: '/moved', reason: 'source-redirect' },
  { path: '/gone', reason: 'source-status' },
  { path: '/error', reason: 'source-status' },
  { path: '/large', reason: 'file-too-large' },
  { path: '/endless', reason: 'file-too-large' },
  { path: '/cut', reason: 'source-unreachable' },
])('$path: $reason', async ({ path, reason }) => {
  expect(await fetch(path)).toMatchObject({ kind: 'failed', reason });
});

test('a server that never answers costs the time that was given, no more', async () => {
  expect(await fetch('/silent', {}, 200)).toMatchObject({ kind: 'failed', reason: 'source-timeout' });
});

test('only the authority that was named is believed', async () => {
  expect(await fetch('/list', { authorities: other.certificate })).toMatchObject({ reason: 'source-certificate' });
  expect(await fetch('/list', { authorities: undefined })).toMatchObject({ reason: 'source-certificate' });
});

test('a client certificate is shown if the source asks for one', async () => {
  expect(await fetch('/members')).toMatchObject({ reason: 'source-status' });
  expect(await fetch('/members', { certificate: client.certificate, key: client.key })).toMatchObject({
    kind: 'fetched',
  });
});

test('plain HTTP and nonsense are no addresses', async () => {
  for (const url of ['http://127.0.0.1/list', 'bad', 'file:///etc/passwd'])
    expect(await fetch('', { url })).toMatchObject({ reason: 'source-unreachable' });
});

test('a tag that is none is not kept, and none is sent', async () => {
  expect(await fetch('/odd-tag')).toMatchObject({ etag: undefined });
  await fetch('/list', {}, WAIT, 'x\r\ny: z');
  expect(seen.at(-1)).not.toHaveProperty('if-none-match');
  expect(Object.keys(seen.at(-1) ?? {}).toSorted()).toEqual(['accept', 'connection', 'host', 'user-agent']);
});
