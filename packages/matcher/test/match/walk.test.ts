/**
 * The hot loop repeats what canonicaliseHost decides, so that a request needs one pass. Here the two are held together: what the
 * loop accepts must be canonical but for case, and both must hash it alike.
 */
import { expect, test } from '@jest/globals';
import { canonicaliseHost } from '@netvakt/matcher';
import * as fc from 'fast-check';
import { keyTablesFrom } from '../../src/hash/key.ts';
import { TextHash } from '../../src/hash/text-hash.ts';
import { hostEnd, hostEndBytes, SLOW } from '../../src/match/walk.ts';
import { walkFor } from '../../src/match/walk-for.ts';
import { hostish } from '../support/arbitraries.ts';
import { SEED } from '../support/engines.ts';

const key = keyTablesFrom(SEED);
const walk = walkFor(key, -1);
const hash = new TextHash(key);

const anyHost = fc.oneof(
  { weight: 6, arbitrary: hostish },
  {
    weight: 2,
    arbitrary: fc.string({
      unit: fc.constantFrom('a', 'Z', '0', '.', '-', '_', ':', '%', '\u00fc', '\u{1f600}', '\u212a'),
      maxLength: 12,
    }),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  { weight: 1, arbitrary: fc.integer({ min: 60, max: 66 }).map((length) => `${'a'.repeat(length)}.test`) },
  { weight: 1, arbitrary: fc.integer({ min: 245, max: 256 }).map((length) => 'a.'.repeat(200).slice(0, length)) },
);

test('what the hot loop accepts is canonical but for case, and hashed like canonical text', () => {
  let accepted = 0;
  fc.assert(
    fc.property(anyHost, (text) => {
      const whole = walk.text(text, text.length);
      if (whole === SLOW) return;
      accepted += 1;
      const canonical = canonicaliseHost(text);
      expect(canonical).toEqual({ ok: true, host: text.toLowerCase(), hostKind: 'name' });
      if (!canonical.ok) return;
      const suffixes = canonical.host.split('.').map((_, index, labels) => labels.slice(index).join('.'));
      for (const [index, suffix] of suffixes.toReversed().entries()) {
        hash.host(suffix as typeof canonical.host);
        expect([walk.a[index], walk.b[index], walk.c[index]]).toEqual([hash.a, hash.b, hash.c]);
      }
      expect(whole).toBe(suffixes.length - 1);
    }),
    { seed: 0x5eed, numRuns: 8_000 },
  );
  expect(accepted).toBeGreaterThan(1_500);
});

test('text, bytes and canonical hosts are hashed alike', () => {
  fc.assert(
    fc.property(anyHost, (text) => {
      const wire = Buffer.from(text, 'utf8');
      const latin1 = wire.toString('latin1');
      const byText = [
        walk.text(latin1, latin1.length),
        ...walk.a.slice(0, 4),
        ...walk.b.slice(0, 4),
        ...walk.c.slice(0, 4),
      ];
      const shifted = new Uint8Array([...Buffer.from('x:'), ...wire, 0x41]);
      const byBytes = [
        walk.bytes(shifted, 2, 2 + wire.length),
        ...walk.a.slice(0, 4),
        ...walk.b.slice(0, 4),
        ...walk.c.slice(0, 4),
      ];
      expect(byBytes[0]).toBe(byText[0]);
      if (byText[0] === SLOW) return;
      expect(byBytes).toEqual(byText);
      expect(walk.canonical(latin1.toLowerCase())).toBe(byText[0]);
      expect(Array.from(walk.a.slice(0, 4))).toEqual(byText.slice(1, 5));
    }),
    { seed: 0x5eed, numRuns: 5_000 },
  );
});

test.each([
  ['bad.test', 8],
  ['bad.test:80', 8],
  ['bad.test:8080', 8],
  ['bad.test:65535', 8],
  ['bad.test:00081', 8],
  ['bad.test:65536', 14], // no port: left to the slow path, which refuses
  ['bad.test:99999', 14],
  ['bad.test:000081', 15],
  ['bad.test:', 9],
  [':80', 0],
  ['', 0],
  ['5', 1],
  ['12345', 5],
  ['bad1', 4],
])('the host of %j ends at %i', (text, end) => {
  const bytes = Buffer.from(`..${text}`);
  expect(hostEnd(text)).toBe(end);
  // A port without a host is no host: either end leads to the slow path.
  expect(hostEndBytes(bytes, 2, bytes.length)).toBe(text === ':80' ? bytes.length : 2 + end);
});
