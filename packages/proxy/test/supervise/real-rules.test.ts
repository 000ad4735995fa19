/** The whole data plane with the matcher's own snapshots: what the command runs, without the command. */

import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { compile, hashedRule, type RuleSemantics, ruleFrom } from '@netvakt/matcher';
import { DataPlane } from '../../src/supervise/data-plane.ts';
import { clientHello } from '../support/hello.ts';
import { answering, Client, HELLO, Origin, settingsFor } from '../support/world.ts';

const SEMANTICS: RuleSemantics = { bareHost: 'domain', directoryIsPrefix: true, query: 'exact', pathCase: 'sensitive' };

function snapshotOf(...entries: readonly string[]): SharedArrayBuffer {
  const rules = entries.map((entry, i) => {
    const outcome = ruleFrom(entry, SEMANTICS, 0, i + 1);
    if (!outcome.ok) throw new Error(`Not a rule: ${entry}`);
    return outcome.rule;
  });
  const list = { id: 'test', version: '1', markets: ['se'] };
  return compile(rules, { markets: ['se'], lists: [list], seed: Uint32Array.of(1, 2, 3, 4) });
}

let origin: Origin;
let plane: DataPlane;

beforeAll(async () => {
  origin = await Origin.start(answering(HELLO));
  const names = ['demo.test', 'mixed.test', 'blocked.test', 'a.blocked.test', 'xn--rksmrgs-5wao1o.test'];
  plane = await DataPlane.start({
    settings: settingsFor(
      names.flatMap((name) => [80, 443].map((port) => ({ name, port, address: '127.0.0.1', toPort: origin.port }))),
    ),
    workers: 2,
    workerEntry: new URL('../support/matcher-worker.ts', import.meta.url),
    snapshot: snapshotOf(
      'blocked.test',
      'http://mixed.test/blocked/',
      'http://mixed.test/page?id=1',
      'räksmörgås.test',
    ),
    listSlots: Uint16Array.of(0),
  });
});
afterAll(async () => {
  await plane.close();
  origin.stop();
});

async function statusOf(url: string, host = new URL(url).host): Promise<string> {
  const client = new Client(plane.addresses()[0]?.port ?? 0);
  client.send(`GET ${url} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  return (await client.closed()).slice(9, 12);
}

test.each([
  { url: 'http://demo.test/', status: '200' },
  { url: 'http://blocked.test/', status: '451' },
  { url: 'http://BLOCKED.test:80/x', status: '451' },
  { url: 'http://a.blocked.test', status: '451' },
  { url: 'http://blocked.test./', status: '451' },
  { url: 'http://notblocked.test/', status: '502' },
  { url: 'http://mixed.test/blocked/', status: '451' },
  { url: 'http://mixed.test/blocked/deep/er?x', status: '451' },
  { url: 'http://mixed.test/./a/../blocked//x', status: '451' },
  { url: 'http://mixed.test/%62locked/x', status: '451' },
  { url: 'http://mixed.test/free', status: '200' },
  { url: 'http://mixed.test', status: '200' },
  { url: 'http://mixed.test/page?id=1', status: '451' },
  { url: 'http://mixed.test/page?id=2', status: '200' },
  { url: 'http://xn--rksmrgs-5wao1o.test/', status: '451' },
])('$url is a $status', async ({ url, status }) => {
  expect(await statusOf(url)).toBe(status);
});

test('a snapshot for other markets is refused, and the last one stays', async () => {
  const list = { id: 'test', version: '1', markets: ['lt'] };
  const other = compile([], { markets: ['lt'], lists: [list], seed: Uint32Array.of(1, 2, 3, 4) });
  await expect(plane.publish(other, { listSlots: Uint16Array.of(0) })).rejects.toThrow(/markets/);
  expect(await statusOf('http://blocked.test/')).toBe('451');
});

test('a Host that is blocked behind a target that is not', async () => {
  expect(await statusOf('http://demo.test/', 'a.blocked.test')).toBe('451');
});

test('a damaged snapshot is not published at all; a sound one takes its place in every worker', async () => {
  const damaged = snapshotOf('demo.test');
  const bytes = new Uint8Array(damaged);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 0xff;
  await expect(plane.publish(damaged, { listSlots: Uint16Array.of(0) })).rejects.toThrow('snapshot');
  expect(await statusOf('http://demo.test/')).toBe('200');
  const before = snapshotOf('blocked.test', 'http://mixed.test/blocked/');
  await plane.publish(snapshotOf('demo.test'), { listSlots: Uint16Array.of(0) });
  for (let i = 0; i < 8; i += 1) expect(await statusOf('http://demo.test/')).toBe('451');
  await plane.publish(before, { listSlots: Uint16Array.of(0) });
  for (let i = 0; i < 8; i += 1) expect(await statusOf('http://demo.test/')).toBe('200');
});

/** Eight connections: each of two workers has some. */
function statuses(): Promise<string[]> {
  return Promise.all(Array.from({ length: 8 }, () => statusOf('http://demo.test/')));
}

test('a list of keyed hashes takes effect with its key, in every worker, and ends with the snapshot', async () => {
  const [key, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const hash = createHmac('sha256', key).update('demo.test').digest('hex');
  const list = { id: 'hashed', version: '1', markets: ['se'] };
  const seed = Uint32Array.of(1, 2, 3, 4);
  const hashed = compile([hashedRule(hash, 'domain', 0, 1)], { markets: ['se'], lists: [list], seed });
  const listSlots = Uint16Array.of(0);
  const free = Array.from({ length: 8 }, () => '200');
  await plane.publish(hashed, { listSlots, hashKeys: [other, key] });
  expect(await statuses()).toEqual(free.map(() => '451'));
  await plane.publish(hashed, { listSlots, hashKeys: [other] });
  expect(await statuses()).toEqual(free);
  await plane.publish(hashed, { listSlots, hashKeys: [key] });
  expect(await statuses()).toEqual(free.map(() => '451'));
  await plane.publish(snapshotOf('blocked.test', 'http://mixed.test/blocked/'), { listSlots });
  expect(await statuses()).toEqual(free);
});

test('CONNECT and the hello inside are judged by host rules alone', async () => {
  const outcomes: string[] = [];
  for (const [authority, sni] of [
    ['mixed.test', 'mixed.test'],
    ['demo.test', 'www.blocked.test'],
    ['blocked.test', 'x.test'],
  ]) {
    const client = new Client(plane.addresses()[0]?.port ?? 0);
    client.send(`CONNECT ${authority}:443 HTTP/1.1\r\nHost: ${authority}:443\r\n\r\n`);
    const first = await client.until('\r\n\r\n');
    if (!first.includes(' 200 ')) {
      outcomes.push(first.slice(9, 12));
      continue;
    }
    client.send(clientHello(sni ?? ''));
    client.socket.end();
    outcomes.push((await client.closed()).endsWith('\x02\x31') ? 'alert' : 'passed');
  }
  expect(outcomes).toEqual(['passed', 'alert', '451']);
});
