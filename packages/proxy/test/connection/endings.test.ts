/** Clients that leave, drip, hang or send too much: nothing of them stays. */
import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import { UNHURRIED, until } from '@netvakt/testing';
import { answering, type Client, HELLO, World } from '../support/world.ts';

let world: World;
afterEach(() => world.stop());

const GET = 'GET http://demo.test/ HTTP/1.1\r\nHost: demo.test\r\n\r\n';
const POST = 'POST http://demo.test/ HTTP/1.1\r\nHost: demo.test\r\nContent-Length: 1000000\r\n\r\n';
const CONNECT = 'CONNECT demo.test:443 HTTP/1.1\r\nHost: demo.test\r\n\r\n';

/** Everything that the world had open is closed again. */
async function expectNothingLeft(): Promise<void> {
  await until('no client is left', () => world.recorder.open === 0 && world.gate.connections === 0);
  await until('no origin is left', () => world.origin.open === 0);
}

test('a thousand aborted clients leave no socket behind', async () => {
  // One kind of origin for all: it never answers, so only the client's own end can end anything.
  world = await World.start(() => {}, { halfOpenTime: 200 });
  const texts = [GET.slice(0, 20), GET, POST, CONNECT, `${CONNECT}\x16\x03`, ''];
  for (let round = 0; round < 10; round += 1) {
    const clients = Array.from({ length: 100 }, (_, i) => {
      const client = world.connect();
      client.send(texts[i % texts.length] ?? '');
      return client;
    });
    await Promise.all(clients.map((client) => new Promise((resolve) => client.socket.once('connect', resolve))));
    // Taken in their order: once one that came later is answered, all are known. Else they are gone before we look.
    if (round % 2 === 0) await world.talk(GET.replaceAll('demo', 'blocked'));
    for (const [i, client] of clients.entries()) {
      if (i % 3 === 0) client.socket.resetAndDestroy();
      else client.socket.destroy();
    }
  }
  await expectNothingLeft();
});

test('a client that leaves in the middle of a download ends it at the origin', async () => {
  world = await World.start((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n');
    const more = (): void => {
      while (!socket.destroyed && socket.write('x'.repeat(65_536)));
    };
    socket.on('drain', more);
    more();
  });
  const client = world.connect();
  client.send(GET);
  await client.until((text) => text.length > 100_000);
  client.socket.destroy();
  await expectNothingLeft();
});

test('a client that has closed its side still gets its answer', async () => {
  world = await World.start(() => {});
  const client = world.connect();
  client.socket.end(GET);
  await once(client.socket, 'finish');
  await until('the request has arrived', () => world.origin.received !== '');
  await world.talk(GET.replaceAll('demo', 'blocked')); // whoever answers this has seen the end that came before it
  world.origin.sockets[0]?.write(HELLO);
  expect(await client.closed()).toBe(HELLO);
});

test('a client that has closed its side may wait as long as any other', async () => {
  world = await World.start((socket) => setTimeout(() => socket.write(HELLO), 400), { idleTime: 100, lingerTime: 50 });
  const client = world.connect();
  client.socket.end(GET);
  expect(await client.closed()).toBe(HELLO);
});

test('a slow reader gets every byte of a long answer', async () => {
  const body = Buffer.alloc(12_000_000, 'x');
  world = await World.start((socket) => socket.end(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), body])), {
    lingerTime: 20,
  });
  const client = world.connect();
  let length = 0;
  client.socket.removeAllListeners('data');
  client.socket.on('data', (bytes: Buffer) => {
    length += bytes.length;
    client.socket.pause();
    setTimeout(() => client.socket.resume(), 5);
  });
  client.socket.write(GET);
  const failed = await new Promise((resolve) => client.socket.once('close', resolve));
  expect({ failed, length }).toEqual({ failed: false, length: body.length + 19 });
});

test.each<{ why: string; text: string; limits: object; want: RegExp; reported: string[] }>([
  { why: 'silence', text: '', limits: { firstByteTime: 60 }, want: /^$/, reported: [] },
  {
    why: 'an unfinished head',
    text: GET.slice(0, -2),
    limits: { headTime: 60 },
    want: /^HTTP\/1\.1 408 /,
    reported: ['refused head-timeout'],
  },
  {
    why: 'an unfinished body',
    text: POST,
    limits: { idleTime: 60 },
    want: /^HTTP\/1\.1 408 /,
    reported: ['inspected http', 'forwarded http', 'refused body-timeout'],
  },
  {
    why: 'an origin without an answer',
    text: GET,
    limits: { responseTime: 60 },
    want: /^HTTP\/1\.1 504 /,
    reported: ['inspected http', 'forwarded http', 'failed response-timeout'],
  },
])('has an end: $why', async ({ text, limits, want, reported }) => {
  world = await World.start(() => {}, limits);
  expect(await world.talk(text)).toMatch(want);
  expect(world.recorder.reported).toEqual(reported);
  await expectNothingLeft();
});

