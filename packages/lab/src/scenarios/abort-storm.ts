import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '@netvakt/fixtures';
import { WAIT } from '@netvakt/testing';
import type { Filter } from '../filters/filter.ts';
import { readCounters } from '../filters/metrics.ts';
import { atRest, dial, pageRequest, visit } from './client.ts';
import { mebibytes, memoryOf, socketsOf, until } from './process.ts';
import { type AfterServing, type Arrival, type Check, reply, type Scenario, type Stage } from './scenario.ts';

const CLIENTS = 1000;
const AT_ONCE = 100;
const GROWTH = 64 * 1024 * 1024;

const upload = (length: number): string =>
  [
    'POST http://mixed.selftest.test/free/upload HTTP/1.1',
    'Host: mixed.selftest.test',
    `Content-Length: ${length}`,
    '',
    '',
  ].join('\r\n');
const TUNNEL = 'CONNECT mixed.selftest.test:443 HTTP/1.1\r\nHost: mixed.selftest.test:443\r\n\r\n';

/** What a client sends before it goes away. Each is a state in which a proxy holds something for it. */
const POINTS: readonly (readonly [name: string, bytes: string])[] = [
  ['at once', ''],
  ['inside the request line', 'GET http://mixed.selftest.test/fr'],
  ['inside the head', 'GET http://mixed.selftest.test/free/ HTTP/1.1\r\nHost: mix'],
  ['after the head', pageRequest('/free/')],
  ['while the origin thinks', pageRequest('/free/never')],
  ['inside the response', pageRequest('/free/endless')],
  ['inside an upload', upload(1_000_000) + 'x'.repeat(20_000)],
  ['inside a chunk', pageRequest('/free/', 'Transfer-Encoding: chunked') + 'ffff\r\nabc'],
  ['after a pipeline', pageRequest('/free/').repeat(5)],
  ['after a blocked page', pageRequest('/blocked/')],
  ['after a refusal', 'GET / HTTP/9.9\r\n\r\n'],
  ['after CONNECT', TUNNEL],
  ['inside a ClientHello', `${TUNNEL}\x16\x03\x01\x02\x00\x01`],
];

/** How it goes. */
const WAYS: readonly ((socket: Socket) => void)[] = [
  (socket) => socket.destroy(),
  (socket) => socket.resetAndDestroy(),
  (socket) => {
    socket.end();
    setTimeout(() => socket.destroy(), 20);
  },
];

function serve({ socket, target }: Arrival): AfterServing {
  if (target.includes('/never')) return 'taken';
  if (!target.includes('/endless')) return reply(socket, 'page');
  socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
  const piece = `10000\r\n${'x'.repeat(65_536)}\r\n`;
  const pour = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', pour);
  pour();
  return 'taken';
}

async function abort(filter: Filter, random: Random): Promise<void> {
  const [, bytes] = random.pick(POINTS);
  const go = random.pick(WAYS);
  const socket = dial(filter);
  const gone = new Promise((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => {
    socket.once('connect', resolve);
    socket.once('close', resolve);
  });
  if (bytes !== '') socket.write(bytes, 'latin1');
  await sleep(random.below(30));
  go(socket);
  await gone;
}

async function storm(stage: Stage, seed: number): Promise<number> {
  const clients = Math.ceil(CLIENTS * stage.scale);
  let left = clients;
  const work = async (_: unknown, at: number): Promise<void> => {
    const random = new Random(seed + at);
    while (left > 0) {
      left -= 1;
      await abort(stage.filter, random);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return clients;
}

async function perform(stage: Stage): Promise<readonly Check[]> {
  const { filter, upstream } = stage;
  await visit(filter);
  const before = await readCounters(filter.metrics);
  await atRest(stage);
  const sockets = socketsOf(filter.pid);
  // A small storm first: what a process buys once and keeps (heap pages, caches) is no leak of memory.
  await storm({ ...stage, scale: stage.scale / 4 }, 99);
  const memory = memoryOf(filter.pid);

  const clients = await storm(stage, 1);
  const settled = await until(() => socketsOf(filter.pid) <= sockets && upstream() === 0);
  const [left, leftUpstream] = [socketsOf(filter.pid), upstream()];
  const grown = memoryOf(filter.pid) - memory;
  const after = await readCounters(filter.metrics);
  const { status, ms } = await visit(filter);
  return [
    {
      name: 'sockets are back to base',
      passed: settled !== undefined,
      detail: `${clients} clients; base ${sockets}, now ${left}, after ${settled ?? `more than ${WAIT}`} ms`,
    },
    { name: 'no connection to the origin is left', passed: leftUpstream === 0, detail: `${leftUpstream} open` },
    { name: 'memory is bounded', passed: grown <= GROWTH, detail: `${mebibytes(grown)} more than before` },
    { name: 'an ordinary visit is served', passed: status === 200, detail: `${status} in ${ms} ms` },
    {
      name: 'no thread died',
      passed: filter.alive() && before?.restarts === after?.restarts,
      detail:
        after === undefined ? 'the process lives' : `${after.restarts} restarts, ${after.active} connections counted`,
    },
  ];
}

/** A thousand clients that go away at every point of an exchange, in three ways. */
export const abortStorm: Scenario = {
  name: 'abort-storm',
  why: 'a thousand clients go away at every point of an exchange: no socket, connection or thread is left behind',
  // Clients that close their side and never read are no different from those that wait: for 300 s, by default.
  deadlines: { firstByte: 10, head: 15, idle: 60, halfOpen: 5 },
  serve,
  perform,
};
