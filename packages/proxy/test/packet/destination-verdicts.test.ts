import { expect, test } from '@jest/globals';
import type { RuleMatcher } from '../../src/decide/rule-matcher.ts';
import { DestinationVerdicts } from '../../src/packet/destination-verdicts.ts';
import { PacketEnd } from '../../src/packet/packet-end.ts';

/** Covers the addresses given, in market 0; remembers what it was asked. */
function matcherOf(covered: readonly string[], more: Partial<RuleMatcher> = {}): RuleMatcher & { asked: string[] } {
  const asked: string[] = [];
  const matchHost = (host: string, market: number): number => {
    asked.push(host);
    return market === 0 && covered.includes(host) ? 7 : 0;
  };
  return { asked, matchHost, matchHostBytes: () => 0, matchRequestBytes: () => 0, listsOf: () => [], ...more };
}

function end(...bytes: readonly number[]): PacketEnd {
  return new PacketEnd(Uint8Array.from([0, ...bytes]), 1, bytes.length, 443);
}

const FOUR = end(198, 51, 100, 7);
/** The same last bytes in an IPv6 address. */
const SIX = end(...Array.from({ length: 12 }, () => 0), 198, 51, 100, 7);

test('an address is asked for once, of each family and market', () => {
  const verdicts = new DestinationVerdicts();
  const matcher = matcherOf(['198.51.100.7']);
  for (let i = 0; i < 3; i += 1) {
    expect(verdicts.verdict(FOUR, matcher, 0)).toBe(7);
    expect(verdicts.verdict(SIX, matcher, 0)).toBe(0);
    expect(verdicts.verdict(FOUR, matcher, 1)).toBe(0);
  }
  // Families or markets may share a slot, and then take turns in it.
  expect(new Set(matcher.asked)).toEqual(new Set([FOUR.address, SIX.address]));
});

test('other rules are asked anew', () => {
  const verdicts = new DestinationVerdicts();
  expect(verdicts.verdict(FOUR, matcherOf(['198.51.100.7']), 0)).toBe(7);
  expect(verdicts.verdict(FOUR, matcherOf([]), 0)).toBe(0);
});

test('rules that were let go of are asked anew, and those in force are kept', () => {
  const verdicts = new DestinationVerdicts();
  const matcher = matcherOf([]);
  verdicts.verdict(FOUR, matcher, 0);
  verdicts.follow(matcher);
  verdicts.verdict(FOUR, matcher, 0);
  expect(matcher.asked).toHaveLength(1);
  verdicts.follow(matcherOf([]));
  verdicts.verdict(FOUR, matcher, 0);
  expect(matcher.asked).toHaveLength(2);
});

test('lists in shadow are asked each time', () => {
  const verdicts = new DestinationVerdicts();
  const matcher = matcherOf([], { settleShadow: () => {} });
  verdicts.verdict(FOUR, matcher, 0);
  verdicts.verdict(FOUR, matcher, 0);
  expect(matcher.asked).toHaveLength(2);
});

test('more addresses than there are slots have the verdicts that they would have alone', () => {
  const verdicts = new DestinationVerdicts();
  const covered = Array.from({ length: 50 }, (_, i) => `198.18.${i}.200`);
  const matcher = matcherOf(covered);
  for (let turn = 0; turn < 2; turn += 1)
    for (let i = 0; i < 50; i += 1)
      for (let j = 0; j < 256; j += 1) expect(verdicts.verdict(end(198, 18, i, j), matcher, 0)).toBe(j === 200 ? 7 : 0);
});
