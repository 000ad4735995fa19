/**
 * R95: whoever asks for pages that are not listed must not learn that others of the same host are. What comes back is the
 * same to the byte. A path is looked up if a host has listed ones, which takes 0.13 us in the matcher and up to 1 us in a
 * filter that is cold: one answer's time on loopback, if nothing else disturbs, is a guess that is right 55 to 66 times
 * in a hundred. A second look-up, a connection or a file for such hosts would be seen here.
 */
import { afterEach, expect, test } from '@jest/globals';
import { SeededRandom } from '../../src/demo/day/random.ts';
import type { Client } from '../support/client.ts';
import { configText, LISTS, type Running, Stage } from '../support/stage.ts';

/** Connections come and go with places in memory that make one a little faster; over many that is nobody's. */
const ROUNDS = 40;
const REQUESTS = 40;
/** The share of right guesses beyond that of a coin. 1,600 answers of each host give it to ±0.01 (one standard deviation). */
const MOST = 0.2;
/**
 * Delays of a slow page's origin, in microseconds, and the rounds that show them. The first delay shows on an idle machine, the last one
 * on any machine. It is so long that a few rounds must do.
 */
const SLOW = [
  { micros: 150, rounds: ROUNDS },
  { micros: 1500, rounds: ROUNDS },
  { micros: 15_000, rounds: ROUNDS },
  { micros: 300_000, rounds: 2 },
] as const;
/** A wait that is longer than this need not be exact. */
const SPUN = 20_000;

const stage = new Stage();
afterEach(() => stage.close());

async function filterBefore(): Promise<Running> {
  const port = await stage.web(({ url }, response) => {
    response.sendDate = false;
    const micros = url?.startsWith('/slow') === true ? Number(url.slice('/slow'.length)) : 0;
    if (micros > SPUN) {
      setTimeout(() => response.end('a free page'), micros / 1000);
      return;
    }
    spin(micros);
    response.end('a free page');
  });
  const config = configText(port).replace('workers: 2', 'workers: 1');
  const many = Array.from({ length: 200 }, (_, i) => `http://mixed.test/blocked/${i}\n`).join('');
  return stage.filter(config, { ...LISTS, 'urls.txt': LISTS['urls.txt'] + many });
}

function spin(micros: number): void {
  const end = performance.now() + micros / 1000;
  while (performance.now() < end);
}

/** Nanoseconds until the answer is there. */
async function timed(client: Client, url: string): Promise<number> {
  const begun = process.hrtime.bigint();
  await client.get(url);
  return Number(process.hrtime.bigint() - begun);
}

/** How often an answer of `one` is slower than one of `other`: 0.5 if time reveals nothing (Mann and Whitney, 1947). */
function slower(one: readonly number[], other: readonly number[]): number {
  const all = [...one.map((time) => ({ time, mine: true })), ...other.map((time) => ({ time, mine: false }))];
  all.sort((a, b) => a.time - b.time);
  let ranks = 0;
  for (const [rank, { mine }] of all.entries()) if (mine) ranks += rank + 1;
  return (ranks - (one.length * (one.length + 1)) / 2) / (one.length * other.length);
}

/** Asks both, one after the other in an order that chance decides. */
async function compare(filter: Running, one: string, other: string, rounds: number = ROUNDS): Promise<number> {
  const random = new SeededRandom(7);
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const clients = [await stage.client(filter), await stage.client(filter)] as const;
    for (const [i, client] of clients.entries()) await timed(client, i === 0 ? one : other); // the origin is connected to
    for (let request = 0; request < REQUESTS; request += 1) {
      const first = random.below(2) as 0 | 1;
      for (const i of [first, 1 - first] as (0 | 1)[]) times[i].push(await timed(clients[i], i === 0 ? one : other));
    }
    for (const client of clients) client.end();
  }
  return slower(...times);
}

test('a free page of a host with listed pages answers like one of a host without, to the byte and nearly in its time', async () => {
  const filter = await filterBefore();
  const client = await stage.client(filter);
  const free = await client.get('http://free.test/free/page');
  expect(await client.get('http://mixed.test/free/page')).toEqual(free);
  expect((await client.get('http://mixed.test/blocked/7')).status).toBe(451); // or there is nothing to hide
  client.end();
  const share = await compare(filter, 'http://mixed.test/free/page', 'http://free.test/free/page');
  expect(Math.abs(share - 0.5)).toBeLessThan(MOST);
});

test('the measure sees 150 microseconds, and beside other work what that work does not drown', async () => {
  const filter = await filterBefore();
  let share = 0.5;
  for (const { micros, rounds } of SLOW) {
    if (share > 0.5 + MOST) break;
    share = await compare(filter, `http://free.test/slow${micros}`, 'http://free.test/free', rounds);
  }
  expect(share).toBeGreaterThan(0.5 + MOST);
});
