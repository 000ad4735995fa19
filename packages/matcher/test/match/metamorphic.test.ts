/** A rule made from any spelling covers every equal spelling, and nothing else. */
import { expect, test } from '@jest/globals';
import { Random } from '@netvakt/fixtures';
import { INVALID_REASONS, Matcher } from '@netvakt/matcher';
import { matcherOf, rulesOf, snapshotOf } from '../support/engines.ts';

const PAGES = ['/', '/a/', '/a/b.html', '/Photos/2026/x~y.jpg', '/a/b?id=1&x=2', '/caf\u00e9/'];
const HOSTS = ['bad.test', 'www.shop.example', 'b\u00fccher.test', '192.0.2.77'];

/** The same host, written otherwise. */
function respelledHost(host: string, random: Random): string {
  if (host === '192.0.2.77')
    return random.pick(['192.0.2.77', '0xc0.0.2.77', '192.0.589', '3221226061', '0300.0.02.0115', '192.0.2.77.']);
  const ace =
    host === 'b\u00fccher.test'
      ? random.pick(['b\u00fccher.test', 'BU\u0308CHER.test', 'xn--bcher-kva.test', 'XN--Bcher-KVA.TEST'])
      : host;
  const cased = random.chance(0.5) ? ace.toUpperCase() : ace;
  return (random.chance(0.3) ? cased.replace('.', '%2e') : cased) + (random.chance(0.3) ? '.' : '');
}

/** The same path and query, written otherwise: all of these are equal by RFC 3986 §6.2.2 or the URL standard. */
function respelledPath(page: string, random: Random): string {
  const [path = '', query] = page.split('?');
  let text = '';
  for (const character of path) {
    if (/[a-zA-Z0-9~]/u.test(character) && random.chance(0.2))
      text += random.pick([hex(character).toUpperCase(), hex(character)]);
    else if (character === '/' && random.chance(0.2))
      text += random.pick(['\\', '/./', '/zz/../', '/%2e/', '/zz/%2E%2e/']);
    else text += character;
  }
  return text + (query === undefined ? random.pick(['', '', '?']) : `?${query}`) + random.pick(['', '', '#part']);
}

function hex(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}

/** Wire text: one byte a character. */
function wire(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

test('a rule made from any spelling covers every equal spelling', () => {
  const random = new Random(0x5eed);
  for (let round = 0; round < 400; round += 1) {
    const [host, page] = [random.pick(HOSTS), random.pick(PAGES)];
    const entry = `http://${respelledHost(host, random)}${respelledPath(page, random)}`;
    const matcher = new Matcher(snapshotOf(rulesOf([entry])));
    for (let spelling = 0; spelling < 20; spelling += 1) {
      const authority = wire(respelledHost(host, random)) + random.pick(['', ':80', ':443', ':8080']);
      const target = wire(respelledPath(page, random));
      const handle = matcher.matchRequest(authority, target, 0);
      expect({ entry, authority, target, refused: INVALID_REASONS[-1 - handle], covered: handle > 0 }).toMatchObject({
        covered: true,
      });
    }
  }
});

test.each([
  ['http://bad.test/a/', ['/', '/a', '/b/', '/A/', '/ab/', '/a%2Fx', '/a/../', '/%61']],
  ['http://bad.test/a/b.html', ['/a/', '/a/b.htm', '/a/b.html/', '/a/B.html', '/a/b.html%00']],
  ['http://bad.test/a?x=1', ['/a', '/a?x=2', '/a?x=1&y=2', '/a?X=1', '/a/?x=1']],
])('%s covers none of its neighbours', (entry, targets) => {
  const matcher = new Matcher(snapshotOf(rulesOf([entry])));
  // "%00" and "%2F" have alternates that are covered: those are meant to be.
  const primary = targets.filter((target) => !/%00|%2F/u.test(target));
  expect(primary.filter((target) => matcher.matchRequest('bad.test', target, 0) !== 0)).toEqual([]);
  for (const host of ['www.bad.test', 'notbad.test', 'bad.test.example', 'test'])
    expect(matcher.matchRequest(host, entry.slice(15), 0)).toBe(0);
  // Do no harm: a path entry never becomes a block of its host.
  expect(matcher.matchHost('bad.test', 0)).toBe(0);
});

test('a domain rule covers all depths, and whole labels only', () => {
  const matcher = new Matcher(snapshotOf(rulesOf(['bad.test'])));
  const covered = ['bad.test', 'www.bad.test', 'a.b.c.d.e.f.g.h.bad.test', `${'a.'.repeat(120)}bad.test`];
  const free = ['notbad.test', 'bad.test.example', 'bad.example', 'test', 'b.ad.test', 'xbad.test'];
  expect(covered.filter((host) => matcher.matchHost(host, 0) <= 0)).toEqual([]);
  expect(free.filter((host) => matcher.matchHost(host, 0) !== 0)).toEqual([]);
});

// Which numbers of labels are asked for is a mask of 32 bits, and a host has up to 127 labels.
test.each([1, 2, 3, 4, 5, 8, 30, 31, 32, 33, 40])('a domain of %i labels covers hosts of every depth', (labels) => {
  const domain = `${'b.'.repeat(labels - 1)}test`;
  const matcher = matcherOf(domain);
  const hosts = Array.from({ length: 126 - labels }, (_, above) => `${'a.'.repeat(above)}${domain}`);
  expect(hosts.filter((host) => matcher.matchHost(host, 0) <= 0)).toEqual([]);
});
