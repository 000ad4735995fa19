import { expect, test } from '@jest/globals';
import { FORGOTTEN, RecentVerdicts, WAS_ALLOWED } from '../../src/packet/recent-verdicts.ts';

const KEEP = 10_000;
const DAY = 86_400_000;
const FLOW = { low: 0x1234_5678, high: 0x0bad_cafe };
const BASE = 77;

test.each([
  { why: 'at once', later: 0, found: WAS_ALLOWED },
  { why: 'just before its end', later: KEEP - 1, found: WAS_ALLOWED },
  { why: 'at its end', later: KEEP, found: FORGOTTEN },
  { why: 'when half of the 32 bits of milliseconds have gone by', later: 25 * DAY, found: FORGOTTEN },
  { why: 'when nearly all of them have', later: 49 * DAY, found: FORGOTTEN },
])('a verdict, $why', ({ later, found }) => {
  // From early in the life of a process, and when the 32 bits have gone round or change their sign.
  for (const now of [0.5, 2 ** 31 - 5000.5, 2 ** 32 - 5000.5, 80 * DAY]) {
    const recent = new RecentVerdicts(KEEP);
    recent.set(FLOW, BASE, now, WAS_ALLOWED);
    expect(recent.find(FLOW, BASE, now + later)).toBe(found);
  }
});

test('another flow between the same ends is another', () => {
  const recent = new RecentVerdicts(KEEP);
  recent.set(FLOW, BASE, 0, WAS_ALLOWED);
  expect(recent.find(FLOW, BASE + 1, 0)).toBe(FORGOTTEN);
});
