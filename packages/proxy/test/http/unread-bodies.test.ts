/**
 * An origin that answers without reading a request's body, and reads it as the next request, as Python's http.server does with HTTP/1.1.
 * What it answers to a request that was never judged must not become the answer to one that was.
 */
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { intercepted, interceptingWorld } from '../support/intercepted.ts';
import { type Client, World } from '../support/world.ts';

let world: World;
afterEach(() => world.stop());

const LISTED = 'GET /blocked/page HTTP/1.1\r\nHost: mixed.test\r\n\r\n';
const answer = (page: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${page.length}\r\n\r\n${page}`;

const MODES = [
  { mode: 'explicit', url: 'http://mixed.test', start: () => World.start(() => {}), connect: () => world.connect() },
  { mode: 'transparent', url: '', start: () => interceptingWorld(() => {}), connect: () => intercepted(world) },
] as const;

const BODIES = [
  { why: 'a request', body: LISTED },
  { why: 'one behind empty lines', body: `\r\n\r\n${LISTED}` },
  { why: 'one whose head goes on in the next request', body: 'GET /blocked/page HTTP/1.1\r\nX: ' },
  { why: 'one whose line goes on in the next request', body: 'GET /blocked/page?' },
  { why: 'one with a long line', body: `GET /blocked/page?${'x'.repeat(60_000)} HTTP/1.1\r\n\r\n` },
  { why: 'one without a version', body: 'GET /blocked/page\r\n\r\n' },
  { why: 'one in an odd form', body: LISTED.replace('GET ', 'x\t') },
  { why: 'one behind a line of another protocol', body: `OPTIONS * RTSP/1.0\r\n\r\n${LISTED}` },
];

const request = (url: string, method: string, body: string): string =>
  `${method} ${url}/free HTTP/1.1\r\nHost: mixed.test\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const next = (url: string): string => `GET ${url}/free/next HTTP/1.1\r\nHost: mixed.test\r\n\r\n`;

async function untilReceived(text: string): Promise<void> {
  await until('the origin has it', () => world.origin.received.includes(text));
}

async function untilDecided({ socket }: Client): Promise<void> {
  await until('the connection ends, or goes on', () => socket.closed || world.origin.received.includes('/free/next'));
}

async function sendInPieces(client: Client, text: string, piece: number): Promise<void> {
  for (let at = 0; at < text.length; at += piece) {
    client.send(text.slice(at, at + piece));
    await new Promise(setImmediate);
  }
}

for (const { mode, url, start, connect } of MODES) {
  for (const method of ['GET', 'POST']) {
    test.each(BODIES)(`${mode}, ${method}: no other request follows a body that holds $why`, async ({ body }) => {
      for (const piece of [100_000, 7001]) {
        world = await start();
        const client = connect();
        await sendInPieces(client, request(url, method, body) + next(url), piece);
        await untilReceived(body);
        world.origin.sockets[0]?.write(answer('free'));
        await untilDecided(client);
        expect(world.origin.received).not.toContain('/free/next');
        expect(client.received).toBe(answer('free'));
        if (piece === 100_000) await world.stop();
      }
    });
  }

  test(`${mode}: nor if the origin has answered before the body comes`, async () => {
    world = await start();
    const client = connect();
    const whole = request(url, 'POST', LISTED);
    client.send(whole.slice(0, -LISTED.length));
    await untilReceived('\r\n\r\n');
    world.origin.sockets[0]?.write(answer('free'));
    await client.until('free');
    client.send(LISTED + next(url));
    await untilDecided(client);
    expect(world.origin.received).not.toContain('/free/next');
  });

  test.each([
    { why: 'a form', body: 'name=%2Fblocked&page=http%3A%2F%2Fmixed.test%2F' },
    { why: 'JSON', body: '{\n  "url": "http://mixed.test/blocked/page",\n  "to": "/blocked"\n}\n' },
    { why: 'parts', body: '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb /c\r\n--x--\r\n' },
    { why: 'a script', body: '#!/bin/sh\ncurl http://mixed.test/\n' },
    { why: 'one byte', body: 'x' },
    { why: 'a line of 100,000 bytes', body: 'x'.repeat(100_000) },
    { why: 'a request behind more bytes than any server has for a line', body: `${'x'.repeat(70_000)} ${LISTED}` },
  ])(`${mode}: the connection goes on behind a body of $why`, async ({ body }) => {
    world = await start();
    const client = connect();
    client.send(request(url, 'POST', body) + next(url));
    await untilReceived(body);
    world.origin.sockets[0]?.write(answer('free'));
    await untilReceived('/free/next');
    expect(world.origin.sockets).toHaveLength(1);
    client.socket.destroy();
  });
}
