/**
 * Connections that are passed unread, to origins that take nearly anything for a request: none of them gets a whole one. And what is
 * another protocol passes, to the byte.
 */
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { clientHello } from '../support/hello.ts';
import { intercepted, interceptingWorld } from '../support/intercepted.ts';
import { type Client, HELLO, type World } from '../support/world.ts';

let world: World | undefined;
afterEach(() => world?.stop());

const ECHO = (socket: { write(text: string): unknown }, bytes: string): unknown => socket.write(`<${bytes}>`);
const REQUEST = ' /blocked/page HTTP/1.1\r\nHost: mixed.test\r\n\r\n';
const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n';
const PREAMBLE = `${SIGNATURE}\x21\x11\0\x0c${'\x01'.repeat(12)}`;

const attacks: readonly { readonly why: string; readonly text: string }[] = [
  {
    why: 'a banner, longer than a banner may be',
    text: `SSH-X /blocked/page?${'a'.repeat(300)} HTTP/1.1\r\nHost: mixed.test\r\n\r\n`,
  },
  { why: 'a method of 9,000 bytes', text: `${'M'.repeat(9000)}${REQUEST}` },
  { why: 'a vertical tab behind the method', text: `GET\x0b${REQUEST.slice(1)}` },
  { why: 'blanks of Latin-1', text: `\xa0X\x85${REQUEST.slice(1)}` },
  { why: 'a first word in brackets', text: `<x>${REQUEST}` },
  { why: 'a first word that is no text', text: `\0\x01${REQUEST}` },
  { why: 'a first byte as of a handshake record', text: `\x16x${REQUEST}` },
  { why: 'a hello of SSLv2 as a method', text: `\x80\x2e\x01\x03${REQUEST}` },
  { why: 'no version, and no text before', text: '\x01 /blocked/page\r\n\r\n' },
  { why: 'no method, which Java needs not', text: `\t${REQUEST.slice(1)}` },
  {
    why: 'a version of no protocol, which Java and Twisted take',
    text: '\x01 /blocked/page X/1.1\r\nHost: mixed.test\r\n\r\n',
  },
  { why: 'an absolute target and such a version', text: 'OPTIONS x://mixed.test/blocked/page X/1.1\r\n\r\n' },
  { why: 'a long method and no version', text: `${'M'.repeat(9000)} /blocked/page\r\n\r\n` },
  { why: 'a method of 8,192 bytes and some third word', text: `${'M'.repeat(8192)} /blocked/page X\r\n\r\n` },
  { why: 'the same and a long query', text: `${'M'.repeat(9000)} /blocked/page?${'a'.repeat(300)}\r\n\r\n` },
  { why: 'three words, an empty line, and such a version', text: `X y Z/1\r\n\r\nGET /blocked/page X/1.1\r\n\r\n` },
  { why: 'a method like a packet of git', text: '0032git-upload-pack /blocked/page X/1.1\r\nHost: mixed.test\r\n\r\n' },
  { why: 'blanks that only some server sees', text: '\x01\xa0x /blocked/page X/1.1\r\n\r\n' },
  { why: 'a URI of one slash', text: '\x01 http:/blocked/page X/1.1\r\n\r\n' },
  { why: 'a URI of no protocol in RTSP', text: '\x16x x://mixed.test/blocked/page RTSP/1.0\r\n\r\n' },
  { why: 'a bare line feed in the method, which is no end of a line to Java', text: 'h\xd5\n /blocked/page X\r\n\r\n' },
  { why: 'the same behind three words', text: 'X y Z/1\r\n\r\nh\n /blocked/page X/1.1\r\n\r\n' },
  { why: 'a request behind CONNECT', text: `CONNECT demo.test:80 HTTP/1.1\r\nHost: demo.test:80\r\n\r\nGET${REQUEST}` },
  { why: 'a second line', text: `OPTIONS rtsp://demo.test/ RTSP/1.0\r\nCSeq: 1\r\n\r\nGET${REQUEST}` },
  { why: 'a later line of some other protocol', text: `NICK x\r\nUSER x 0 * :x\r\nGET${REQUEST}` },
  { why: 'RTSP for a listed page', text: 'DESCRIBE rtsp://mixed.test/blocked/page RTSP/1.0\r\nCSeq: 1\r\n\r\n' },
  {
    why: 'RTSP for a listed host, in the second request',
    text: 'OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\nDESCRIBE rtsp://blocked.test RTSP/1.0\r\n\r\n',
  },
  {
    why: 'RTSP for a path of some host',
    text: 'DESCRIBE rtsp://demo.test/ RTSP/1.0\r\n\r\nDESCRIBE /blocked/page RTSP/1.0\r\nHost: mixed.test\r\n\r\n',
  },
  { why: 'a request in a stream of sound', text: `SOURCE /mount ICE/1.0\r\nHost: demo.test\r\n\r\nGET${REQUEST}` },
  { why: 'a PROXY protocol header of version 2', text: `${PREAMBLE}GET${REQUEST}` },
  { why: 'one of version 1', text: `PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nGET${REQUEST}` },
  { why: 'one, and then one more', text: `${PREAMBLE}${PREAMBLE}GET${REQUEST}` },
];

