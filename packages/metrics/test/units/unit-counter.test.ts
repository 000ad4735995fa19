import { randomFillSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { allocateUnits, nextGeneration, renewUnits, UnitCounter, type UnitMemory, type Units } from '@netvakt/metrics';
import { PURPOSE, Sighting } from '@netvakt/proxy';
import * as fc from 'fast-check';
import { ATTEMPT, BOUNDED, ONE_SECOND, PAGE, UNTRACKED } from '../../src/units/unit-counter.ts';

const UNITS: Units = { windowSeconds: 10, ipv6PrefixLength: 64, attemptsPerClientDay: 3, intervalSeconds: 3600 };
const fill = (words: Int32Array): void => void randomFillSync(words);

/** One blocked request. */
interface Event {
  /** Milliseconds since the event before. */
  readonly after: number;
  readonly client?: string;
  readonly rule?: number;
  readonly host?: string;
  readonly purpose?: keyof typeof PURPOSE;
}

type Sums = readonly [requests: number, attempts: number, pages: number, oneSecond: number, bounded: number];

function countOf(events: readonly Event[], memory: UnitMemory = allocateUnits(UNITS, 4096, fill)): Sums {
  let now = 1_000_000;
  // Two workers, in turn: what they know of each other is in the shared tables.
  const workers = [0, 1].map((index) => new UnitCounter(memory, index, () => now));
  const sums = [0, 0, 0, 0, 0];
  for (const [i, event] of events.entries()) {
    now += event.after;
    const bits = workers[i % 2]?.note(0, sightingOf(event)) ?? 0;
    for (const [at, bit] of [0, ATTEMPT, PAGE, ONE_SECOND, BOUNDED].entries()) {
      if (at === 0 || (bits & bit) !== 0) sums[at] = (sums[at] ?? 0) + 1;
    }
  }
  return sums as unknown as Sums;
}

function sightingOf({ client = '192.0.2.1', rule = 1, host = 'blocked.test', purpose = 'part' }: Event): Sighting {
  const bytes = Buffer.from(host);
  const sighting = Object.assign(new Sighting(), { client, rule, purpose: PURPOSE[purpose] });
  sighting.at(bytes, 0, bytes.length);
  return sighting;
}

test.each<{ why: string; events: readonly Event[]; want: Sums }>([
  { why: 'one navigation', events: [{ after: 0, purpose: 'page' }], want: [1, 1, 1, 1, 1] },
  {
    why: 'R70: one navigation with 30 blocked subresources is 31 requests, 1 attempt and 1 page',
    events: [{ after: 0, purpose: 'page' }, ...Array.from({ length: 30 }, () => ({ after: 20 }))],
    want: [31, 1, 1, 1, 1],
  },
  {
    why: 'R71: a handshake and, a second and a half later, the fallback to HTTP are 1 page',
    events: [
      { after: 0, purpose: 'unknown' },
      { after: 1500, purpose: 'page' },
    ],
    want: [2, 1, 1, 2, 1],
  },
  {
    why: 'a handshake alone is an attempt and no page',
    events: [{ after: 0, purpose: 'unknown' }],
    want: [1, 1, 0, 1, 1],
  },
  {
    why: 'R72: retries within W of the first are 1 attempt',
    events: [0, 2500, 2500, 2500, 2500].map((after) => ({ after, purpose: 'page' })),
    want: [5, 1, 1, 5, 1],
  },
  {
    why: 'R72: a retry W and 1 ms after the first is another',
    events: [
      { after: 0, purpose: 'page' },
      { after: 10_001, purpose: 'page' },
    ],
    want: [2, 2, 2, 2, 2],
  },
  {
    why: 'R73: parallel connections are 1 attempt, from a /64 of IPv6 too',
    events: [
      { after: 0, client: '2001:db8::1', purpose: 'unknown' },
      { after: 0, client: '2001:db8::2', purpose: 'unknown' },
      { after: 250, client: '2001:db8::1', purpose: 'unknown' },
    ],
    want: [3, 1, 0, 1, 1],
  },
  {
    why: 'R74: a prefetch is a request and nothing more, and the navigation after it counts in full',
    events: [
      { after: 0, purpose: 'prefetch' },
      { after: 500, purpose: 'page' },
    ],
    want: [2, 1, 1, 1, 1],
  },
  {
    why: 'R75: two clients behind two addresses are 2, and two /64 are 2',
    events: ['192.0.2.1', '192.0.2.2', '2001:db8:0:1::1', '2001:db8:0:2::1'].map((client) => ({
      after: 0,
      client,
      purpose: 'page',
    })),
    want: [4, 4, 4, 4, 4],
  },
  {
    why: 'two items are 2, on one host too; the series by host and second sees 1',
    events: [
      { after: 0, rule: 1, purpose: 'page' },
      { after: 0, rule: 2, purpose: 'page' },
    ],
    want: [2, 2, 2, 1, 2],
  },
  {
    why: 'R83: by host and second, hosts are compared without case, port and last dot',
    events: ['a.blocked.test', 'A.Blocked.Test.', 'a.blocked.test:80', 'b.blocked.test'].map((host) => ({
      after: 0,
      host,
    })),
    want: [4, 1, 0, 2, 1],
  },
  {
    why: 'R82: no more than three attempts of one client a day are in the bounded series',
    events: [1, 2, 3, 4, 5].map((rule) => ({ after: 11_000, rule })),
    want: [5, 5, 0, 5, 3],
  },
])('$why', ({ events, want }) => {
  expect(countOf(events)).toEqual(want);
});

test('as counted by hand with a list of all that has been, over 300 sequences', () => {
  let merged = 0;
  const event = fc.record({
    after: fc.integer({ min: 0, max: 6000 }),
    client: fc.constantFrom('192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2', '2001:db8:0:1::1'),
    rule: fc.integer({ min: 1, max: 3 }),
    host: fc.constantFrom('blocked.test', 'www.blocked.test'),
    purpose: fc.constantFrom('unknown' as const, 'page' as const, 'part' as const, 'prefetch' as const),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 80, size: 'max' }), (events) => {
      const want = byHand(events);
      if (want[1] < want[0]) merged += 1;
      expect(countOf(events)).toEqual(want);
    }),
    { numRuns: 300, seed: 20_260_103 },
  );
  expect(merged).toBeGreaterThan(200);
});

