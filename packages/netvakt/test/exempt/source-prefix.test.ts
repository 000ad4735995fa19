import { expect, test } from '@jest/globals';
import { sourcePrefix } from '../../src/exempt/source-prefix.ts';
import { SUBSCRIBER_CABLE } from '../../src/export/nft/canary/addresses.ts';
import { IP_FAMILIES } from '../../src/export/nft/plan.ts';

test.each([
  ['198.51.100.0/24', '198.51.100.0/24', true],
  ['198.51.100.7', '198.51.100.7/32', true],
  ['::ffff:198.51.100.7', '198.51.100.7/32', true],
  ['::ffff:198.51.100.0/120', '198.51.100.0/24', true],
  ['192.0.2.0/25', '192.0.2.0/25', true],
  ['127.0.0.0/16', '127.0.0.0/16', true],
  ['2001:DB8:0:100::/56', '2001:db8:0:100::/56', false],
  ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1/128', false],
  ['2001:db8::/16', 'prefix-has-host-bits', undefined],
  ['2001::/16', '2001::/16', false],
])('%s is %s', (text, want, isIPv4) => {
  const prefix = sourcePrefix(text);
  expect(typeof prefix === 'string' ? [prefix] : [prefix.text, prefix.isIPv4]).toEqual(
    isIPv4 === undefined ? [want] : [want, isIPv4],
  );
});

test.each([
  ['', 'prefix-malformed'],
  ['customer.test', 'prefix-malformed'],
  ['198.51.100.0/33', 'prefix-malformed'],
  ['198.51.100.0/024', 'prefix-malformed'],
  ['198.51.100.0/24 }; flush ruleset', 'prefix-malformed'],
  ['fe80::1%eth0', 'prefix-malformed'],
  ['198.51.100.7/24', 'prefix-has-host-bits'],
  ['2001:db8::1/56', 'prefix-has-host-bits'],
  ['0.0.0.0/0', 'prefix-too-wide'],
  ['18.0.0.0/7', 'prefix-too-wide'],
  ['::/0', 'prefix-too-wide'],
  ['::/8', 'prefix-too-wide'],
  ['::ffff:0:0/96', 'prefix-too-wide'],
  ['127.0.0.0/8', 'prefix-covers-prober'],
  ['127.99.0.1', 'prefix-covers-prober'],
  ...IP_FAMILIES.map((family) => [SUBSCRIBER_CABLE[family].there, 'prefix-covers-prober']),
  ['192.0.2.0/24', 'prefix-covers-prober'],
  ['fd6e::/16', 'prefix-covers-prober'],
])('%s is refused: %s', (text, fault) => {
  expect(sourcePrefix(text)).toBe(fault);
});
