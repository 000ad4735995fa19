import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { acceptsGzip, encoded } from '../../src/admin/encoding.ts';

test.each<{ why: string; header: string | undefined; gzip: boolean }>([
  { why: 'what Prometheus sends', header: 'gzip', gzip: true },
  { why: 'what curl --compressed and browsers send', header: 'deflate, gzip, br, zstd', gzip: true },
  { why: 'the old name (RFC 9110 §8.4.1.3)', header: 'x-gzip', gzip: true },
  { why: 'names do not depend on case', header: 'GZip;Q=0.5', gzip: true },
  { why: 'no header: as it is', header: undefined, gzip: false },
  { why: 'an empty one: as it is', header: '', gzip: false },
  { why: 'refused in so many words', header: 'gzip;q=0', gzip: false },
  { why: 'refused with digits', header: 'gzip; q=0.000, identity', gzip: false },
  { why: 'a wildcard asks for nothing in particular', header: '*', gzip: false },
  { why: 'a name that only begins like it', header: 'gzipped', gzip: false },
  { why: 'a weight that is none', header: 'gzip;q=much', gzip: false },
  { why: 'behind more elements than are read', header: `${'x,'.repeat(100)}gzip`, gzip: false },
])('$why', ({ header, gzip }) => {
  expect(acceptsGzip(header)).toBe(gzip);
});

test('a long answer is compressed, and comes out as it was; a short one stays as it is', async () => {
  const text = 'netvakt_ready 0\n'.repeat(1000);
  const { bytes, isGzip } = await encoded(text, 'gzip');
  expect(isGzip).toBe(true);
  expect(bytes.length).toBeLessThan(text.length / 20);
  expect(String(gunzipSync(bytes))).toBe(text);
  expect(await encoded('{"ready":true}\n', 'gzip')).toEqual({ bytes: Buffer.from('{"ready":true}\n'), isGzip: false });
  expect((await encoded(text, undefined)).isGzip).toBe(false);
});
