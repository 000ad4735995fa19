import { BlockList } from 'node:net';
import { expect, test } from '@jest/globals';
import { MADE_UP_FAMILIES } from '../../src/doctor/checks/made-up-network.ts';
import { CABLE_BITS, ORIGIN_CABLE, SUBSCRIBER_CABLE } from '../../src/export/nft/canary/addresses.ts';

test('the network that doctor makes up has no address of the canary: with rules kept in force, both are there at once', () => {
  const cables = new BlockList();
  for (const cable of [SUBSCRIBER_CABLE, ORIGIN_CABLE])
    for (const family of ['ipv4', 'ipv6'] as const) cables.addSubnet(cable[family].here, CABLE_BITS[family], family);
  for (const { name, home, origin } of MADE_UP_FAMILIES) {
    const family = name === 'IPv4' ? 'ipv4' : 'ipv6';
    for (const address of [home, origin]) expect([address, cables.check(address, family)]).toEqual([address, false]);
  }
  expect(cables.check('192.0.2.246', 'ipv4')).toBe(true);
});
