import { expect, test } from '@jest/globals';
import { ORIGIN_CABLE } from '../../src/export/nft/canary/addresses.ts';
import { suspectsIn, suspectsText } from '../../src/export/nft/ruleset.ts';

test.each([
  { four: ['192.0.2.1', '192.0.2.2'], six: ['2001:db8::1'], count: 3 },
  { four: [ORIGIN_CABLE.ipv4.there], six: [ORIGIN_CABLE.ipv6.there], count: 0 },
  { four: [], six: [], count: 0 },
])('suspects are counted without those of the canary: $count', ({ four, six, count }) => {
  expect(suspectsIn(suspectsText({ table: 'netvakt' } as Parameters<typeof suspectsText>[0], { four, six }))).toBe(
    count,
  );
});