/** Whether bytes hold the end of a request line for the listed page, or of a line that some server answers with it. */
function isServed(received: string): boolean {
  return /[^\n]*(?:\/blocked\/page|rtsp:\/\/blocked)[^\n]*\n/u.test(received);
}

test.each(attacks)('no listed page however it is cut: $why', async ({ text }) => {
  const cuts = [
    ...new Set([
      0,
      1,
      2,
      3,
      5,
      12,
      15,
      17,
      27,
      28,
      29,
      255,
      256,
      8191,
      8192,
      8193,
      8194,
      text.length - 2,
      text.length - 20,
    ]),
  ];
  for (const cut of cuts.filter((at) => at < text.length)) {
    world = await interceptingWorld((socket, bytes) => {
      socket.write(/^(?:SOURCE|CONNECT)/u.test(bytes) ? 'HTTP/1.0 200 OK\r\n\r\n' : 'x');
    });
    const client = intercepted(world, text.slice(0, cut));
    client.socket.setNoDelay(true);
    if (cut > 0) await new Promise((resolve) => client.socket.write('', resolve));
    await new Promise((resolve) => setImmediate(resolve));
    client.send(text.slice(cut));
    await client.closed();
    expect({ cut, served: isServed(world.origin.received) }).toEqual({ cut, served: false });
    await world.stop();
    world = undefined;
  }
});

test('a hello behind an intercepted CONNECT is judged, and a free one passes', async () => {
  world = await interceptingWorld((socket, bytes) => {
    socket.write(bytes.startsWith('CONNECT') ? 'HTTP/1.1 200 OK\r\n\r\n' : `<${bytes.length}>`);
  });
  const tunnel = async (name: string): Promise<Client> => {
    const client = intercepted(world as World, 'CONNECT demo.test:443 HTTP/1.1\r\nHost: demo.test:443\r\n\r\n');
    await client.until('\r\n\r\n');
    client.send(clientHello(name));
    return client;
  };
  expect(await (await tunnel('blocked.test')).closed()).toContain('\x15\x03\x03\0\x02\x02\x31');
  const free = await tunnel('demo.test');
  await free.until(`<${clientHello('demo.test').length}>`);
  free.socket.destroy();
});

test('the end of the connection is no end of a line', async () => {
  world = await interceptingWorld(() => {});
  const client = intercepted(world, '<x> /blocked/page HTTP/1.1');
  await until('the origin has the line', () => world?.origin.received.endsWith('1.1') === true);
  const failed = new Promise((resolve) => world?.origin.sockets[0]?.once('close', resolve));
  client.socket.end();
  await client.closed();
  expect(await failed).toBe(true);
  expect(world.recorder.reported.at(-1)).toBe('refused protocol-not-allowed');
});

