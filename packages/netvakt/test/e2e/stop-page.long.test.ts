import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { configText, type Running, Stage } from '../support/stage.ts';

const stage = new Stage();
afterEach(() => stage.close());

const COPY = '<!DOCTYPE html><html lang="sv"><title>Stopp</title><p>Polisens stoppsida</p></html>';

/** `more`: keys of the block section. */
const withBlock = (originPort: number, more: string): string =>
  configText(originPort).replace('help_line: https://help.example/ }', `help_line: https://help.example/, ${more} }`);

async function ask(filter: Running, fields = ''): Promise<string> {
  const client = await stage.client(filter);
  const { head, body } = await client.get('http://blocked.test/secret', fields);
  return `${head}${Buffer.from(body, 'latin1').toString()}`;
}

test('fetch: the copy, which stays when its server fails and the lists are read again', async () => {
  let fail = false;
  const asked: string[] = [];
  const web = await stage.web((request, response) => {
    asked.push(`${request.method} ${request.url} ${JSON.stringify(request.rawHeaders)}`);
    response.writeHead(fail ? 500 : 200, { 'content-type': 'text/html; charset=utf-8' }).end(COPY);
  });
  const url = `http://127.0.0.1:${web}/stop`;
  const filter = await stage.filter(withBlock(web, `stop_page: { mode: fetch, url: "${url}", max_seconds: 60 }`));
  await filter.netvakt.logged('stop page in force');
  const answer = await ask(filter);
  expect(answer).toMatch(/^HTTP\/1\.1 451 [^]*\r\nLink: <https:\/\/operator\.example\/>; rel="blocked-by"\r\n/);
  expect(answer).toMatch(new RegExp(`\\r\\n\\r\\n${COPY}$`));
  expect(await ask(filter, 'Accept: image/*\r\n')).toMatch(/^HTTP\/1\.1 451 [^]*\r\nContent-Length: 0\r\n/);
  fail = true;
  filter.netvakt.signal('SIGHUP');
  await filter.netvakt.logged('stop page not fetched');
  expect(await ask(filter)).toContain('Polisens stoppsida');
  expect(asked.join('\n')).not.toMatch(/blocked|secret/);
});

test('fetch: the built-in page if nothing can be fetched', async () => {
  const filter = await stage.filter(withBlock(9, 'stop_page: { mode: fetch, url: "http://127.0.0.1:9/" }'));
  await filter.netvakt.logged('stop page not fetched');
  expect(await ask(filter)).toContain('<h1>This page is blocked</h1>');
});

test('redirect: 303 to the fixed address, nothing of the request with it, and a warning at the start', async () => {
  const filter = await stage.filter(withBlock(9, 'stop_page: { mode: redirect, url: "https://stop.example/" }'));
  await filter.netvakt.logged('blocked readers are redirected: whoever runs that page sees their addresses');
  const answer = await ask(filter);
  expect(answer).toMatch(/^HTTP\/1\.1 303 See Other\r\n[^]*\r\nLocation: https:\/\/stop\.example\/\r\n/);
  expect(answer).not.toMatch(/blocked\.test|secret/);
});

test('a market’s file with a mistake stops a start, and leaves a reload without effect', async () => {
  const config = withBlock(9, 'page: "page-{market}.yaml"');
  const filter = await stage.filter(config, {
    'domains.txt': 'blocked.test\n',
    'urls.txt': 'http://mixed.test/page\n',
    'page-se.yaml': 'languages: [sv, en]\n',
    'page-lt.yaml': 'languages: [lt]\n',
  });
  expect(await ask(filter)).toContain('<h1>Sidan är blockerad</h1>');
  await filter.write('page-se.yaml', 'languages: [sv, sv]\n');
  filter.netvakt.signal('SIGHUP');
  await until('a failed reload', async () =>
    (await filter.admin('/metrics')).includes('\nnetvakt_config_reload_failures_total 1'),
  );
  expect(await ask(filter)).toContain('<h1>Sidan är blockerad</h1>');
});
