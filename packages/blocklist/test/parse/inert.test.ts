/** Entries that would load without complaint and cover nothing: each is set aside, with its reason, and is no active rule. */
import { expect, test } from '@jest/globals';
import { readNeverBlock } from '../../src/parse/never-block.ts';
import type { ListFormat } from '../../src/settings/settings.ts';
import { parse, shortRejections, shortRules, taken } from '../support/parse.ts';

const GOOD = Array.from({ length: 20 }, (_, index) => `good-${index}.test`);

/** What becomes of the line after twenty good ones. */
function read(line: string, format: ListFormat = 'urls'): { rules: string[]; aside: string[]; active: number } {
  const good = format === 'hosts' ? GOOD.map((host) => `0.0.0.0 ${host}`) : GOOD;
  const list = taken(parse([...good, line].join('\n'), { format }));
  return {
    rules: shortRules(list).slice(GOOD.length),
    aside: shortRejections(list.summary),
    active: list.summary.counts.active,
  };
}

test.each([
  ['s.test;t.test', 'host-unaskable'],
  ['"w.test"', 'host-unaskable'],
  ["'w.test'", 'host-unaskable'],
  ['(w.test)', 'host-unaskable'],
  ['w.test,', 'host-unaskable'],
  ['w.test=1', 'host-unaskable'],
  ['http://w.test;/a', 'host-unaskable'],
  ['h.test:0', 'port-zero'],
  ['http://h.test:0/a', 'port-zero'],
  ['http://h.test/d/*', 'wildcard'],
  ['http://h.test/*.html', 'wildcard'],
  ['http://h.test/d?q=*', 'wildcard'],
  ['http://h.test/ad^', 'wildcard'],
  ['http://h.test/ad|', 'wildcard'],
  ['http://h.test/#/shop', 'fragment-route'],
  ['http://h.test/app/#!/shop', 'fragment-route'],
  ['10.4', 'address-unclear'],
  ['10.4.0', 'address-unclear'],
  ['010.4.0.1', 'address-unclear'],
  ['0x0a040001', 'address-unclear'],
  ['0.0.0.0', 'address-unaskable'],
  ['224.0.0.1', 'address-unaskable'],
  ['255.255.255.255', 'address-unaskable'],
  ['http://0.0.0.0/a', 'address-unaskable'],
  ['::', 'address-unaskable'],
  ['ff02::1', 'address-unaskable'],
  ['[fe80::1%25eth0]', 'address-unaskable'],
  ['10.4.0.1/16', 'network-refused'],
  ['10.0.0.0/8', 'network-refused'],
  ['10.4.0.0/33', 'network-refused'],
  ['10.4.0.0/255.0.255.0', 'network-refused'],
  ['2001:db8::/32', 'network-refused'],
])('%s: %s', (line, reason) => {
  expect(read(line)).toEqual({ rules: [], aside: [`${reason} @21:1`], active: 20 });
});

test.each([
  ['a_b.test', 'domain a_b.test @21'],
  ['_dmarc.w.test', 'domain _dmarc.w.test @21'],
  ['-x.test', 'domain -x.test @21'],
  ['http://h.test/a#top', 'url h.test/a @21'],
  ['http://h.test/%2A', 'url h.test/%2A @21'],
  ['http://h.test/a^b', 'url h.test/a%5Eb @21'],
  ['http://h.test/a//b', 'url h.test/a//b @21'],
  ['http://0x0a040001/a', 'url 10.4.0.1/a @21'],
  ['10.4.0.1.', 'ip 10.4.0.1 @21'],
  ['[2001:db8::1]', 'ip 2001:db8::1 @21'],
  ['http://10.4.0.0/16', 'url 10.4.0.0/16 @21'],
  ['[2001:db8::]/16', 'url 2001:db8::/16 @21'],
  ['10.4.0.0/16', 'ip 10.4.0.0/16 @21'],
  ['10.4.0.0/255.255.0.0', 'ip 10.4.0.0/16 @21'],
  ['10.4.0.7/32', 'ip 10.4.0.7 @21'],
  ['2001:DB8::/112', 'ip 2001:db8::/112 @21'],
])('%s can be asked for: %s', (line, rule) => {
  expect(read(line)).toEqual({ rules: [rule], aside: [], active: 21 });
});

test.each<{ format: ListFormat; line: string; want: 'taken' | 'refused' }>([
  { format: 'domains', line: '10.4.0.0/24', want: 'taken' },
  { format: 'urls', line: '10.4.0.0/24', want: 'taken' },
  { format: 'hosts', line: '0.0.0.0 10.4.0.0/24', want: 'refused' },
  { format: 'squidguard', line: '10.4.0.0/24', want: 'refused' },
])('a network in a list of $format: $want', ({ format, line, want }) => {
  const { rules, aside } = read(line, format);
  expect(rules).toEqual(want === 'taken' ? ['ip 10.4.0.0/24 @21'] : []);
  const reasons = aside.map((one) => one.replace(/ .*$/u, ''));
  expect(reasons).toEqual(want === 'taken' ? [] : ['network-refused']);
});

test('one network counts once, with whatever spelling; networks of more than 262,144 addresses are refused', () => {
  const lines = Array.from({ length: 20 }, (_, index) => `10.${index}.0.0/16`);
  const { summary } = taken(
    parse([...GOOD, ...lines, '10.3.0.0/255.255.0.0', '10.99.0.0/16'].join('\n'), { format: 'urls' }),
  );
  expect(summary.counts).toMatchObject({ received: 42, duplicates: 1, quarantined: 17, active: 24 });
  expect(summary.kinds).toMatchObject({ ip: 4, url: 0 });
});

test('a network that holds a protected address, or lies in a protected network, is kept out', () => {
  const { neverBlock } = readNeverBlock('10.4.0.7\n10.8.0.0/14\n');
  const list = taken(
    parse([...GOOD, '10.4.0.0/24', '10.9.0.0/16', '10.5.0.0/24'].join('\n'), { format: 'urls', neverBlock }),
  );
  expect(shortRejections(list.summary)).toEqual(['protected-network @21:1', 'protected-network @22:1']);
  expect(shortRules(list).at(-1)).toBe('ip 10.5.0.0/24 @23');
});