test.each([
  { why: 'git', text: '0032git-upload-pack /project.git\0host=demo.test\0' },
  {
    why: 'RTSP',
    text: 'OPTIONS rtsp://demo.test/a RTSP/1.0\r\nCSeq: 1\r\n\r\nDESCRIBE rtsp://demo.test/a RTSP/1.0\r\nCSeq: 2\r\n\r\n',
  },
  { why: 'IRC', text: 'NICK x\r\nUSER x 0 * :x\r\nPRIVMSG #y :GET is of HTTP/1.1, I say\r\n' },
  { why: 'SIP', text: 'REGISTER sip:demo.test SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.1\r\n\r\n' },
  { why: 'NATS', text: 'CONNECT {"verbose":false}\r\nPING\r\n' },
  { why: 'memcached', text: 'get key\r\nset key 0 0 1\r\nx\r\n' },
  { why: 'Gnutella', text: 'GNUTELLA CONNECT/0.6\r\nUser-Agent: x\r\n\r\n' },
  { why: 'XMPP, which ends no line', text: "<stream:stream to='demo.test'>" },
  { why: 'bytes', text: `\0\x01\x02${'\n /x HTTP'.repeat(3000)}` },
])('$why passes, byte for byte', async ({ text }) => {
  world = await interceptingWorld(() => {});
  const client = intercepted(world, text);
  await until('the origin has it all', () => world?.origin.received.length === text.length);
  expect(world.origin.received).toBe(text);
  expect(world.recorder.reported).toContain('unseen protocol-unknown');
  client.socket.destroy();
});

test('a stream of sound begins when its server says so, and passes', async () => {
  world = await interceptingWorld((socket, bytes) => {
    if (bytes.startsWith('SOURCE')) socket.write('HTTP/1.0 200 OK\r\n\r\n');
  });
  const head = 'SOURCE /mount ICE/1.0\r\nHost: demo.test\r\n\r\n';
  const client = intercepted(world, `${head}sound`);
  await client.until('200 OK');
  client.send('\xff\xfb\n\0 more');
  await until('it has come', () => world?.origin.received === `${head}sound\xff\xfb\n\0 more`);
  expect(world.recorder.reported).toEqual(['inspected http', 'forwarded http', 'unseen upgraded']);
  client.socket.destroy();
});

test.each([
  { why: 'version 2', preamble: PREAMBLE },
  { why: 'version 1', preamble: 'PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n' },
])("a client's own PROXY protocol header passes before its request: $why", async ({ preamble }) => {
  for (let cut = 0; cut <= preamble.length; cut += 1) {
    world = await interceptingWorld((socket) => socket.write(HELLO));
    const text = `${preamble}GET / HTTP/1.1\r\nHost: demo.test\r\n\r\n`;
    const client = intercepted(world, text.slice(0, cut));
    await new Promise((resolve) => setImmediate(resolve));
    client.send(text.slice(cut));
    await client.until('hello');
    expect(world.origin.received).toBe(text);
    expect(world.recorder.reported).toEqual(['inspected http', 'forwarded http']);
    client.socket.destroy();
    await world.stop();
  }
  world = undefined;
});

test("a hello behind a client's own PROXY protocol header is judged", async () => {
  world = await interceptingWorld(ECHO);
  const preamble = Buffer.from(PREAMBLE, 'latin1');
  const blocked = intercepted(world, Buffer.concat([preamble, clientHello('blocked.test')]).toString('latin1'));
  expect(await blocked.closed()).toBe('\x15\x03\x03\0\x02\x02\x31');
  const free = intercepted(world, Buffer.concat([preamble, clientHello('demo.test')]).toString('latin1'));
  await free.until('>');
  expect(world.origin.received.startsWith(PREAMBLE)).toBe(true);
  free.socket.destroy();
});