/** The definitions of docs/counting.md, word by word and slowly. */
function byHand(events: readonly Required<Event>[]): Sums {
  const attempts: { who: string; rule: number; at: number; page: boolean }[] = [];
  const hosts: { who: string; host: string; at: number }[] = [];
  const sums = [events.length, 0, 0, 0, 0];
  const add = (unit: number): void => void (sums[unit] = (sums[unit] ?? 0) + 1);
  let now = 0;
  for (const { after, client, rule, host, purpose } of events) {
    now += after;
    if (purpose === 'prefetch') continue;
    const who = client.includes(':') ? client.split('::')[0] + (client === '2001:db8:0:1::1' ? '/1' : '') : client;
    let attempt = attempts.find((one) => one.who === who && one.rule === rule && now - one.at <= 10_000);
    if (attempt === undefined) {
      if (attempts.filter((one) => one.who === who).length < UNITS.attemptsPerClientDay) add(4);
      attempt = { who, rule, at: now, page: false };
      attempts.push(attempt);
      add(1);
    }
    if (purpose === 'page' && !attempt.page) {
      attempt.page = true;
      add(2);
    }
    if (!hosts.some((one) => one.who === who && one.host === host && now - one.at <= 1000)) {
      hosts.push({ who, host, at: now });
      add(3);
    }
  }
  return sums as unknown as Sums;
}

test('R81: a table that is full over-counts, and says so', () => {
  const memory = allocateUnits(UNITS, 8, fill);
  const counter = new UnitCounter(memory, 0, () => 0);
  let untracked = 0;
  const counted = Array.from({ length: 100 }, (_, i) => {
    const bits = counter.note(0, Object.assign(new Sighting(), { client: `192.0.2.${i % 50}`, rule: 1 }));
    if (bits >= UNTRACKED) untracked += 1;
    return (bits & ATTEMPT) !== 0;
  });
  expect(counted.filter(Boolean)).toHaveLength(100 - 8);
  expect(untracked).toBe(100 - 8 - 8);
});

test('R81: after the secret is renewed nobody is known any more', () => {
  const memory = allocateUnits(UNITS, 64, fill);
  const secret = [...new Int32Array(memory.secret)];
  expect(countOf([{ after: 0 }], memory)[1]).toBe(1);
  expect(countOf([{ after: 0 }], memory)[1]).toBe(0);
  renewUnits(memory, fill);
  expect([...new Int32Array(memory.secret)]).not.toEqual(secret);
  expect(new Int32Array(memory.attempts).every((word) => word === 0)).toBe(true);
  expect(countOf([{ after: 0 }], memory)[1]).toBe(1);
});

test('a rule of another snapshot is another item, even if its handle is the same', () => {
  const memory = allocateUnits(UNITS, 64, fill);
  const counter = new UnitCounter(memory, 0, () => 0);
  const note = (): number => counter.note(0, Object.assign(new Sighting(), { client: '192.0.2.1', rule: 1 })) & ATTEMPT;
  expect([note(), note()]).toEqual([ATTEMPT, 0]);
  nextGeneration(memory);
  expect(note()).toBe(0); // until this worker has the new snapshot
  counter.snapshotReplaced();
  expect([note(), note()]).toEqual([ATTEMPT, 0]);
});

/** Attempts that nodes count, each on its own. */
function attemptsAt(...nodes: readonly (readonly Event[])[]): number {
  return nodes.map((events) => countOf(events)[1]).reduce((sum, one) => sum + one, 0);
}

test('two nodes know nothing of each other: 30 clients whose connections come to both are 60 attempts, and 30 if each comes to one', () => {
  const all = Array.from({ length: 30 }, (_, i): Event => ({ after: 0, client: `192.0.2.${i + 1}` }));
  const [even, odd] = [0, 1].map((rest) => all.filter((_, i) => i % 2 === rest));
  const spread = attemptsAt(all, all);
  const bound = attemptsAt([...(even ?? []), ...(even ?? [])], [...(odd ?? []), ...(odd ?? [])]);
  expect([spread, bound]).toEqual([60, 30]);
});
