import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type SuspectsBounds, settle } from '../../src/export/suspects/settle.ts';

const BOUNDS: SuspectsBounds = { maxAddresses: 100, maxGrowth: 0.5, freeGrowth: 2, stableRuns: 2, keepSeconds: 3600 };
const NOW = 1_000_000;

/** Addresses as a run sees them, each with one minute to live. */
function seen(...last: readonly number[]): ReadonlyMap<string, number> {
  return new Map(last.map((octet) => [`192.0.2.${octet}`, 60]));
}

function run(
  before: ReturnType<typeof memoryOf> | undefined,
  now: number,
  ...last: readonly number[]
): ReturnType<typeof settle> {
  return settle(seen(...last), [], before, BOUNDS, now);
}

function memoryOf(outcome: ReturnType<typeof settle>): Parameters<typeof settle>[2] {
  if ('refused' in outcome) throw new Error(`refused: ${outcome.refused}`);
  return outcome.memory;
}

function addressesOf(outcome: ReturnType<typeof settle>): readonly string[] | string {
  return 'refused' in outcome ? outcome.refused : outcome.addresses;
}

test('on the first run nothing waits and nothing is weighed', () => {
  expect(addressesOf(run(undefined, NOW, 1, 2, 3, 4, 5))).toHaveLength(5);
});

test('later a new address waits until it was seen in a second run', () => {
  const first = run(undefined, NOW, 1);
  const second = run(memoryOf(first), NOW + 60, 1, 2);
  expect(second).toMatchObject({ addresses: ['192.0.2.1'], added: 0, waiting: 1 });
  expect(run(memoryOf(second), NOW + 120, 1, 2)).toMatchObject({
    addresses: ['192.0.2.1', '192.0.2.2'],
    added: 1,
    waiting: 0,
  });
});

test('an address that comes and goes never gets in', () => {
  let memory = memoryOf(run(undefined, NOW, 1));
  for (let i = 1; i < 20; i += 1) {
    const outcome = i % 2 === 0 ? run(memory, NOW + i, 1) : run(memory, NOW + i, 1, 66);
    expect(addressesOf(outcome)).toEqual(['192.0.2.1']);
    memory = memoryOf(outcome);
  }
});

test('an address in use outlives runs that do not see it, and then goes', () => {
  const memory = memoryOf(run(undefined, NOW, 1, 2));
  const missed = run(memory, NOW + 3599, 1);
  expect(missed).toMatchObject({ addresses: ['192.0.2.1', '192.0.2.2'], gone: [] });
  expect(run(memory, NOW + 3601, 1)).toMatchObject({ addresses: ['192.0.2.1'], gone: ['192.0.2.2'] });
});

test('growth beyond its bound changes nothing; what the lists name themselves is not weighed', () => {
  const memory = memoryOf(settle(seen(1, 2, 3, 4), [], undefined, { ...BOUNDS, stableRuns: 1 }, NOW));
  const bounds = { ...BOUNDS, stableRuns: 1 };
  expect(addressesOf(settle(seen(1, 2, 3, 4, 5, 6), [], memory, bounds, NOW))).toHaveLength(6);
  expect(settle(seen(1, 2, 3, 4, 5, 6, 7), [], memory, bounds, NOW)).toEqual({ refused: 'growth', found: 3, most: 2 });
  const fixed = ['198.51.100.1', '198.51.100.2', '198.51.100.3', '198.51.100.4'];
  expect(addressesOf(settle(seen(1), fixed, memory, bounds, NOW))).toHaveLength(8);
});

test('more addresses than the maximum are refused, on the first run too', () => {
  const many = seen(...Array.from({ length: 101 }, (_, i) => i));
  expect(settle(many, [], undefined, BOUNDS, NOW)).toEqual({ refused: 'too-many', found: 101, most: 100 });
});

test('however names answer, a run never adds more than the bound, and what it uses was seen stableRuns times', () => {
  let added = 0;
  let refused = 0;
  const octets = fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { maxLength: 12 });
  const bounded = fc.property(fc.array(octets, { minLength: 2, maxLength: 12 }), ([first = [], ...later]) => {
    const begun = run(undefined, NOW, ...first);
    let [memory, used] = [memoryOf(begun), addressesOf(begun)];
    for (const [i, last] of later.entries()) {
      const outcome = run(memory, NOW + i, ...last);
      if ('refused' in outcome) {
        refused += 1;
        continue;
      }
      const fresh = outcome.addresses.filter((address) => !used.includes(address));
      const known = fresh.filter((address) => memory?.has(address) === true && seen(...last).has(address));
      added += fresh.length;
      if (known.length < fresh.length || fresh.length > Math.max(2, Math.floor(used.length / 2))) return false;
      [memory, used] = [outcome.memory, outcome.addresses];
    }
    return true;
  });
  fc.assert(bounded, { seed: 0x5eed, numRuns: 300 });
  expect(added).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(100);
});
