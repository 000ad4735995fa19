import { createHash } from 'node:crypto';

/** The name space of this project's UUIDs: a random one, drawn once. */
const NAME_SPACE = Buffer.from('7f0f8a5e3c1b4d6e9a2750c4d8b1e96f', 'hex');

/** Returns the UUID of a name (RFC 9562, version 5): the same name has the same UUID in every export. */
export function uuidOf(name: string): string {
  const bytes = createHash('sha1').update(NAME_SPACE).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
}
