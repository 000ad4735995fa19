import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { type Fetched, fetchPage } from '../../src/blockpage/stop-page/fetch-page.ts';
import { inspectPage } from '../../src/blockpage/stop-page/inspect.ts';
import { StopPageKeeper } from '../../src/blockpage/stop-page/keeper.ts';
import type { Config } from '../../src/config/config.ts';
import { DEMO_CONFIG } from '../../src/config/default-config.ts';
import { loadConfig } from '../../src/config/load.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/stop/page?x=1`;
}

const PAGE = '<!DOCTYPE html><html lang="sv"><title>Stopp</title><p>Sidan är stoppad.</html>';
const html =
  (body: string, type = 'text/html; charset=utf-8'): RequestListener =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': type }).end(body);
  };
const get = (url: string): Promise<Fetched> => fetchPage({ url, maxBytes: 2000, maxSeconds: 10 });

test('fetches with one plain GET of its own', async () => {
  const seen: unknown[] = [];
  const url = await serve((request, response) => {
    seen.push([request.method, request.url, request.headers]);
    html(PAGE)(request, response);
  });
  expect(await get(url)).toEqual({ ok: true, body: Buffer.from(PAGE), warnings: [] });
  const host = new URL(url).host;
  const headers = { accept: 'text/html', 'accept-encoding': 'identity', host, connection: 'close' };
  expect(seen).toEqual([['GET', '/stop/page?x=1', headers]]);
});

test.each<{ why: string; answer: RequestListener; reason: string }>([
  { why: 'an error', answer: (_, response) => response.writeHead(500).end(PAGE), reason: 'status' },
  { why: 'a redirect', answer: (_, response) => response.writeHead(302, { location: '/b' }).end(), reason: 'status' },
  { why: 'an image', answer: html(PAGE, 'image/png'), reason: 'type' },
  { why: 'another encoding', answer: html(PAGE, 'text/html; charset=latin1'), reason: 'type' },
  { why: 'too much', answer: html(PAGE + 'x'.repeat(2000)), reason: 'too-large' },
  { why: 'too much, without end', answer: (_, response) => endless(response), reason: 'too-large' },
  { why: 'a script', answer: html(`${PAGE}<script>1</script>`), reason: 'script' },
  { why: 'no HTML', answer: html('stopp'), reason: 'no-html' },
  { why: 'cut off', answer: (_, response) => cutOff(response), reason: 'unreachable' },
  {
    why: 'a status that ends http-proxy where it is let write',
    answer: (_, response) => strange(response),
    reason: 'status',
  },
])('does not take $why', async ({ answer, reason }) => {
  expect(await get(await serve(answer))).toMatchObject({ ok: false, reason });
});

type Response = Parameters<RequestListener>[1];

function endless(response: Response): void {
  response.writeHead(200, { 'content-type': 'text/html' });
  const more = (): void => {
    while (!response.destroyed && response.write('<p>more</p>'.repeat(99)));
  };
  response.on('drain', more);
  more();
}

function cutOff(response: Response): void {
  response.writeHead(200, { 'content-type': 'text/html', 'content-length': '1000' });
  response.write(PAGE, () => response.destroy());
}

function strange(response: Response): void {
  response.socket?.end('HTTP/1.1 099 Strange\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n');
}

test('gives up on a server that is silent, and on one that is not there', async () => {
  const url = await serve(() => undefined);
  expect(await fetchPage({ url, maxBytes: 2000, maxSeconds: 0.1 })).toEqual({ ok: false, reason: 'too-slow' });
  const gone = await serve(() => undefined);
  servers.pop()?.close();
  expect(await get(gone)).toEqual({ ok: false, reason: 'unreachable', code: 'ECONNREFUSED' });
});

test.each<{ body: string; found: ReturnType<typeof inspectPage> }>([
  { body: PAGE, found: { fault: undefined, warnings: [] } },
  { body: '<html><a href="https://help.example/">Help</a>', found: { fault: undefined, warnings: [] } },
  { body: '<html><img src="data:image/png;base64,AA">', found: { fault: undefined, warnings: [] } },
  { body: '<html><!-- <script> -->', found: { fault: undefined, warnings: [] } },
  { body: '<html><body onload="x()">', found: { fault: 'script', warnings: [] } },
  { body: '<html><a href="JavaScript:x">', found: { fault: 'script', warnings: [] } },
  { body: '<html><meta http-equiv=refresh content=0>', found: { fault: 'redirects', warnings: [] } },
  {
    body: '<html><img alt="" src="//count.example/p.gif">',
    found: { fault: undefined, warnings: ['external-resource'] },
  },
  { body: '<html><link rel=stylesheet href=/a.css>', found: { fault: undefined, warnings: ['external-resource'] } },
  { body: '<html><style>@import "a.css"</style>', found: { fault: undefined, warnings: ['external-resource'] } },
  {
    body: '<html><style>p{background:url(a.png)}</style>',
    found: { fault: undefined, warnings: ['external-resource'] },
  },
  { body: '<html><form></form><iframe>', found: { fault: undefined, warnings: ['form', 'frame'] } },
])('$body', ({ body, found }) => {
  expect(inspectPage(Buffer.from(body))).toEqual(found);
});

const demo = await loadConfig(DEMO_CONFIG);

function configWith(url: string): Config {
  const limits = { everySeconds: 3600, maxBytes: 2000, maxSeconds: 10 };
  const blocks = demo.reloadable.blocks.map((block, i) =>
    i === 1 ? { ...block, stopPage: { mode: 'fetch' as const, url, ...limits } } : block,
  );
  return { ...demo, reloadable: { ...demo.reloadable, blocks } };
}

test('the last good copy stays, a copy of another address goes, and no log line names an address', async () => {
  const answers: Fetched[] = [
    { ok: true, body: Buffer.from(PAGE), warnings: ['form'] },
    { ok: false, reason: 'unreachable', code: 'ECONNREFUSED' },
    { ok: true, body: Buffer.from(PAGE), warnings: [] },
  ];
  const lines: string[] = [];
  const note = (...words: unknown[]): void => void lines.push(JSON.stringify(words));
  let published = 0;
  let fetched = 0;
  const keeper = new StopPageKeeper({
    log: { debug: note, info: note, warn: note, error: note },
    changed: () => Promise.resolve(void (published += 1)),
    fetch: () => Promise.resolve(answers[fetched++] as Fetched),
  });
  const config = configWith('https://stop.example/a');
  for (let i = 0; i < 3; i += 1) {
    keeper.follow(config);
    await new Promise(setImmediate);
    expect(keeper.pagesFor(config)).toEqual(new Map([[1, Buffer.from(PAGE)]]));
  }
  keeper.stop();
  expect([fetched, published]).toEqual([3, 1]);
  expect(keeper.pagesFor(configWith('https://stop.example/b')).size).toBe(0);
  expect(keeper.pagesFor(demo).size).toBe(0);
  expect(lines).toEqual([
    '[{"market":"lt","wants":["form"]},"stop page needs resources that browsers must not load"]',
    '[{"market":"lt","bytes":79},"stop page in force"]',
    '[{"market":"lt","reason":"unreachable","code":"ECONNREFUSED","served":"the last good copy"},"stop page not fetched"]',
  ]);
});