test('a head that drips is ended by its absolute deadline, however lively it drips', async () => {
  world = await World.start(() => {}, { headTime: 150 });
  const client = world.connect();
  client.send(GET.slice(0, -2));
  const drip = setInterval(() => client.socket.writable && client.send('X: y\r\n'), 10);
  expect(await client.closed()).toMatch(/^HTTP\/1\.1 408 /);
  clearInterval(drip);
});

test('an idle connection is closed in silence', async () => {
  world = await World.start(answering(HELLO), { idleTime: 60 });
  expect(await world.talk(GET)).toBe(HELLO);
  await expectNothingLeft();
});

test('a blocked upload is answered, and its rest is thrown away without a reset', async () => {
  world = await World.start();
  const client = world.connect();
  client.send(POST.replaceAll('demo', 'blocked'));
  client.send('x'.repeat(200_000));
  await client.until('HTTP/1.1 451 ');
  client.send('x'.repeat(200_000));
  await client.closed();
  expect(client.reset).toBe(false);
  await expectNothingLeft();
});

test('a body that breaks its framing is a 400, and its origin is let go', async () => {
  world = await World.start(() => {});
  const text = 'POST http://demo.test/ HTTP/1.1\r\nHost: demo.test\r\nTransfer-Encoding: chunked\r\n\r\n';
  const client = world.connect();
  client.send(text);
  await until('the head has arrived', () => world.origin.received.includes('chunked'));
  client.send('5 \r\nhello\r\n0\r\n\r\nGET http://blocked.test/ HTTP/1.1\r\n\r\n');
  expect(await client.closed()).toMatch(/^HTTP\/1\.1 400 /);
  expect(world.origin.received).not.toContain('hello');
  await expectNothingLeft();
});

test('a slow reader slows its origin down: what is held for it is bounded', async () => {
  let written = 0;
  world = await World.start((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n');
    const more = (): void => {
      while (!socket.destroyed && socket.write('x'.repeat(65_536))) written += 65_536;
    };
    socket.on('drain', more);
    more();
  });
  const client = world.connect();
  client.socket.pause();
  client.send(GET);
  let before = -1;
  // Until all buffers of both kernels' sockets and of both our sides are full.
  await until('the origin has to wait', () => {
    const stands = written === before && world.origin.sockets[0]?.writableNeedDrain === true;
    before = written;
    return stands;
  });
  expect(written).toBeLessThan(40_000_000);
  client.socket.destroy();
});

test('limits: too many of one client, too many at all, and clients from elsewhere', async () => {
  world = await World.start(answering(HELLO), { connectionsPerClient: 2 });
  const clients = [world.connect(), world.connect()];
  for (const client of clients) {
    client.send(GET);
    await client.until('hello');
  }
  expect(await world.talk(GET)).toBe('');
  expect(world.recorder.reported.at(-1)).toBe('rejected client-limit');
  for (const client of clients) client.socket.destroy();
  await until('the two are gone', () => world.gate.connections === 0);
  expect(await world.talk(GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))).toBe(HELLO);
});

test('clients from elsewhere are closed silently', async () => {
  world = await World.start(answering(HELLO), {}, { clients: ['192.0.2.0/24'] });
  expect(await world.talk(GET)).toBe('');
  expect(world.recorder.reported).toEqual(['rejected client-not-allowed']);
});

test('a drain ends what is idle, lets what is busy finish, and accepts nothing new', async () => {
  let finish: (() => void) | undefined;
  world = await World.start((socket, bytes) => {
    if (bytes.includes('/slow')) finish = () => socket.write(HELLO);
    else socket.write(HELLO);
  });
  const idle = world.connect();
  idle.send(GET);
  await idle.until('hello');
  const busy: Client = world.connect();
  busy.send(GET.replace('demo.test/', 'demo.test/slow'));
  await until('the slow request has arrived', () => finish !== undefined);
  const drained = world.gate.drain(UNHURRIED);
  expect(await idle.closed()).toBe(HELLO);
  await expect(world.talk(GET)).resolves.toBe('');
  finish?.();
  expect(await busy.closed()).toBe(HELLO);
  expect(await drained).toBe(0);
});

test('a drain cuts what does not finish, and says how many', async () => {
  world = await World.start(() => {});
  const client = world.connect();
  client.send(GET);
  await until('the request has arrived', () => world.origin.received !== '');
  expect(await world.gate.drain(50)).toBe(1);
  await client.closed();
});
