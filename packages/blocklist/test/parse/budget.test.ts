import { expect, test } from '@jest/globals';
import { judgeCounts, rejectedAllowed } from '../../src/parse/budget.ts';
import { DEFAULT_BOUNDS } from '../../src/settings/settings.ts';

test.each([
  { why: 'one line, and it is bad', received: 1, allowed: 0 },
  { why: 'as many bad as good', received: 2, allowed: 0 },
  { why: 'most are good', received: 3, allowed: 1 },
  { why: 'a small list bears a few', received: 100, allowed: 3 },
  { why: 'the few still count for more than the share', received: 3999, allowed: 3 },
  { why: 'one in a thousand', received: 1_000_000, allowed: 1000 },
])('$why: $allowed of $received', ({ received, allowed }) => {
  expect(rejectedAllowed(received, DEFAULT_BOUNDS)).toBe(allowed);
});

const counts = { received: 0, invalid: 0, duplicates: 0, unique: 0, quarantined: 0, active: 0 };

test.each([
  { why: 'no entry at all', given: {}, bounds: {}, want: 'empty' },
  { why: 'none, if none is allowed', given: {}, bounds: { minEntries: 0 }, want: undefined },
  {
    why: 'too many rejected',
    given: { received: 9, invalid: 4, unique: 5, active: 5 },
    bounds: {},
    want: 'too-many-rejected',
  },
  { why: 'a few rejected', given: { received: 9, invalid: 3, unique: 6, active: 6 }, bounds: {}, want: undefined },
  {
    why: 'fewer rules than wanted',
    given: { received: 9, duplicates: 5, active: 4 },
    bounds: { minEntries: 5 },
    want: 'too-few-entries',
  },
  {
    why: 'all of it quarantined',
    given: { received: 1, unique: 1, quarantined: 1 },
    bounds: {},
    want: 'too-few-entries',
  },
])('$why', ({ given, bounds, want }) => {
  expect(judgeCounts({ ...counts, ...given }, { ...DEFAULT_BOUNDS, ...bounds })?.reason).toBe(want);
});
