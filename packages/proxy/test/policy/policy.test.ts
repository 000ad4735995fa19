import { expect, test } from '@jest/globals';
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
  expect(policy.standingOf('192.0.2.8')).toEqual({ allowed: true, market: 1 });
  expect(policy.standingOf('::ffff:192.0.2.7')).toEqual({ allowed: true, market: 0 });
  expect(policy.standingOf('2001:db8::1')).toEqual({ allowed: true, market: 0 });
  expect(policy.standingOf('203.0.113.1')).toEqual({ allowed: false, market: 0 });
  expect(policy.standingOf('nonsense')).toEqual({ allowed: false, market: 0 });
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
