import { afterEach, expect, test } from '@jest/globals';
import { seriesOf } from '../support/metrics.ts';
import { configText, type Running, Stage } from '../support/stage.ts';

/** What must appear nowhere: parts of requests, of the lists, and the client's own address. */
const CANARIES = ['canary-host', 'canary-path', 'canary-query', 'canary-agent', 'canary-entry', '127.0.77.77'];
const CLIENT = '127.0.77.77';
const AGENT = 'User-Agent: canary-agent\r\n';
const ROUNDS = 500;
const LISTS = {
  'domains.txt': 'canary-entry.test\ncanary-host.test\n',
  'urls.txt': `${Array.from({ length: 20 }, (_, i) => `http://mixed.test/canary-entry/${i}\n`).join('')}canary-entry .test\n`,
};

const stage = new Stage();
afterEach(() => stage.close());

const found = (text: string): string[] => CANARIES.filter((canary) => text.includes(canary));

async function passed(filter: Running): Promise<void> {
  const client = await stage.client(filter, CLIENT);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { status } = await client.get(`http://free.test/canary-path/${round}?canary-query`, AGENT);
    expect(status).toBe(200);
  }
}

/** A block ends the connection, so each has its own. */
async function blocked(filter: Running): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const client = await stage.client(filter, CLIENT);
    const { status, head, body } = await client.get(`http://a${round}.canary-host.test/canary-path`, AGENT);
    expect([status, found(head + body)]).toEqual([451, []]);
    client.end();
  }
}

async function refused(filter: Running): Promise<void> {
  const client = await stage.client(filter, CLIENT);
  const { status, head, body } = await client.get('http://canary-host.test/', 'Host: canary-host.other.test\r\n');
  expect([status, found(head + body)]).toEqual([400, []]);
}

test('passed, blocked and refused requests and bad lists leave no trace of client, host, path or entry', async () => {
  const port = await stage.web((_request, response) => response.writeHead(200, { 'content-length': 2 }).end('ok'));
  const filter = await stage.filter(configText(port), LISTS);
  await Promise.all([passed(filter), blocked(filter), refused(filter)]);
  await filter.write('domains.txt', 'good.test\n<canary-entry>\n'.repeat(2000));
  filter.netvakt.signal('SIGHUP');
  await filter.netvakt.logged('not reloaded, the old state stays');
  const paths = ['/metrics', '/', '/-/ready', '/-/route', '/canary-path'];
  const pages = await Promise.all(paths.map((path) => filter.admin(path)));
  filter.netvakt.signal('SIGTERM');
  expect(await filter.netvakt.exited).toBe(0);

  const [metrics = ''] = pages;
  const verdicts = { protocol: 'http' };
  expect(seriesOf(metrics, 'netvakt_verdicts_total', { ...verdicts, verdict: 'block' })).toBe(ROUNDS);
  expect(seriesOf(metrics, 'netvakt_verdicts_total', { ...verdicts, verdict: 'forward' })).toBe(ROUNDS);
  expect([filter.netvakt.stdout, filter.netvakt.stderr, ...pages].flatMap(found)).toEqual([]);
});
