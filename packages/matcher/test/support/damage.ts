/** Snapshots as a hostile hand would make them: changed, and sealed again with right checksums. */
import { checksumOf } from '../../src/snapshot/checksum.ts';
import { HEADER, HEADER_WORDS, SECTION_ALIGNMENT, SECTION_NAMES, type SectionName } from '../../src/snapshot/layout.ts';
import { sectionOf } from '../../src/snapshot/tables.ts';

const WORDS_A_BLOCK = SECTION_ALIGNMENT / 4;

/** A copy in which `change` was made to the header (its first argument) and the sections, with checksums that fit. */
export function rewritten(
  snapshot: ArrayBufferLike,
  change: (header: Int32Array, section: (name: SectionName) => Int32Array) => void,
): ArrayBuffer {
  const copy = new ArrayBuffer(snapshot.byteLength);
  new Uint8Array(copy).set(new Uint8Array(snapshot));
  const words = new Int32Array(copy);
  const header = words.subarray(0, HEADER_WORDS);
  change(header, (name) => {
    const { first, bytes } = sectionOf(header, name);
    return words.subarray(first * WORDS_A_BLOCK, first * WORDS_A_BLOCK + Math.ceil(bytes / 4));
  });
  for (const [index, name] of SECTION_NAMES.entries()) {
    const { first, bytes } = sectionOf(header, name);
    const from = first * WORDS_A_BLOCK;
    const to = from + Math.ceil(bytes / SECTION_ALIGNMENT) * WORDS_A_BLOCK;
    if (to <= words.length) header.set(checksumOf(words, from, to), HEADER.sections + index * 4 + 2);
  }
  header.set(checksumOf(words, 0, HEADER.checksum), HEADER.checksum);
  return copy;
}
