/** Deliveries that must not take effect, in the form in which a source has them: the list, and the manifest that describes it. */
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Authority } from './authority.ts';

/** One of them. */
export interface HostileDelivery {
  readonly name: string;
  readonly content: Buffer;
  readonly manifest: Buffer;
}

const FIXTURES = new URL('../../../../fixtures/hostile/', import.meta.url);
const HOUR = 3_600_000;

/** A list of `count` pages. */
export function pages(count: number, host = 'bad'): Buffer {
  return Buffer.from(Array.from({ length: count }, (_, i) => `http://${host}-${i}.test/a/${i}\n`).join(''));
}

/** All of them; `next` would be the version after the one in force, of `inForce` entries. */
export function hostileDeliveries(authority: Authority, inForce: number, next: number): readonly HostileDelivery[] {
  const fine = pages(inForce + 1);
  const signed = (name: string, content: Buffer, entries = inForce + 1): HostileDelivery => {
    return { name, content, manifest: authority.manifest(content, { version: next, entries }) };
  };
  const stated = (name: string, given: Parameters<Authority['manifest']>[1]): HostileDelivery => {
    return {
      name,
      content: fine,
      manifest: authority.manifest(fine, { version: next, entries: inForce + 1, ...given }),
    };
  };
  const proven = (name: string, manifest: Buffer | string): HostileDelivery => {
    return { name, content: fine, manifest: Buffer.from(manifest) };
  };
  const zeros = Buffer.alloc(32 << 20, 0x0a);
  const now = Date.now();
  const good = authority.manifest(fine, { version: next, entries: inForce + 1 });
  return [
    ...readdirSync(FIXTURES).map((name) => signed(`fixture ${name}`, readFileSync(new URL(name, FIXTURES)))),
    ...texts().map(([name, text]) => signed(name, Buffer.from(text, 'latin1'))),
    signed('gzip in gzip', gzipSync(gzipSync(fine))),
    signed('gzip cut off', gzipSync(fine).subarray(0, 100)),
    signed('gzip bomb', gzipSync(zeros)),
    signed('zstd bomb', zstdCompressSync(zeros)),
    signed('fewer entries than it may have', pages(5), 5),
    signed('half as many', pages(inForce / 2), inForce / 2),
    signed('garbage at its end', Buffer.concat([fine, Buffer.from('..\na b\n%\nx y\n'.repeat(20))])),
    stated('another list', { list: 'other' }),
    stated('an older version', { version: next - 2 }),
    stated('the version in force again', { version: next - 1 }),
    stated('a version far ahead', { version: 2 ** 40 }),
    stated('expired', { created: now - 3 * HOUR, expires: now - HOUR }),
    stated('from the future', { created: now + HOUR, expires: now + 2 * HOUR }),
    stated('other bytes', { sha256: '0'.repeat(64) }),
    stated('another size', { size: 1 }),
    stated('more entries than there are', { entries: inForce + 2 }),
    proven('by a stranger', authority.manifest(fine, { version: next, entries: inForce + 1 }, true)),
    proven('a page for a manifest', '<html>'),
    proven('no manifest', ''),
    proven('a manifest with a name twice', '{"signed":{},"signed":{},"signatures":[]}'),
    proven('a manifest cut off', good.subarray(0, good.length - 40)),
  ];
}

function texts(): readonly (readonly [string, string])[] {
  return [
    ['nothing', ''],
    ['comments alone', '# a\n# b\n'],
    ['an image', '\u0089PNG\r\n\u001a\n'],
    ['a document', '%PDF-1.7\n'],
    ['xz', '\u00fd7zXZ\0'],
    ['bzip2', 'BZh91AY&SY'],
    ['zip cut off', 'PK\u0003\u0004cut'],
    ['suffixes', 'test\n*\nhome.arpa\n'],
  ];
}
