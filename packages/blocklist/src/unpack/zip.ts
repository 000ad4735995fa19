/**
 * The members of a zip archive (APPNOTE 6.3), strictly: only what can be read in one way.
 *
 *   member 1 │ member 2 │ directory: one record a member │ end record
 *   └ header, data      └ name, sizes, CRC-32, offset of the header
 *
 * The directory decides; a header that differs from it, members that overlap, encryption, several disks and zip64 are refused.
 */
import { crc32 } from 'node:zlib';
import { Inflater, type UnpackBounds, type UnpackFailure } from './inflate.ts';

/** A member as the directory states it. */
export interface ZipMember {
  readonly name: string;
  readonly method: 'stored' | 'deflate';
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where its data begin. */
  readonly start: number;
}

/** The members in the archive's order, folders left out; or why it is not read. */
export type ZipOutcome =
  | { readonly ok: true; readonly members: readonly ZipMember[] }
  | { readonly ok: false; readonly failure: UnpackFailure };

const RECORD_SIGNATURE = 0x02014b50;
const HEADER_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const RECORD_BYTES = 46;
const HEADER_BYTES = 30;
/** Bits that change how data are read: encryption, strong encryption, masked headers. */
const FORBIDDEN_FLAGS = 0x2041;

/** Reads the directory of an archive that has at most `maxMembers` members. Never throws. */
export function readZip(archive: Buffer, maxMembers: number): ZipOutcome {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end === -1 || end + END_BYTES > archive.length) return failed('no end record: the archive is cut off');
  const count = archive.readUInt16LE(end + 10);
  if (archive.readUInt16LE(end + 4) !== 0 || archive.readUInt16LE(end + 8) !== count) return failed('several disks');
  if (end + END_BYTES + archive.readUInt16LE(end + 20) !== archive.length) return failed('bytes after the end record');
  if (count > maxMembers) {
    return { ok: false, failure: { reason: 'archive-members', found: `${count} members, ${maxMembers} at most` } };
  }
  return readDirectory(archive, end, count);
}

function readDirectory(archive: Buffer, end: number, count: number): ZipOutcome {
  const begin = archive.readUInt32LE(end + 16);
  const members: ZipMember[] = [];
  let at = begin;
  let free = 0;
  for (let number = 1; number <= count; number += 1) {
    const record = readRecord(archive, at, end);
    if (typeof record === 'string') return failed(`member ${number}: ${record}`);
    const { member, next, header } = record;
    if (header < free) return failed(`member ${number}: it overlaps another`);
    free = member.start + member.packedBytes;
    at = next;
    if (!member.name.endsWith('/')) members.push(member);
  }
  return at === end && free <= begin ? { ok: true, members } : failed('a directory with gaps');
}

/** Unpacks one member. @returns why it failed, or `undefined`. */
export async function unpackMember(
  archive: Buffer,
  member: ZipMember,
  bounds: UnpackBounds,
  receive: (piece: Buffer) => boolean,
): Promise<UnpackFailure | undefined> {
  const packed = archive.subarray(member.start, member.start + member.packedBytes);
  let crc = 0;
  let stopped = false;
  const checked = (piece: Buffer): boolean => {
    crc = crc32(piece, crc);
    stopped = !receive(piece);
    return !stopped;
  };
  let made = packed.length;
  if (member.method === 'stored') checked(packed);
  else {
    const inflater = new Inflater('deflate', bounds, checked);
    await inflater.push(packed);
    const failure = await inflater.finish();
    if (failure !== undefined) return failure;
    made = inflater.made;
  }
  if (stopped || (crc === member.crc && made === member.bytes)) return undefined;
  return { reason: 'unpack-failed', found: 'a member that is not what its checksum or size says' };
}

interface ZipRecord {
  readonly member: ZipMember;
  readonly header: number;
  readonly next: number;
}

/** The record at `at`, or what is wrong with it. */
function readRecord(archive: Buffer, at: number, end: number): ZipRecord | string {
  if (at + RECORD_BYTES > end || archive.readUInt32LE(at) !== RECORD_SIGNATURE) return 'no record';
  const method = archive.readUInt16LE(at + 10);
  if ((archive.readUInt16LE(at + 8) & FORBIDDEN_FLAGS) !== 0) return 'it is encrypted';
  if (method !== 0 && method !== 8) return `packed with method ${method}`;
  const nameLength = archive.readUInt16LE(at + 28);
  const next = at + RECORD_BYTES + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  const header = archive.readUInt32LE(at + 42);
  // A zip64 archive says 0xffffffff here, and is beyond the end with it.
  if (next > end || header + HEADER_BYTES > at) return 'a length beyond the end';
  const name = archive.subarray(at + RECORD_BYTES, at + RECORD_BYTES + nameLength);
  const start = startOfData(archive, header, name, method);
  if (start === undefined) return 'a header that differs from it';
  const packedBytes = archive.readUInt32LE(at + 20);
  if (start + packedBytes > at) return 'data beyond the directory';
  const member: ZipMember = {
    name: name.toString('latin1'),
    method: method === 0 ? 'stored' : 'deflate',
    crc: archive.readUInt32LE(at + 16),
    packedBytes,
    bytes: archive.readUInt32LE(at + 24),
    start,
  };
  return { member, header, next };
}

/** Where the data behind the header at `header` begin; `undefined` if it is none, or of another member. */
function startOfData(archive: Buffer, header: number, name: Buffer, method: number): number | undefined {
  if (archive.readUInt32LE(header) !== HEADER_SIGNATURE || archive.readUInt16LE(header + 8) !== method)
    return undefined;
  const nameLength = archive.readUInt16LE(header + 26);
  const found = archive.subarray(header + HEADER_BYTES, header + HEADER_BYTES + nameLength);
  return found.equals(name) ? header + HEADER_BYTES + nameLength + archive.readUInt16LE(header + 28) : undefined;
}

function failed(found: string): ZipOutcome {
  return { ok: false, failure: { reason: 'unpack-failed', found: `a zip archive: ${found}` } };
}
