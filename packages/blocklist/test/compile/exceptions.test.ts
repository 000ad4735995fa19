/** What a zone passes is taken out of its own rules, and never of another list's: seen in the snapshot. */
import { expect, test } from '@jest/globals';
import { Matcher, openSnapshot } from '@netvakt/matcher';
import { compileLists } from '../../src/compile/compile.ts';
import type { ParsedList } from '../../src/parse/list.ts';
import type { PartialListSettings } from '../../src/settings/settings.ts';
import { parse, taken } from '../support/parse.ts';

const HEAD = '$ORIGIN rpz.example.\n$TTL 300\n@ SOA ns. admin. 7 1 1 1 1\n';
const ZONE = `${HEAD}bad.test CNAME .
*.bad.test CNAME .
ok.bad.test CNAME rpz-passthru.
half.bad.test CNAME rpz-passthru.
*.half.bad.test A 192.0.2.1
*.deep.bad.test CNAME rpz-passthru.
evil.deep.bad.test CNAME .
*.only.test CNAME .
free.test CNAME rpz-passthru.
`;

function blockedBy(lists: readonly ParsedList[], hosts: readonly string[], markets = ['se']): string[] {
  const snapshot = compileLists(lists, { markets, seed: Uint32Array.of(1, 2, 3, 4) });
  const matcher = new Matcher(openSnapshot(snapshot));
  return hosts.filter((host) => matcher.matchHost(host, 0) !== 0);
}

const zone = (given: Partial<PartialListSettings> = {}, index = 0): ParsedList =>
  taken(parse(ZONE, { id: 'zone', format: 'zone', ...given }, index));

const other = (text: string, given: Partial<PartialListSettings> = {}): ParsedList =>
  taken(parse(text, { id: 'other', format: 'domains', ...given }, 1));

const HOSTS = [
  'bad.test',
  'x.bad.test',
  'ok.bad.test',
  'x.ok.bad.test',
  'half.bad.test',
  'x.half.bad.test',
  'deep.bad.test',
  'x.deep.bad.test',
  'evil.deep.bad.test',
  'only.test',
  'x.only.test',
  'free.test',
  'innocent.test',
];

// As seen on BIND 9.18.49 with this zone.
test('a zone blocks what a name server with it would not answer', () => {
  expect(blockedBy([zone()], HOSTS)).toEqual([
    'bad.test',
    'x.bad.test',
    'x.half.bad.test',
    'evil.deep.bad.test',
    'x.only.test',
  ]);
});

test.each<{ entry: string; also: readonly string[]; bareHost?: 'domain' | 'host' }>([
  { entry: 'ok.bad.test', also: ['ok.bad.test', 'x.ok.bad.test'] },
  { entry: 'bad.test', also: HOSTS.filter((host) => host.endsWith('bad.test')) },
  { entry: 'x.deep.bad.test', also: ['x.deep.bad.test'] },
  { entry: 'only.test', also: ['only.test'] },
  { entry: 'free.test', also: ['free.test'] },
  { entry: 'ok.bad.test', also: ['ok.bad.test'], bareHost: 'host' },
])(
  'what another list blocks ($entry) stays blocked, whatever the zone passes',
  ({ entry, also, bareHost = 'domain' }) => {
    const alone = blockedBy([zone()], HOSTS);
    const both = blockedBy([zone(), other(entry, { semantics: { bareHost } })], HOSTS);
    expect(both).toEqual(HOSTS.filter((host) => alone.includes(host) || also.includes(host)));
  },
);

test('another list of another market, or in shadow, changes nothing', () => {
  const alone = blockedBy([zone()], HOSTS, ['se', 'lt']);
  expect(blockedBy([zone(), other('ok.bad.test', { markets: ['lt'] })], HOSTS, ['se', 'lt'])).toEqual(alone);
  expect(blockedBy([zone(), other('ok.bad.test', { enforcement: 'shadow' })], HOSTS)).toEqual(alone);
});
