/**
 * Responses whose end clients find in more than one place. An origin of one site must not be able to answer a request for another, by
 * going on when the client believes that it has ended.
 */
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { intercepted, interceptingWorld } from '../support/intercepted.ts';
import { type Client, World } from '../support/world.ts';

let world: World;
afterEach(() => world.stop());

const FORGED = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged';
const get = (host: string): string => `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = 'Transfer-Encoding: chunked\r\n';

const DOUBTFUL = [
  { why: 'a length with a blank before its colon', bytes: `${OK}Content-Length : 5\r\n\r\nhello` },
  { why: 'a folded length', bytes: `${OK}Content-Length:\r\n 5\r\n\r\nhello` },
  { why: 'a length that some take for a number', bytes: `${OK}Content-Length: +5\r\n\r\nhello` },
  { why: 'a length and an odd version', bytes: 'HTTP/2.0 200 OK\r\nContent-Length: 5\r\n\r\nhello' },
  { why: 'a blank behind the size of a chunk', bytes: `${OK}${CHUNKED}\r\n5 \r\nhello\r\n0\r\n\r\n` },
  { why: 'chunks that line feeds end', bytes: `${OK}${CHUNKED}\r\n5\nhello\n0\n\n` },
  { why: 'chunks and a length', bytes: `${OK}${CHUNKED}Content-Length: 10\r\n\r\n5\r\nhello\r\n` },
  {
    why: 'chunks in HTTP/1.0',
    bytes: `${OK.replace('1.1', '1.0')}Connection: keep-alive\r\n${CHUNKED}Content-Length: 10\r\n\r\n5\r\nhello\r\n`,
  },
  {
    why: 'chunks, and a coding that is none',
    bytes: `${OK}Transfer-Encoding: chunked, x\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
  },
  { why: 'a coding that is none, and a length', bytes: `${OK}Transfer-Encoding: x\r\nContent-Length: 5\r\n\r\nhello` },
  { why: '205 with a length', bytes: 'HTTP/1.1 205 Reset Content\r\nContent-Length: 200\r\n\r\n' },
  { why: '205 without one', bytes: 'HTTP/1.1 205 Reset Content\r\n\r\n' },
];

/** Starts a world whose origin writes when the test does. */
async function asked(start: Promise<World>, connect: () => Client, text: string): Promise<Client> {
  world = await start;
  const client = connect();
  client.send(text);
  await until('the origin is asked', () => world.origin.received.includes('\r\n\r\n'));
  return client;
}

/** A client of the explicit proxy that has sent `requests`. */
async function asksProxy(requests: string): Promise<Client> {
  return await asked(
    World.start(() => {}),
    () => world.connect(),
    requests,
  );
}

/** The last bytes that a tested path writes come after all that could have passed before. */
async function untilOver(client: Client): Promise<void> {
  await until('the client is left, or has more', () => client.socket.closed || client.received.endsWith(FORGED));
}

test.each(DOUBTFUL)('no other answer passes behind $why', async ({ bytes }) => {
  const client = await asksProxy(get('demo.test'));
  const [origin] = world.origin.sockets;
  origin?.write(Buffer.from(bytes, 'latin1'));
  await client.until((text) => text.length === bytes.length);
  client.send(get('other.test'));
  await until('the origin is left, or not', () => origin?.closed === true || world.recorder.waits > 0);
  origin?.write(FORGED);
  await untilOver(client);
  expect(client.received).toBe(bytes);
});

test.each(DOUBTFUL)('nor if the next request was there before: $why', async ({ bytes }) => {
  const client = await asksProxy(get('demo.test') + get('other.test'));
  world.origin.sockets[0]?.write(Buffer.from(bytes + FORGED, 'latin1'));
  await untilOver(client);
  expect(client.received).not.toContain('forged');
});

test.each(DOUBTFUL)('it passes to its end if nothing else was asked: $why', async ({ bytes }) => {
  const client = await asksProxy(get('demo.test'));
  const [origin] = world.origin.sockets;
  origin?.write(Buffer.from(bytes, 'latin1'));
  await client.until((text) => text.length === bytes.length);
  origin?.end(' and more');
  expect(await client.closed()).toBe(`${bytes} and more`);
});

test.each(DOUBTFUL)('in transparent mode all is for one origin, and passes: $why', async ({ bytes }) => {
  const both = (get('demo.test') + get('demo.test')).replaceAll('http://demo.test', '');
  const client = await asked(
    interceptingWorld(() => {}),
    () => intercepted(world),
    both,
  );
  world.origin.sockets[0]?.end(Buffer.from(`${bytes} and more`, 'latin1'));
  expect(await client.closed()).toBe(`${bytes} and more`);
});
