/**
 * What may be wrong with a buffer as a whole: another kind or version of file, another length, damage. What is inside the
 * sections is checked in check-tables.ts. After both the hot path needs no checks.
 */
import { idnaVersion } from '../canonical/idna.ts';
import { checksumOf } from './checksum.ts';
import { SnapshotError, type SnapshotErrorCode } from './errors.ts';
import * as layout from './layout.ts';
import { sectionOf } from './tables.ts';

const { SECTION_ALIGNMENT, HEADER, HEADER_WORDS, SECTION_NAMES } = layout;
const WORDS_A_BLOCK = SECTION_ALIGNMENT / 4;
const REMEDY = 'Compile the lists again with this version';

/** Refuses the buffer. */
export function fail(code: SnapshotErrorCode, found: string): never {
  throw new SnapshotError(code, `Cannot open the snapshot: ${found}. ${REMEDY}`);
}

/** Checks the header alone and against the buffer's length; returns a copy, so that a writer elsewhere cannot change it. */
export function validHeader(buffer: ArrayBufferLike): Int32Array {
  if (buffer.byteLength < HEADER_WORDS * 4)
    fail('ERR_SNAPSHOT_LENGTH', `it has ${buffer.byteLength} bytes, a header has ${HEADER_WORDS * 4}`);
  const header = new Int32Array(buffer, 0, HEADER_WORDS).slice();
  const versions: readonly (readonly [number, number, SnapshotErrorCode, string])[] = [
    [HEADER.magic, layout.MAGIC[0], 'ERR_SNAPSHOT_MAGIC', 'it is none'],
    [HEADER.magic + 1, layout.MAGIC[1], 'ERR_SNAPSHOT_MAGIC', 'it is none'],
    [HEADER.endianTag, layout.ENDIAN_TAG, 'ERR_SNAPSHOT_VERSION', 'it is for the other byte order'],
    [HEADER.formatVersion, layout.FORMAT_VERSION, 'ERR_SNAPSHOT_VERSION', 'it has another format'],
    [
      HEADER.canonicalVersion,
      layout.CANONICAL_VERSION,
      'ERR_SNAPSHOT_CANONICALISATION',
      'its names were made by other rules',
    ],
    [
      HEADER.idnaVersion,
      idnaVersion(),
      'ERR_SNAPSHOT_CANONICALISATION',
      'its names were made with other tables of Unicode',
    ],
  ];
  for (const [at, expected, code, what] of versions) {
    const found = header[at] ?? 0;
    if (found !== expected) fail(code, `${what} (found ${found}, expected ${expected})`);
  }
  compareSums(checksumOf(header, 0, HEADER.checksum), header, HEADER.checksum, 'the header');
  return header;
}

function compareSums(sum: readonly [number, number], header: Int32Array, at: number, what: string): void {
  if (header[at] !== (sum[0] | 0) || header[at + 1] !== (sum[1] | 0))
    fail('ERR_SNAPSHOT_CHECKSUM', `${what} is damaged`);
}

/** Checks that the sections fill the buffer without gap or overlap, and that none is damaged. */
export function checkSections(buffer: ArrayBufferLike, header: Int32Array): void {
  const blocks = (header[HEADER.blocks] ?? 0) >>> 0;
  if (buffer.byteLength !== blocks * SECTION_ALIGNMENT)
    fail('ERR_SNAPSHOT_LENGTH', `it has ${buffer.byteLength} bytes and says ${blocks * SECTION_ALIGNMENT}`);
  const words = new Int32Array(buffer);
  let next = (HEADER_WORDS * 4) / SECTION_ALIGNMENT;
  for (const [index, name] of SECTION_NAMES.entries()) {
    const { first, bytes } = sectionOf(header, name);
    const end = first + Math.ceil(bytes / SECTION_ALIGNMENT);
    if (first !== next || end > blocks) fail('ERR_SNAPSHOT_STRUCTURE', `section ${name} has an impossible place`);
    const sum = checksumOf(words, first * WORDS_A_BLOCK, end * WORDS_A_BLOCK);
    compareSums(sum, header, HEADER.sections + index * 4 + 2, `section ${name}`);
    next = end;
  }
  if (next !== blocks) fail('ERR_SNAPSHOT_STRUCTURE', 'it is longer than its sections');
}
