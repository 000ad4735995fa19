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
