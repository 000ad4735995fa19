import { expect, test } from '@jest/globals';
import { judgeVersions } from '../../src/trust/versions.ts';

test.each([
  { before: '2026112301', now: '2026112302', want: undefined },
  { before: '2026112301', now: '2026112301', want: undefined },
  { before: '2026112302', now: '2026112301', want: 'version-backwards' },
  { before: '9', now: '10', want: undefined },
  { before: '7.1795400400', now: '6.1795400500', want: 'version-backwards' },
  { before: '2026-11-23', now: '2026-11-22', want: 'version-backwards' },
  { before: '2026-11-23T04:00:00Z', now: '2026-11-23', want: 'version-backwards' },
  { before: '2026-11-23', now: '7', want: undefined },
  { before: 'sha256:ffff', now: 'sha256:0000', want: undefined },
])('$before, then $now: $want', ({ before, now, want }) => {
  expect(judgeVersions(before, now)?.reason).toBe(want);
});

// RFC 1982 §3.2: a serial is newer if it is less than half the circle of 2^32 ahead.
test.each([
  { before: '4294967295', now: '0', want: undefined, why: 'the circle closes' },
  { before: '4294967290', now: '5', want: undefined, why: 'past the end of the circle' },
  { before: '2026112399', now: '4173596046', want: undefined, why: 'the first step of a reset: 2^31 - 1 ahead' },
  { before: '4173596046', now: '1', want: undefined, why: 'the second step of a reset' },
  { before: '1', now: '4294967295', want: 'version-backwards', why: 'two back' },
  { before: '2026112399', now: '1', want: 'version-backwards', why: 'a reset without steps' },
  { before: '0', now: '2147483648', want: 'version-backwards', why: 'half the circle: undefined, so nothing changes' },
  { before: '7', now: '7', want: undefined, why: 'the same' },
])('of a zone: $before, then $now, $why: $want', ({ before, now, want }) => {
  expect(judgeVersions(before, now, true)?.reason).toBe(want);
});
