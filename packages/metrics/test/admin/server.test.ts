import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type AdminServer, type AdminSources, overviewOf, startAdmin } from '@netvakt/metrics';
import { parseExposition } from '../support/exposition.ts';
import { makeWorld, STARTED, type World } from '../support/world.ts';

let world: World;
let server: AdminServer;

const sourcesOf = ({ metrics, sources }: World): AdminSources => ({
  metrics,
  health: () => world.status.health,
  reload: () => ({ pid: 7, phase: 'running', begun: 2, ended: 2, refused: ['ERR_CONFIG'] }),
  overview: () => overviewOf(sources, undefined, 1_795_692_000),
  totals: () => ({ schema: 1 }),
});

beforeEach(async () => {
  world = makeWorld();
  const settings = { address: '127.0.0.1', port: 0, hosts: ['Filter1.Example'] };
  server = await startAdmin(settings, sourcesOf(world));
});

afterEach(() => server.close());

/** Sends raw bytes and reads to the end: fetch would not send these heads. */
function exchange(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(server.address.port, '127.0.0.1', () => socket.write(request));
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

const get = (path: string, head = 'Host: localhost\r\n'): Promise<string> =>
  exchange(`GET ${path} HTTP/1.1\r\n${head}Connection: close\r\n\r\n`);

test.each<{ why: string; request: () => Promise<string>; status: number; body?: string }>([
  { why: 'the index lists the endpoints', request: () => get('/'), status: 200, body: '/metrics\n' },
  {
    why: 'a browser gets the page',
    request: () => get('/', 'Host: localhost\r\nAccept: text/html,application/xhtml+xml,*/*;q=0.8\r\n'),
    status: 200,
    body: '<title>Netvakt: overview</title>',
  },
  { why: 'the page for people', request: () => get('/-/overview'), status: 200, body: 'Not ready: starting' },
  { why: 'a scrape', request: () => get('/metrics'), status: 200, body: 'netvakt_ready 0\n' },
  { why: 'totals for programs', request: () => get('/totals'), status: 200, body: '{"schema":1}' },
  { why: 'a query is ignored', request: () => get('/metrics?collect=all'), status: 200, body: 'netvakt_ready 0\n' },
  { why: 'alive, though not ready', request: () => get('/-/healthy'), status: 200, body: '{"healthy":true}' },
  {
    why: 'not ready, with reasons for a machine',
    request: () => get('/-/ready'),
    status: 503,
    body: '{"ready":false,"reasons":["starting","lists-missing","workers-missing"]}',
  },
  { why: 'no traffic wanted', request: () => get('/-/route'), status: 503, body: '{"route":false,' },
  { why: 'an unknown path names the known ones', request: () => get('/favicon.ico'), status: 404, body: '/-/ready' },
  { why: 'a path that every object has', request: () => get('/__proto__'), status: 404 },
  { why: 'an absolute-form target: we are no proxy', request: () => get('http://localhost/metrics'), status: 404 },
  {
    why: 'by the name the operator added',
    request: () => get('/-/healthy', 'Host: Filter1.example:9464\r\n'),
    status: 200,
  },
  { why: 'by loopback IPv6 with a port', request: () => get('/-/healthy', 'Host: [::1]:9464\r\n'), status: 200 },
  {
    why: 'DNS rebinding: a foreign name on our address',
    request: () => get('/metrics', 'Host: evil.example\r\n'),
    status: 403,
  },
  {
    why: 'a name that only begins like ours',
    request: () => get('/', 'Host: localhost.evil.example\r\n'),
    status: 403,
  },
  { why: 'no Host', request: () => get('/', ''), status: 400 },
  { why: 'two Hosts', request: () => get('/', 'Host: localhost\r\nHost: evil.example\r\n'), status: 400 },
  { why: 'an empty Host', request: () => get('/', 'Host: \r\n'), status: 400 },
  {
    why: 'no other method',
    request: () => exchange('POST /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    status: 405,
    body: 'GET',
  },
  {
    why: 'no body',
    request: () => exchange('GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello'),
    status: 413,
  },
  {
    why: 'a head beyond the limit',
    request: () => get('/', `Host: localhost\r\nX: ${'x'.repeat(9000)}\r\n`),
    status: 400,
  },
  { why: 'no HTTP at all', request: () => exchange('\u0016\u0003\u0001\u0002\u0000\r\n\r\n'), status: 400 },
])('$why', async ({ request, status, body }) => {
  const answer = await request();
  expect(answer.slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
  expect(answer).toContain(body ?? '');
});

test('a HEAD has the length of the body and no body', async () => {
  const answer = await exchange('HEAD /-/healthy HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  expect(answer).toMatch(/content-length: 17\r\n/);
  expect(answer.endsWith('\r\n\r\n')).toBe(true);
});

test('a scrape is compressed for those who ask, with its length as it is sent', async () => {
  const plain = await get('/metrics');
  const answer = await get('/metrics', 'Host: localhost\r\nAccept-Encoding: gzip\r\n');
  expect(plain).not.toMatch(/content-encoding/iu);
  expect(answer).toMatch(/^HTTP\/1.1 200 [^]*\r\ncontent-encoding: gzip\r\nvary: accept, accept-encoding\r\n/iu);
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  const body = Buffer.from(rest.join('\r\n\r\n'), 'latin1');
  expect(Number(/content-length: (\d+)/iu.exec(head)?.[1])).toBe(body.length);
  expect(String(gunzipSync(body))).toContain('netvakt_ready 0\n');
});

test('ready once lists are loaded and a worker listens', async () => {
  world.status = {
    ...STARTED,
    health: {
      phase: 'running',
      listsLoaded: true,
      workersRunning: 2,
      workersWanted: 2,
      drainFile: false,
      listsExpired: false,
      rulesMissing: false,
    },
  };
  expect(await get('/-/ready')).toContain('{"ready":true,"reasons":[]}');
  expect(await get('/-/route')).toContain('{"route":true,"reasons":[]}');
  expect(await get('/metrics')).toContain('\nnetvakt_ready 1\n');
});

test('fetch sees both formats with their content types', async () => {
  const url = `http://127.0.0.1:${server.address.port}/metrics`;
  const plain = await fetch(url);
  const open = await fetch(url, { headers: { accept: 'application/openmetrics-text;version=1.0.0' } });
  expect(plain.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(open.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
  expect(parseExposition(await plain.text()).families.size).toBeGreaterThan(30);
  expect(parseExposition(await open.text()).ended).toBe(true);
});

test('a port in use is an error of the caller, with the code of the system', async () => {
  const settings = { address: '127.0.0.1', port: server.address.port, hosts: [] };
  const second = startAdmin(settings, sourcesOf(world));
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('closing cuts a connection that is kept alive', async () => {
  const kept = await fetch(`http://127.0.0.1:${server.address.port}/-/healthy`);
  expect(await kept.text()).toBe('{"healthy":true}\n');
  await expect(server.close()).resolves.toBeUndefined();
});

test('the page may load nothing, run nothing, and stand in no frame', async () => {
  const answer = await get('/-/overview');
  expect(answer).toMatch(
    /^content-security-policy: default-src 'none'; style-src 'sha256-[\w+/=]{44}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r$/m,
  );
  expect(answer).toMatch(/^referrer-policy: no-referrer\r$/m);
  expect(answer).toMatch(/^cache-control: no-store\r$/m);
});
