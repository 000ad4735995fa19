/** Entry bundles (C2SP tlog-tiles): up to 256 entries, each after its length in two bytes, big-endian. */
import { ENTRY_BYTES } from './entry.ts';
import { TILE_WIDTH } from './tile.ts';

const LENGTH_BYTES = 2;

/** A bundle is no longer, in bytes. */
export const ENTRY_TILE_BYTES: number = TILE_WIDTH * (LENGTH_BYTES + ENTRY_BYTES);

/** Returns the bytes of a bundle. */
export function formatEntryTile(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(entries.flatMap((entry) => [lengthOf(entry), entry]));
}

function lengthOf({ length }: Uint8Array): Buffer {
  const bytes = Buffer.alloc(LENGTH_BYTES);
  bytes.writeUInt16BE(length);
  return bytes;
}

/** Returns the entries of a bundle; `undefined` unless it holds exactly `width` of them. Copies nothing. */
export function parseEntryTile(bytes: Buffer, width: number): readonly Buffer[] | undefined {
  const entries: Buffer[] = [];
  let at = 0;
  while (at + LENGTH_BYTES <= bytes.length && entries.length < width) {
    const end = at + LENGTH_BYTES + bytes.readUInt16BE(at);
    if (end > bytes.length) return undefined;
    entries.push(bytes.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return entries.length === width && at === bytes.length ? entries : undefined;
}
