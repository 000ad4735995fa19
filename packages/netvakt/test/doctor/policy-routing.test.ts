import { expect, test } from '@jest/globals';
import { policyRouting } from '../../src/doctor/checks/policy-routing.ts';
import type { Machine } from '../../src/doctor/machine.ts';
import { coversInterface, interfaceSet, uncovered } from '../../src/export/nft/interfaces.ts';
import type { InterceptionPlan } from '../../src/export/nft/plan.ts';

const PLAN = {
  mode: 'tproxy',
  subscribers: ['ppp*'],
  listenerFour: { address: '127.0.0.1', port: 8080 },
  listenerSix: undefined,
  mark: 1,
  routingTable: 100,
} as unknown as InterceptionPlan;

/** A machine on which the kernel routes subscriber traffic as `route`; its kernel settings are `files`. */
function machine(route: string, link: string, files: Readonly<Record<string, string>> = {}): Machine {
  const output: Readonly<Record<string, string>> = {
    rule: '100:\tfrom all fwmark 0x1/0x1 lookup 100\n',
    route,
    link,
  };
  return {
    root: true,
    environment: {},
    read: (path) => ({ '/proc/net/dev': ' lo: 0\n ppp0: 0\n ppp1: 0\n eth0: 0\n', ...files })[path],
    run: (command) => {
      const word = command.find((one) => one in output) ?? '';
      return { ok: true, stdout: output[word] ?? '', stderr: '' };
    },
    now: () => 0,
  };
}

const LOCAL = 'local 203.0.113.77 from 198.51.100.77 dev lo table 100 mark 1\n';
const ELSEWHERE = '203.0.113.77 from 198.51.100.77 via 192.0.2.1 dev eth0 table 200 mark 1\n';

test.each([
  { why: 'all of it comes here', route: LOCAL, link: 'ppp', want: ['good'] },
  { why: 'another rule takes it', route: ELSEWHERE, link: 'ppp', want: ['fault'], found: '2 of 2 interfaces (IPv4)' },
  { why: 'a VRF, and sockets are not in it', route: LOCAL, link: 'vrf_slave table 10', want: ['fault'], found: 'VRF' },
  {
    why: 'a VRF, and sockets are in it',
    route: LOCAL,
    link: 'vrf_slave table 10',
    files: { '/proc/sys/net/ipv4/tcp_l3mdev_accept': '1' },
    want: ['good'],
  },
  {
    why: 'answers carry the mark',
    route: LOCAL,
    link: 'ppp',
    files: { '/proc/sys/net/ipv6/fwmark_reflect': '1' },
    want: ['fault'],
    found: 'net.ipv6.fwmark_reflect',
  },
])('policy routing: $why', ({ route, link, files, want, found = '' }) => {
  const findings = policyRouting(machine(route, link, files), PLAN);
  expect(findings.map(({ state }) => state)).toEqual(want);
  expect(findings[0]?.found).toContain(found);
});

test('patterns of interfaces', () => {
  expect(coversInterface('ppp*', 'ppp17')).toBe(true);
  expect(coversInterface('ppp', 'ppp17')).toBe(false);
  expect(uncovered(['ppp*', 'ppp0', 'eth1', 'p*', 'eth1'])).toEqual(['eth1', 'p*']);
  expect(interfaceSet('subscribers', ['eth1'])).toBe('set subscribers { type ifname; elements = { "eth1" }; }');
  expect(interfaceSet('subscribers', ['ppp*', 'eth1'])).toBe(
    'set subscribers { type ifname; flags interval; elements = { "ppp*", "eth1" }; }',
  );
});
