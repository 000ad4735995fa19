import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { fakeTimeouts } from '@netvakt/testing';
import { ScrapeWatch } from '../../src/admin/scrape-watch.ts';

const SECOND = 1_000;
const MOST = 30 * SECOND;
let now = 0;
let watch: ScrapeWatch;

beforeEach(() => {
  fakeTimeouts(jest);
  now = 0;
  watch = new ScrapeWatch(() => now);
});
afterEach(() => {
  jest.useRealTimers();
});

/** `who` scrapes at these seconds. */
function scrapes(who: string, ...seconds: readonly number[]): void {
  for (const second of seconds) {
    now = second * SECOND;
    watch.served(who, now);
  }
}

/** What has come of a wait that is under way. */
async function stateOf(wait: Promise<boolean>): Promise<boolean | 'waits'> {
  return await Promise.race([wait, new Promise<'waits'>((resolve) => setImmediate(() => resolve('waits')))]);
}

test('nobody scrapes, somebody did once, or has gone: the end waits for nobody', async () => {
  expect(await watch.lastScrape(MOST)).toBe(true);
  scrapes('192.0.2.1', 0);
  expect(await watch.lastScrape(MOST)).toBe(true);
  scrapes('192.0.2.2', 5, 20);
  now = 66 * SECOND;
  expect(await watch.lastScrape(MOST)).toBe(true);
});

test('both of a pair are waited for; figures that were read before do not count', async () => {
  scrapes('192.0.2.1', 0, 15);
  scrapes('192.0.2.2', 7, 22);
  now = 25 * SECOND;
  const wait = watch.lastScrape(MOST);
  watch.served('192.0.2.1', 24 * SECOND);
  watch.served('192.0.2.3', 26 * SECOND);
  watch.served('192.0.2.2', 37 * SECOND);
  expect(await stateOf(wait)).toBe('waits');
  watch.served('192.0.2.1', 39 * SECOND);
  expect(await wait).toBe(true);
});

test.each<{ why: string; at: readonly [number, number]; most: number; waits: number }>([
  { why: 'after one and a half of the interval', at: [0, 15], most: MOST, waits: 22.5 },
  { why: 'not before ten seconds', at: [0, 1], most: MOST, waits: 10 },
  { why: 'not after what the caller allows', at: [0, 60], most: MOST, waits: 30 },
])('it is given up: $why', async ({ at, most, waits }) => {
  scrapes('192.0.2.1', ...at);
  const wait = watch.lastScrape(most);
  jest.advanceTimersByTime(waits * SECOND - 1);
  expect(await stateOf(wait)).toBe('waits');
  jest.advanceTimersByTime(1);
  expect(await wait).toBe(false);
});

test('no more than eight are followed', async () => {
  for (let i = 0; i < 100; i += 1) scrapes(`192.0.2.${i}`, 0, 1);
  const wait = watch.lastScrape(MOST);
  for (let i = 0; i < 8; i += 1) watch.served(`192.0.2.${i}`, 2 * SECOND);
  expect(await wait).toBe(true);
});
