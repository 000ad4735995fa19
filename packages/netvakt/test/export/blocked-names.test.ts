import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { blockedNamesOf } from '../../src/export/dns/blocked-names.ts';
import { DNS_FORMATS, type DnsFormatName, dnsExportOf, entriesIn } from '../../src/export/dns-formats.ts';
import { serialOf } from '../../src/export/format/rpz.ts';
import type { ListedNames } from '../../src/export/names.ts';

const NONE: ListedNames = {
  domains: [],
  hosts: [],
  partly: [],
  addresses: [],
  allowedDomains: [],
  allowedHosts: [],
};

function owners(listed: Partial<ListedNames>, zone = 'rpz.example'): string[] {
  const { text } = dnsExportOf('rpz', { ...NONE, ...listed }, zone);
  return text(1).split('\n').slice(3, -1);
}

test.each<{ why: string; listed: Partial<ListedNames>; zone: readonly string[] }>([
  {
    why: 'hosts and domains below a listed domain are dropped: each would end its wildcard',
    listed: { domains: ['bad.test', 'x.a.bad.test'], hosts: ['h.bad.test'] },
    zone: ['bad.test CNAME .', '*.bad.test CNAME .'],
  },
  {
    why: 'a host has nothing below it, and may have a domain there',
    listed: { domains: ['x.h.test'], hosts: ['h.test'] },
    zone: ['h.test CNAME .', 'x.h.test CNAME .', '*.x.h.test CNAME .'],
  },
  {
    why: 'what is let through below a domain, and the empty name between the two',
    listed: { domains: ['bad.test'], allowedDomains: ['ok.b.bad.test'] },
    zone: [
      'bad.test CNAME .',
      '*.bad.test CNAME .',
      'ok.b.bad.test CNAME rpz-passthru.',
      '*.ok.b.bad.test CNAME rpz-passthru.',
      'b.bad.test CNAME .',
      '*.b.bad.test CNAME .',
    ],
  },
  {
    why: 'a name of which a page is let through is not blocked as a whole; those below it are',
    listed: { domains: ['bad.test'], allowedHosts: ['bad.test', 'ok.bad.test'] },
    zone: ['*.bad.test CNAME .', 'ok.bad.test CNAME rpz-passthru.', '*.ok.bad.test CNAME .'],
  },
  {
    why: 'an allow rule that nothing stands against gives no record: it would overrule later zones',
    listed: { domains: ['bad.test'], allowedDomains: ['free.test'], allowedHosts: ['other.test'] },
    zone: ['bad.test CNAME .', '*.bad.test CNAME .'],
  },
  {
    why: 'a name with characters that mean something in a master file',
    listed: { hosts: ['a;b.test', '$include.test', '(x).test', 'a"b.test', 'c$d_.test'] },
    zone: [
      '\\036include.test CNAME .',
      '\\040x\\041.test CNAME .',
      'a\\034b.test CNAME .',
      'a\\059b.test CNAME .',
      'c\\036d_.test CNAME .',
    ],
  },
  {
    why: 'a last label that would make it another trigger',
    listed: { domains: ['32.1.2.0.192.rpz-ip', 'bad.test'] },
    zone: ['bad.test CNAME .', '*.bad.test CNAME .'],
  },
])('the zone: $why', ({ listed, zone }) => {
  expect(owners(listed)).toEqual(zone);
});

test.each([
  { length: 239, zone: 2, leftOut: {} },
  { length: 240, zone: 1, leftOut: { 'below-too-long': 1 } },
  { length: 241, zone: 1, leftOut: { 'below-too-long': 1 } },
  { length: 242, zone: 0, leftOut: { 'too-long': 1 } },
])('a name of $length characters in a zone whose name has 11: $leftOut', ({ length, zone, leftOut }) => {
  const name = longName(length);
  const made = dnsExportOf('rpz', { ...NONE, domains: [name] }, 'rpz.example');
  expect(made.leftOut).toEqual(leftOut);
  expect(entriesIn('rpz', made.text(1))).toBe(zone);
  // No other format has a name of its own behind the names.
  expect(dnsExportOf('knot', { ...NONE, domains: [name] }, 'rpz.example').leftOut).toEqual({});
});

test.each(Object.keys(DNS_FORMATS) as DnsFormatName[])('%s: what it counts is what is in it', (format) => {
  const listed = { ...NONE, domains: ['a.test', 'b-c.test', '1.test', '_x.test'], hosts: ['h.test'] };
  const { text, names } = dnsExportOf(format, listed, 'rpz.example');
  expect(names).toBe(5);
  // A zone has a wildcard for each domain.
  expect(entriesIn(format, text(1))).toBe(format === 'rpz' ? 9 : 5 + (format === 'dnsmasq' ? 1 : 0));
  expect(entriesIn(format, dnsExportOf(format, NONE, 'rpz.example').text(1))).toBe(0);
});

