import { expect, test } from '@jest/globals';
import { ruleFrom } from '@netvakt/matcher';
import { dnsExportOf } from '../../src/export/dns-formats.ts';
import { birdText, exabgpText, gobgpText } from '../../src/export/format/routes.ts';
import { namesOf } from '../../src/export/names.ts';
import { sieve } from '../../src/export/suspects/sieve.ts';

const SEMANTICS = { bareHost: 'domain', directoryIsPrefix: true, query: 'exact', pathCase: 'sensitive' } as const;
const HERE = { four: undefined, six: undefined };

function listed(...entries: readonly string[]): ReturnType<typeof namesOf> {
  const rules = entries.map((entry, i) => ruleFrom(entry, SEMANTICS, 0, i + 1));
  return namesOf(rules.flatMap((outcome) => (outcome.ok ? [outcome.rule] : [])));
}

const NAMES = listed(
  'blocked.test',
  'mixed.test/page',
  'mixed.test/more/',
  'blocked.test/page',
  '192.0.2.7',
  'http://[2001:db8::7]/page',
);

test('names by what is blocked of them; a name that is blocked whole is not told again in part', () => {
  expect(NAMES).toEqual({
    domains: ['blocked.test'],
    hosts: [],
    partly: ['mixed.test'],
    addresses: ['192.0.2.7', '2001:db8::7'],
    allowedDomains: [],
    allowedHosts: [],
  });
});

test.each([
  {
    format: 'rpz',
    whole:
      '$TTL 300\n@ SOA localhost. root.localhost. 7 3600 600 86400 300\n@ NS localhost.\nblocked.test CNAME .\n*.blocked.test CNAME .\n',
  },
  { format: 'hosts', whole: '# Made by netvakt export.\n0.0.0.0 blocked.test\n:: blocked.test\n' },
  { format: 'dnsmasq', whole: '# Made by netvakt export.\nserver=/blocked.test/\n' },
  {
    format: 'unbound',
    whole: '# Made by netvakt export.\nserver:\nlocal-zone: "blocked.test." always_nxdomain\n',
  },
] as const)('$format is told of names that are blocked whole, never of one with a listed page', ({ format, whole }) => {
  expect(dnsExportOf(format, NAMES, 'rpz.example').text(7)).toBe(whole);
});

test('routes in the words of three speakers', () => {
  const [addresses, gone] = [['192.0.2.7', '2001:db8::7'], ['192.0.2.9']];
  const hops = { four: '198.51.100.1', six: '2001:db8::1' };
  expect(birdText(addresses, HERE)).toContain('  route 192.0.2.7/32 blackhole;\n');
  expect(birdText(addresses, hops)).toContain('  route 2001:db8::7/128 via 2001:db8::1;\n');
  expect(exabgpText(addresses, gone, HERE)).toBe(
    'withdraw route 192.0.2.9/32 next-hop self\nannounce route 192.0.2.7/32 next-hop self\nannounce route 2001:db8::7/128 next-hop self\n',
  );
  expect(gobgpText(addresses, gone, hops).split('\n').slice(3)).toEqual([
    'gobgp global rib del -a ipv4 192.0.2.9/32 nexthop 198.51.100.1 || true',
    'gobgp global rib add -a ipv4 192.0.2.7/32 nexthop 198.51.100.1',
    'gobgp global rib add -a ipv6 2001:db8::7/128 nexthop 2001:db8::1',
    '',
  ]);
});

test.each([
  { why: 'no answer', found: [undefined], left: { 'no-answer': 1 }, kept: [] },
  {
    why: 'a name with more addresses than one may have',
    found: [many(3)],
    left: { 'too-many-addresses': 1 },
    kept: [],
  },
  { why: 'an address that must never be led here', found: [many(1)], left: { never: 1 }, kept: [], obstacle: 'never' },
  {
    why: 'nothing to say against it; the longest time to live counts',
    found: [many(1), many(1, 600)],
    left: {},
    kept: [['192.0.2.0', 600]],
  },
] as const)('the sieve: $why', ({ found, left, kept, ...rest }) => {
  const obstacle = 'obstacle' in rest ? rest.obstacle : undefined;
  const { addresses, leftOut } = sieve(found, 2, () => obstacle);
  expect([...addresses]).toEqual(kept);
  expect(Object.fromEntries(Object.entries(leftOut).filter(([, count]) => count > 0))).toEqual(left);
});

function many(count: number, ttl = 60): { readonly address: string; readonly ttl: number }[] {
  return Array.from({ length: count }, (_, i) => ({ address: `192.0.2.${i}`, ttl }));
}
