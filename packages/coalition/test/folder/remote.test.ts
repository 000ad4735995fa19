import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { UNHURRIED } from '@netvakt/testing';
import { RemoteStore } from '../../src/folder/remote.ts';

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

async function remoteOf(listener: RequestListener): Promise<RemoteStore> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/coalition`);
  return new RemoteStore({ url, token: 'canary-token-0123456789', patience: UNHURRIED });
}

describe('a server that does as it should not', () => {
  test('a redirection is not followed: it would take the token elsewhere', async () => {
    const asked: string[] = [];
    const remote = await remoteOf((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    await expect(remote.read('public/log/checkpoint', 99)).rejects.toMatchObject({ code: 'ERR_FOLDER' });
    expect(asked).toEqual(['/coalition/public/log/checkpoint']);
  });

  test('an answer that is too long is not taken', async () => {
    const remote = await remoteOf((_request, response) => response.end(Buffer.alloc(100_000)));
    await expect(remote.read('public/log/checkpoint', 99)).rejects.toMatchObject({ code: 'ERR_FOLDER' });
  });

  test('an answer that ends early is not taken', async () => {
    const remote = await remoteOf((_request, response) => {
      response.writeHead(200, { 'content-length': 50 });
      response.write('half', () => response.destroy());
    });
    await expect(remote.read('public/log/checkpoint', 99)).rejects.toMatchObject({ code: 'ERR_FOLDER' });
  });

  test.each([
    [401, /Check the token/u],
    [429, /Wait a minute/u],
    [500, /Try again later/u],
    [507, /disk of the server is full/u],
  ])('a refusal with %i says what to do, without the token', async (status, message) => {
    const remote = await remoteOf((_request, response) => response.writeHead(status).end('canary-body'));
    const error = await remote.write('public/witness/m1', Buffer.from('x')).catch((one: Error) => one.message);
    expect(error).toMatch(message);
    expect(error).not.toContain('canary');
  });
});

describe('an address', () => {
  test.each(['http://coalition.example/', 'ftp://coalition.example/', 'https://user:pass@coalition.example/'])(
    'that would give the token away is refused: %s',
    (url) => {
      expect(() => new RemoteStore({ url: new URL(url), patience: 1 })).toThrow(/https:\/\//u);
    },
  );
});

test.each([
  [201, 'created'],
  [200, 'same'],
  [204, 'same'],
  [409, 'taken'],
])('what a server answers with %i is %s', async (status, outcome) => {
  const remote = await remoteOf((_request, response) => response.writeHead(status).end());
  expect(await remote.create('sealed/2026-Q3/submission-m1.1.jws', Buffer.from('x'))).toBe(outcome);
});
