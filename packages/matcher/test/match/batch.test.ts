import { expect, test } from '@jest/globals';
import { Random } from '@netvakt/fixtures';
import { compileOverlay, Matcher, openSnapshot } from '@netvakt/matcher';
import { matcherOf, rulesOf, snapshotOf } from '../support/engines.ts';

const HOSTS = [
  'bad.test',
  'www.bad.test',
  'free.test',
  'b\u00fccher.test',
  '192.0.2.1',
  'a..test',
  '',
  'SHOP.example:443',
  'x.y.z.free.example',
  '[2001:db8::1]',
  'urgent.test',
];

/** Hosts in one buffer. */
function packed(hosts: readonly string[]): { bytes: Uint8Array; offsets: Int32Array } {
  const pieces = hosts.map((host) => Buffer.from(host, 'utf8'));
  const offsets = new Int32Array(hosts.length + 1);
  for (const [index, piece] of pieces.entries()) offsets[index + 1] = (offsets[index] ?? 0) + piece.length;
  return { bytes: Buffer.concat(pieces), offsets };
}

const base = snapshotOf(rulesOf(['bad.test', 'shop.example', '192.0.2.1', 'b\u00fccher.test', '[2001:db8::1]']));
const overlay = openSnapshot(compileOverlay(base, { add: rulesOf(['urgent.test']), remove: rulesOf(['bad.test']) }));

test.each([
  ['a snapshot', new Matcher(base)],
  ['a snapshot with an overlay', new Matcher(base, overlay)],
  ['a snapshot with path rules only', matcherOf('http://bad.test/a/')],
])('a batch has the verdicts of its hosts one by one: %s', (_, matcher) => {
  const random = new Random(0x5eed);
  for (const count of [0, 1, 63, 64, 65, 1000]) {
    const hosts = Array.from({ length: count }, () => random.pick(HOSTS));
    const { bytes, offsets } = packed(hosts);
    const results = new Int32Array(count).fill(-99);
    matcher.matchHosts(bytes, offsets, 0, results);
    const one = hosts.map((__, index) =>
      matcher.matchHostBytes(bytes, offsets[index] ?? 0, offsets[index + 1] ?? 0, 0),
    );
    expect(Array.from(results)).toEqual(one);
  }
});
