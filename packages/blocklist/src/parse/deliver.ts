import { refuse } from '../report/refusal.ts';
import type { ListSettings } from '../settings/settings.ts';
import type { DeliveredBytes } from '../source/delivered.ts';
import { packingOf, Unpacker } from '../unpack/unpack.ts';
import type { ParseOutcome } from './list.ts';
import { ListParser } from './parser.ts';

/** Small enough that the thread breathes in between. */
const PIECE_BYTES = 256 * 1024;

/**
 * Unpacks and parses a delivery in memory: gzip, zstd, zip, or plain.
 *
 * @param index - the list's position in the snapshot that its rules are compiled into.
 * @param entries - at most so many entries, if that is known: room for them is made once.
 * @returns the list, with the digest of its delivery, or why it is refused. Never rejects.
 */
export async function parseDelivery(
  { content, sha256 }: DeliveredBytes,
  settings: ListSettings,
  index: number,
  entries?: number,
): Promise<ParseOutcome> {
  const parser = new ListParser(settings, index);
  const { maxBytes } = settings.bounds;
  if (content.length > maxBytes) {
    const found = `${content.length} bytes, max_bytes is ${maxBytes}`;
    return { ok: false, refusal: refuse(settings.id, 'file-too-large', found), summary: undefined };
  }
  if (entries !== undefined && packingOf(content) === undefined) parser.expect(entries, content.length);
  const unpacker = new Unpacker(parser, settings.bounds);
  for (let start = 0; start < content.length; start += PIECE_BYTES) {
    if (!(await unpacker.push(content.subarray(start, start + PIECE_BYTES)))) break;
  }
  const failure = await unpacker.finish();
  if (failure !== undefined) {
    return { ok: false, refusal: refuse(settings.id, failure.reason, failure.found), summary: undefined };
  }
  return parser.finish(sha256);
}
