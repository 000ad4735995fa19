import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { clientHello, ECH, GREASE, helloMessage, inRecords, nameEntry, serverName } from '../support/hello.ts';
import { bytesOf } from '../support/reading.ts';
import { type Client, World } from '../support/world.ts';

let world: World;
afterEach(() => world.stop());

const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n';
const ACCESS_DENIED = '\x15\x03\x03\x00\x02\x02\x31';
const TUNNEL = ['inspected connect', 'forwarded connect'];
const echo = (socket: { write: (bytes: Buffer) => unknown }, bytes: string): unknown => socket.write(bytesOf(bytes));

async function tunnel(host = 'demo.test'): Promise<Client> {
  const client = world.connect();
  client.send(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`);
  await client.until(ESTABLISHED);
  client.received = client.received.slice(ESTABLISHED.length);
  return client;
}

test('a hello whose name is free of rules passes, to the byte', async () => {
  world = await World.start(echo);
  const client = await tunnel();
  const hello = clientHello('demo.test').toString('latin1');
  client.send(hello);
  expect(await client.until((text) => text.length >= hello.length)).toBe(hello);
  client.send('more');
  await client.until('more');
  expect(world.recorder.reported).toEqual(['inspected connect', 'forwarded connect', 'inspected tls', 'forwarded tls']);
  client.socket.destroy();
});

test('a blocked authority is answered before anything is dialled', async () => {
  world = await World.start(echo);
  const answer = await world.talk('CONNECT www.blocked.test:443 HTTP/1.1\r\nHost: www.blocked.test:443\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 451 /);
  expect(world.origin.sockets).toHaveLength(0);
  expect(world.recorder.reported).toEqual(['inspected connect', 'blocked connect by 1']);
});

test('a blocked name in the hello ends in an alert, and nothing reaches the origin', async () => {
  world = await World.start(echo);
  const client = await tunnel();
  client.send(clientHello('blocked.test'));
  expect(await client.closed()).toBe(ACCESS_DENIED);
  expect(world.origin.received).toBe('');
  await until('the origin is let go', () => world.origin.open === 0);
  expect(world.recorder.reported.slice(2)).toEqual(['inspected tls', 'blocked tls by 1']);
});

test('the same byte by byte, and in records of seven bytes', async () => {
  world = await World.start(echo);
  const client = await tunnel();
  client.socket.setNoDelay(true);
  for (const byte of inRecords(helloMessage([serverName(nameEntry('blocked.test'))]), 7)) {
    if (client.socket.destroyed) break;
    client.send(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await client.closed()).toBe(ACCESS_DENIED);
  expect(world.origin.received).toBe('');
});

test('a blocked name ends in a reset if so configured', async () => {
  world = await World.start(echo, {}, { tlsBlock: 'reset' });
  const client = await tunnel();
  client.send(clientHello('blocked.test'));
  expect(await client.closed()).toBe('');
  expect(client.reset).toBe(true);
});

test('the hello may come with the CONNECT request', async () => {
  world = await World.start(echo);
  const connect = bytesOf('CONNECT demo.test:443 HTTP/1.1\r\nHost: demo.test\r\n\r\n');
  const answer = await world.talk(Buffer.concat([connect, clientHello('blocked.test')]));
  expect(answer).toBe(ESTABLISHED + ACCESS_DENIED);
});

test.each([
  {
    why: 'no name',
    bytes: inRecords(helloMessage([GREASE])),
    reported: ['inspected tls', 'forwarded tls', 'unseen sni-absent'],
  },
  {
    why: 'another name',
    bytes: clientHello('other.test'),
    reported: ['inspected tls', 'forwarded tls', 'unseen identity-disagreement'],
  },
  { why: 'the name in capitals', bytes: clientHello('DEMO.test'), reported: ['inspected tls', 'forwarded tls'] },
  {
    why: 'a name that is none',
    bytes: clientHello('a\0b'),
    reported: ['inspected tls', 'forwarded tls', 'unseen sni-unreadable'],
  },
  {
    why: 'the name with a trailing dot',
    bytes: clientHello('demo.test.'),
    reported: ['inspected tls', 'forwarded tls'],
  },
  {
    why: 'the extension of an encrypted hello, with nothing in it that hides a name',
    bytes: inRecords(helloMessage([ECH, serverName(nameEntry('demo.test'))])),
    reported: ['inspected tls', 'ech offered', 'forwarded tls'],
  },
  { why: 'SSLv2 framing', bytes: Buffer.from([0x80, 46, 1, 3, 1, 0, 21]), reported: ['unseen sslv2-hello'] },
  { why: 'another protocol', bytes: bytesOf('SSH-2.0-x\r\n'), reported: ['unseen not-tls'] },
])('what cannot be seen passes and is counted: $why', async ({ bytes, reported }) => {
  world = await World.start(echo);
  const client = await tunnel();
  client.send(bytes);
  await client.until((text) => text.length >= bytes.length);
  expect(world.recorder.reported.slice(2)).toEqual(reported);
  client.socket.destroy();
});

test('an encrypted hello to a name that stands for many is counted as hidden, in any case; a blocked one never', async () => {
  world = await World.start(echo, {}, { echPublicNames: ['demo.test', 'blocked.test'] });
  const reported = (name: string): Promise<readonly string[]> =>
    heard(inRecords(helloMessage([ECH, serverName(nameEntry(name))])));
  expect(await reported('Demo.test')).toEqual(['inspected tls', 'ech offered', 'forwarded tls', 'unseen ech']);
  expect(await reported('blocked.test')).toEqual(['inspected tls', 'ech offered', 'blocked tls by 1']);
  expect(await heard(clientHello('demo.test'))).toEqual(['inspected tls', 'forwarded tls']);
});

/** The reports about a hello in a new tunnel. */
async function heard(hello: Buffer): Promise<readonly string[]> {
  world.recorder.reported.length = 0;
  const client = await tunnel();
  client.send(hello);
  await until('the hello is judged', () =>
    world.recorder.reported.slice(2).some((line) => /^(forwarded|blocked) tls/u.test(line)),
  );
  client.socket.destroy();
  return world.recorder.reported.slice(2);
}

const RETRY_RANDOM = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');

/** A ServerHello with this random, in its record. */
function serverHello(random: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from([3, 3]), random, Buffer.alloc(8, 1)]);
  return Buffer.concat([Buffer.from([22, 3, 3, 0, body.length + 4, 2, 0, 0, body.length]), body]);
}

const RETRY = serverHello(RETRY_RANDOM);
const CIPHER_CHANGE = Buffer.from([20, 3, 3, 0, 1, 1]);

test('a second hello is judged, after the origin has asked for it and before', async () => {
  for (const asks of [true, false]) {
    world = await World.start((socket) => asks && socket.write(RETRY));
    const client = await tunnel();
    client.send(clientHello('demo.test'));
    if (asks) await client.until(RETRY.toString('latin1'));
    for (const byte of Buffer.concat([CIPHER_CHANGE, clientHello('blocked.test')])) client.send(Buffer.from([byte]));
    expect((await client.closed()).endsWith(ACCESS_DENIED)).toBe(true);
    await until('the origin has what was free', () => world.origin.received.length >= clientHello('demo.test').length);
    const free = Buffer.concat([clientHello('demo.test'), CIPHER_CHANGE]).toString('latin1');
    expect(free.startsWith(world.origin.received)).toBe(true);
    expect(world.recorder.reported).toEqual([
      ...TUNNEL,
      'inspected tls',
      'forwarded tls',
      'inspected tls',
      'blocked tls by 1',
    ]);
    await world.stop();
  }
});

test('a second hello for the same name is the same attempt, and passes', async () => {
  world = await World.start((socket) => socket.write(RETRY));
  const client = await tunnel();
  const all = Buffer.concat([
    clientHello('demo.test'),
    CIPHER_CHANGE,
    clientHello('demo.test'),
    Buffer.from('\x17\x03\x03\0\x01x'),
  ]);
  for (let at = 0; at < all.length; at += 50) client.send(all.subarray(at, at + 50));
  await until('it has passed', () => world.origin.received.length === all.length);
  expect(Buffer.from(world.origin.received, 'latin1')).toEqual(all);
  expect(world.recorder.reported).toEqual([...TUNNEL, 'inspected tls', 'forwarded tls']);
  client.socket.destroy();
});

test('once the origin has agreed, nothing is read any more', async () => {
  world = await World.start((socket) => socket.write(serverHello(Buffer.alloc(32, 7))));
  const client = await tunnel();
  client.send(clientHello('demo.test'));
  await client.until(serverHello(Buffer.alloc(32, 7)).toString('latin1'));
  client.send(clientHello('blocked.test'));
  const all = Buffer.concat([clientHello('demo.test'), clientHello('blocked.test')]);
  await until('it has passed', () => world.origin.received.length === all.length);
  expect(Buffer.from(world.origin.received, 'latin1')).toEqual(all);
  client.socket.destroy();
});

test('half of a second hello is refused when its time is over', async () => {
  world = await World.start((socket) => socket.write(RETRY), { helloTime: 60 });
  const client = await tunnel();
  client.send(clientHello('demo.test'));
  await client.until(RETRY.toString('latin1'));
  client.send(clientHello('blocked.test').subarray(0, 40));
  await client.closed();
  expect(world.origin.received.length).toBe(clientHello('demo.test').length);
  expect(world.recorder.reported.at(-1)).toBe('refused hello-timeout');
});

test('a hello that cannot be read in one way only is refused with an alert', async () => {
  world = await World.start(echo);
  const client = await tunnel();
  const name = serverName(nameEntry('demo.test'));
  client.send(inRecords(helloMessage([name, serverName(nameEntry('blocked.test'))])));
  expect(await client.closed()).toBe('\x15\x03\x03\x00\x02\x02\x32');
  expect(world.origin.received).toBe('');
  expect(world.recorder.reported.at(-1)).toBe('refused hello-malformed');
});

test('a hello that drips is refused when its time is over', async () => {
  world = await World.start(echo, { helloTime: 60 });
  const client = await tunnel();
  client.send(clientHello('blocked.test').subarray(0, 40));
  expect(await client.closed()).toBe('');
  expect(world.origin.received).toBe('');
  expect(world.recorder.reported.at(-1)).toBe('refused hello-timeout');
});

test('a server that speaks first is heard at once, and a hello after it is judged all the same', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.write('220 ready\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  world = await World.start(
    echo,
    {},
    { hosts: [{ name: 'mail.test', port: 443, address: '127.0.0.1', toPort: port }] },
  );
  const client = await tunnel('mail.test');
  await client.until('220 ready');
  client.send(clientHello('blocked.test'));
  expect(await client.closed()).toContain(ACCESS_DENIED);
  expect(world.recorder.reported).toContain('unseen server-first');
  server.close();
});

test('each side may close its direction first', async () => {
  world = await World.start(echo);
  const client = await tunnel();
  client.send('not tls');
  await client.until('not tls');
  client.socket.end('last words');
  expect(await client.closed()).toBe('not tlslast words');
});

test('a reset goes on as a reset, in both directions', async () => {
  world = await World.start(echo);
  const [one, two] = [await tunnel(), await tunnel()];
  one.send('not tls');
  two.send('not tls');
  await Promise.all([one.until('not tls'), two.until('not tls')]);
  world.origin.sockets[0]?.resetAndDestroy();
  await one.closed();
  expect(one.reset).toBe(true);
  two.socket.resetAndDestroy();
  await until('the origin hears of it', () => world.origin.open === 0);
});

test.each([
  { why: 'another port', authority: 'demo.test:22', status: 403 },
  { why: 'loopback', authority: '127.0.0.1:443', status: 403 },
  { why: 'an IPv4-mapped loopback', authority: '[::ffff:127.0.0.1]:443', status: 403 },
  { why: 'no port', authority: 'demo.test', status: 400 },
])('CONNECT to $why is refused', async ({ authority, status }) => {
  world = await World.start(echo);
  expect(await world.talk(`CONNECT ${authority} HTTP/1.1\r\nHost: demo.test\r\n\r\n`)).toMatch(
    new RegExp(`^HTTP/1\\.1 ${status} `),
  );
});
