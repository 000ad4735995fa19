import { createHash } from 'node:crypto';
import { refuse } from '../report/refusal.ts';
import type { ListSettings } from '../settings/settings.ts';
import { Unpacker } from '../unpack/unpack.ts';
import type { ParseOutcome } from './list.ts';
import { ListParser } from './parser.ts';

/** Small enough that the thread breathes in between. */
const PIECE_BYTES = 256 * 1024;

/**
 * Unpacks and parses a delivery that lies in memory as it came: gzip, zstd, zip, or plain.
 *
 * @param index - the list's position in the snapshot that its rules are compiled into.
 * @returns the list, with the digest of the bytes as delivered, or why it is refused. Never rejects.
 */
export async function parseDelivery(bytes: Buffer, settings: ListSettings, index: number): Promise<ParseOutcome> {
  const parser = new ListParser(settings, index);
  const { maxBytes } = settings.bounds;
  if (bytes.length > maxBytes) {
    const found = `${bytes.length} bytes, max_bytes is ${maxBytes}`;
    return { ok: false, refusal: refuse(settings.id, 'file-too-large', found), summary: undefined };
  }
  const unpacker = new Unpacker(parser, settings.bounds);
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    if (!(await unpacker.push(bytes.subarray(start, start + PIECE_BYTES)))) break;
  }
  const failure = await unpacker.finish();
  if (failure !== undefined) {
    return { ok: false, refusal: refuse(settings.id, failure.reason, failure.found), summary: undefined };
  }
  const parsed = parser.finish();
  if (!parsed.ok) return parsed;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { ...parsed, sha256, version: parsed.summary.statedVersion ?? `sha256:${sha256.slice(0, 16)}` };
}
