import { expect, test } from '@jest/globals';
import { addressOf } from '../../src/decide/address.ts';
import { ExemptionTable, NEVER_FILTERED, NO_EXEMPTIONS } from '../../src/policy/exemptions.ts';
import { Policy } from '../../src/policy/policy.ts';
import type { ReloadableSettings } from '../../src/settings/settings.ts';
import { settingsFor } from '../support/world.ts';

const base = settingsFor([]);
const answers = [...base.blockAnswers, ...base.blockAnswers];
const two: ReloadableSettings = { ...base, markets: ['se', 'lt'], blockAnswers: answers };

test('a client belongs to the market of its longest prefix, and to the default without one', () => {
  const marketPrefixes = [
    { prefix: '192.0.2.0/24', market: 1 },
    { prefix: '192.0.2.7', market: 0 },
  ];
  const policy = new Policy({ ...two, marketPrefixes, clients: ['192.0.2.0/24', '2001:db8::/32'] }, []);
  const standing = (client: string): unknown => policy.standingOf(client, NO_EXEMPTIONS);
  expect(standing('192.0.2.8')).toMatchObject({ allowed: true, market: 1, exempt: false });
  expect(standing('::ffff:192.0.2.7')).toMatchObject({ allowed: true, market: 0, exempt: false });
  expect(standing('2001:db8::1')).toMatchObject({ allowed: true, market: 0, exempt: false });
  expect(standing('203.0.113.1')).toMatchObject({ allowed: false, market: 0, exempt: false });
  expect(standing('nonsense')).toMatchObject({ allowed: false, market: 0, exempt: false });
});

test('an exemption wins over the prefixes of markets, and lets nobody use the explicit proxy', () => {
  const marketPrefixes = [{ prefix: '192.0.2.7', market: 1 }];
  const policy = new Policy({ ...two, marketPrefixes, clients: ['192.0.2.0/24'] }, []);
  const [never = 0n, other = 0n, stranger = 0n] = ['192.0.2.7', '192.0.2.8', '203.0.113.1'].map(addressOf);
  const table = ExemptionTable.of([
    { first: never, last: never, treatment: NEVER_FILTERED },
    { first: other, last: other, treatment: 1 },
    { first: stranger, last: stranger, treatment: NEVER_FILTERED },
  ]);
  expect(policy.standingOf('192.0.2.7', table)).toMatchObject({ allowed: true, market: 1, exempt: true });
  expect(policy.standingOf('192.0.2.8', table)).toMatchObject({ allowed: true, market: 1, exempt: false });
  expect(policy.standingOf('192.0.2.9', table)).toMatchObject({ allowed: true, market: 0, exempt: false });
  expect(policy.standingOf('203.0.113.1', table)).toMatchObject({ allowed: false, market: 0, exempt: true });
});

test.each<{ why: string; change: Partial<ReloadableSettings>; key: string }>([
  { why: 'a client prefix', change: { clients: ['192.0.2.0/24', 'x'] }, key: 'clients[1]' },
  { why: 'a market prefix', change: { marketPrefixes: [{ prefix: '', market: 0 }] }, key: 'marketPrefixes[0].prefix' },
  {
    why: 'a market that is not there',
    change: { marketPrefixes: [{ prefix: '::/0', market: 2 }] },
    key: 'marketPrefixes[0].market',
  },
  { why: 'a default market that is not there', change: { defaultMarket: 2 }, key: 'defaultMarket' },
  { why: 'an answer too few', change: { blockAnswers: base.blockAnswers }, key: 'blockAnswers' },
  { why: 'a pseudonym that would break a header', change: { pseudonym: 'a\r\nb' }, key: 'pseudonym' },
  { why: 'a pseudonym longer than the configuration allows', change: { pseudonym: 'a'.repeat(33) }, key: 'pseudonym' },
])('what cannot be used is named: $why', ({ change, key }) => {
  expect(() => new Policy({ ...two, ...change }, [])).toThrow(expect.objectContaining({ key }));
});
