/**
 * The matcher against the definition (support/naive.ts), over crowded worlds in which every kind of rule, markets, ports and
 * allow rules meet and contradict each other. 200,000 lookups; 5 million with NETVAKT_SLOW=1.
 */
import { expect, test } from '@jest/globals';
import { worldRequests } from '@netvakt/fixtures';
import { Matcher } from '@netvakt/matcher';
import { LONG_TEST } from '@netvakt/testing';
import { crowdedWorld, rulesIn, snapshotIn } from '../support/engines.ts';
import { judgeTwice } from '../support/judge.ts';

const SLOW = process.env['NETVAKT_SLOW'] === '1';
const WORLDS = SLOW ? 500 : 40;
const REQUESTS = SLOW ? 10_000 : 5_000;

test(
  `${WORLDS * REQUESTS} lookups: the matcher and the definition agree`,
  () => {
    const seen = new Map<string, number>();
    for (let seed = 1; seed <= WORLDS; seed += 1) {
      const world = crowdedWorld(seed);
      const rules = rulesIn(world);
      const matcher = new Matcher(snapshotIn(world));
      const requests = worldRequests(world, seed * 7919);
      for (let count = 0; count < REQUESTS; count += 1) {
        const outcome = judgeTwice(matcher, rules, world.lists, requests.next().value);
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      }
    }
    // Else this test has tested nothing.
    for (const kind of ['none', 'domain', 'host', 'ip', 'prefix', 'url'])
      expect([kind, (seen.get(kind) ?? 0) > WORLDS * 10]).toEqual([kind, true]);
  },
  LONG_TEST,
);