test('formats without escapes leave out what they cannot write, and say how many', () => {
  const listed = { ...NONE, hosts: ['a;b.test', 'plain.test'] };
  for (const format of ['unbound', 'dnsmasq', 'knot', 'hosts'] as const) {
    const { text, leftOut } = dnsExportOf(format, listed, 'rpz.example');
    expect(leftOut).toEqual({ characters: 1 });
    expect(text(1)).not.toContain('a;b');
  }
});

test('a hosts file has the names below a domain as well: it has no wildcards', () => {
  const listed = {
    ...NONE,
    domains: ['bad.test', 'x.bad.test'],
    allowedDomains: ['ok.bad.test'],
    hosts: ['ok.bad.test'],
  };
  expect(dnsExportOf('hosts', listed, '').text(1)).toBe(
    '# Made by netvakt export.\n0.0.0.0 bad.test\n:: bad.test\n0.0.0.0 ok.bad.test\n:: ok.bad.test\n0.0.0.0 x.bad.test\n:: x.bad.test\n',
  );
});

test('the serial of a zone is read back; other text has none', () => {
  expect(serialOf(dnsExportOf('rpz', NONE, 'rpz.example').text(4_000_000_000))).toBe(4_000_000_000);
  expect(serialOf('bad.test CNAME .\n')).toBe(0);
});

test('read as RFC 4592 says, and by the longest name as dnsmasq does, a file blocks what the rules block', () => {
  const label = fc.constantFrom('a', 'b', 'c');
  const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => `${labels.join('.')}.test`);
  const some = fc.uniqueArray(name, { maxLength: 6 });
  let [blocked, free] = [0, 0];
  fc.assert(
    fc.property(some, some, some, some, fc.array(name, { minLength: 20 }), (domains, hosts, wide, own, asked) => {
      const listed = { ...NONE, domains, hosts, allowedDomains: wide, allowedHosts: own };
      const zone = recordsIn(dnsExportOf('rpz', listed, 'rpz.example').text(1));
      const servers = serversIn(dnsExportOf('dnsmasq', listed, 'rpz.example').text(1));
      for (const one of asked) {
        const expected = isBlocked(listed, one);
        if (expected) blocked += 1;
        else free += 1;
        expect([one, isBlockedByZone(zone, one)]).toEqual([one, expected]);
        expect([one, isBlockedByServers(servers, one)]).toEqual([one, expected]);
      }
    }),
    { seed: 0x5eed, numRuns: 400 },
  );
  expect(blocked).toBeGreaterThan(1000);
  expect(free).toBeGreaterThan(1000);
});

test('no list is too large for the stack, and none takes the square of its size', () => {
  const domains = Array.from({ length: 200_000 }, (_, i) => `n${i}.test`);
  expect(blockedNamesOf({ ...NONE, domains }).names).toHaveLength(200_000);
});

/** The rules as the filter reads them: the nearest name decides, the name itself before all below it, allow before deny. */
function isBlocked({ domains, hosts, allowedDomains, allowedHosts }: ListedNames, name: string): boolean {
  if (allowedHosts.includes(name)) return false;
  if (hosts.includes(name)) return true;
  for (let above = name; above !== ''; above = above.split('.').slice(1).join('.')) {
    if (allowedDomains.includes(above)) return false;
    if (domains.includes(above)) return true;
  }
  return false;
}

function recordsIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .split('\n')
      .slice(3, -1)
      .map((line) => line.split(' CNAME ') as [string, string]),
  );
}

/** RFC 4592, 4.3: the wildcard is looked for below the closest name that exists, empty ones included. */
function isBlockedByZone(zone: ReadonlyMap<string, string>, name: string): boolean {
  const exists = (asked: string): boolean =>
    asked === '' || [...zone.keys()].some((owner) => owner === asked || owner.endsWith(`.${asked}`));
  if (exists(name)) return zone.get(name) === '.';
  let closest = name;
  while (!exists(closest)) closest = closest.split('.').slice(1).join('.');
  return zone.get(closest === '' ? '*' : `*.${closest}`) === '.';
}

function serversIn(text: string): readonly { readonly name: string; readonly isBlocked: boolean }[] {
  return text
    .split('\n')
    .slice(1, -1)
    .map((line) => {
      const [, name = '', servers] = line.split('/');
      return { name, isBlocked: servers === '' };
    });
}

function isBlockedByServers(servers: ReturnType<typeof serversIn>, asked: string): boolean {
  const covers = ({ name }: { readonly name: string }): boolean =>
    name.startsWith('*.') ? asked.endsWith(name.slice(1)) : asked === name || asked.endsWith(`.${name}`);
  return servers.filter(covers).toSorted((one, other) => lengthOf(other) - lengthOf(one))[0]?.isBlocked ?? false;
}

/** dnsmasq does not count the star. */
function lengthOf({ name }: { readonly name: string }): number {
  return name.replace('*', '').length;
}

/** A name of a listed domain with exactly so many characters. */
function longName(length: number): string {
  const tail = '.test';
  let rest = length - tail.length;
  const labels: string[] = [];
  while (rest > 0) {
    const next = Math.min(63, rest);
    labels.push('l'.repeat(next));
    rest -= next + 1;
  }
  const name = labels.join('.') + tail;
  return name.length === length ? name : `m${name}`;
}
