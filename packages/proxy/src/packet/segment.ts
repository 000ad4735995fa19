/** Packets of our own: what ends a flow at both of its ends, and a SYN without the data that it came with. */
import { FLAG, type PacketReader, TCP } from './packet-reader.ts';

/** The two ends and the numbers of a segment; addresses of 4 or 16 bytes in network order. */
export interface Segment {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  readonly fromPort: number;
  readonly toPort: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly data: Uint8Array;
}

export const NO_DATA: Uint8Array = new Uint8Array(0);

const TTL = 64;
const TCP_HEADER = 20;
const WINDOW = 65_535;

/** The packet, with its checksums and without options. */
export function segmentBytes(segment: Segment): Buffer {
  const { from, to, data } = segment;
  const header = from.length === 16 ? 40 : 20;
  const bytes = Buffer.alloc(header + TCP_HEADER + data.length);
  if (header === 40) writeSix(bytes, from, to);
  else writeFour(bytes, from, to);
  bytes.writeUInt16BE(segment.fromPort, header);
  bytes.writeUInt16BE(segment.toPort, header + 2);
  bytes.writeUInt32BE(segment.sequence >>> 0, header + 4);
  bytes.writeUInt32BE(segment.acknowledgement >>> 0, header + 8);
  bytes[header + 12] = (TCP_HEADER / 4) << 4;
  bytes[header + 13] = segment.flags;
  bytes.writeUInt16BE((segment.flags & FLAG.rst) === 0 ? WINDOW : 0, header + 14);
  bytes.set(data, header + TCP_HEADER);
  writeTcpChecksum(bytes, header);
  return bytes;
}

/**
 * A copy of the packet without its payload. An origin may take data that comes with a SYN or not (RFC 7413), so nobody could know
 * what it reads; without them, the client sends them again.
 */
export function withoutPayload({ bytes, start, transport, payload, isSix }: PacketReader): Buffer {
  const copy = Buffer.from(bytes.subarray(start, payload));
  if (isSix) copy.writeUInt16BE(copy.length - 40, 4);
  else {
    copy.writeUInt16BE(copy.length, 2);
    writeHeaderChecksum(copy, transport - start);
  }
  writeTcpChecksum(copy, transport - start);
  return copy;
}

function writeSix(bytes: Buffer, from: Uint8Array, to: Uint8Array): void {
  bytes[0] = 0x60;
  bytes.writeUInt16BE(bytes.length - 40, 4);
  bytes[6] = TCP;
  bytes[7] = TTL;
  bytes.set(from, 8);
  bytes.set(to, 24);
}

function writeFour(bytes: Buffer, from: Uint8Array, to: Uint8Array): void {
  bytes[0] = 0x45;
  bytes.writeUInt16BE(bytes.length, 2);
  bytes[6] = 0x40; // not to be fragmented
  bytes[8] = TTL;
  bytes[9] = TCP;
  bytes.set(from, 12);
  bytes.set(to, 16);
  writeHeaderChecksum(bytes, 20);
}

function writeHeaderChecksum(bytes: Buffer, end: number): void {
  bytes.writeUInt16BE(0, 10);
  bytes.writeUInt16BE(internetChecksum(bytes, 0, end, 0), 10);
}

/** Over the addresses, the protocol and the length as well (RFC 9293 §3.1): both headers end in the addresses, or nearly. */
function writeTcpChecksum(bytes: Buffer, transport: number): void {
  const isSix = (bytes[0] as number) >> 4 === 6;
  const [from, to] = isSix ? [8, 40] : [12, 20];
  bytes.writeUInt16BE(0, transport + 16);
  const pseudo = sumOf(bytes, from, to, TCP + bytes.length - transport);
  bytes.writeUInt16BE(internetChecksum(bytes, transport, bytes.length, pseudo), transport + 16);
}

/** RFC 1071, of `bytes[start, end)` and what was summed before. */
export function internetChecksum(bytes: Uint8Array, start: number, end: number, before: number): number {
  let sum = sumOf(bytes, start, end, before);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x1_0000);
  return ~sum & 0xffff;
}

function sumOf(bytes: Uint8Array, start: number, end: number, before: number): number {
  let sum = before;
  let at = start;
  for (; at + 1 < end; at += 2) sum += ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  return at < end ? sum + ((bytes[at] as number) << 8) : sum;
}
