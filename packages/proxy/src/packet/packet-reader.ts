/**
 * Takes an IPv4 or IPv6 packet with TCP or UDP apart. The packet has been through the kernel, which has put fragments together
 * and dropped wrong checksums; still nothing here trusts a length. Total, bounded, and without allocation.
 *
 *   45 00 … 06 … source destination [options] │ source port, destination port, sequence, acknowledgement, … [options] │ payload
 *   └ start                                   └ transport                                                             └ payload
 */

export const TCP = 6;
export const UDP = 17;

const HOP_BY_HOP = 0;
const ROUTING = 43;
const DESTINATION_OPTIONS = 60;
/** RFC 8200 §4.1 has each once, destination options twice. */
const MOST_EXTENSIONS = 4;
const IPV4_HEADER = 20;
const IPV6_HEADER = 40;
const TCP_HEADER = 20;
const UDP_HEADER = 8;

/** The last packet that was read: offsets into its bytes. One instance serves a thread. */
export class PacketReader {
  bytes: Uint8Array;
  start = 0;
  transport = 0;
  payload = 0;
  /** Behind the last byte that was copied to us. */
  end = 0;
  isSix = false;
  protocol = 0;
  sourcePort = 0;
  destinationPort = 0;
  /** TCP sequence number. */
  sequence = 0;
  acknowledgement = 0;
  flags = 0;
  /** The packet is longer than what was copied: its last bytes are not known. */
  truncated = false;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get length(): number {
    return this.end - this.payload;
  }

  /** Reads `bytes[start, end)`. False if it is not the whole head of a TCP or UDP packet. */
  read(start: number, end: number): boolean {
    this.start = start;
    if (end - start < IPV4_HEADER) return false;
    const version = this.#byte(start) >> 4;
    this.isSix = version === 6;
    if (version === 4 ? !this.#readFour(start, end) : !this.isSix || !this.#readSix(start, end)) return false;
    if (this.transport + UDP_HEADER > this.end) return false;
    this.sourcePort = this.#short(this.transport);
    this.destinationPort = this.#short(this.transport + 2);
    if (this.protocol === TCP) return this.#readTcp();
    return this.protocol === UDP && this.#readUdp();
  }

  #readFour(start: number, end: number): boolean {
    const header = 4 * (this.#byte(start) & 15);
    if (header < IPV4_HEADER) return false;
    if ((this.#short(start + 6) & 0x3fff) !== 0) return false; // a fragment: the kernel would have put it together
    this.protocol = this.#byte(start + 9);
    this.transport = start + header;
    this.#setEnd(this.#short(start + 2), end);
    return true;
  }

  #readSix(start: number, end: number): boolean {
    if (end - start < IPV6_HEADER) return false;
    const length = this.#short(start + 4);
    this.#setEnd(length === 0 ? 0 : IPV6_HEADER + length, end);
    let next = this.#byte(start + 6);
    let at = start + IPV6_HEADER;
    for (let i = 0; next === HOP_BY_HOP || next === ROUTING || next === DESTINATION_OPTIONS; i += 1) {
      if (i === MOST_EXTENSIONS || at + 8 > this.end) return false;
      next = this.#byte(at);
      at += 8 + 8 * this.#byte(at + 1);
    }
    this.protocol = next;
    this.transport = at;
    return true;
  }

  /** `length`: as in the header; 0 of a packet above 64 KiB, which the kernel has put together of several (GSO). */
  #setEnd(length: number, end: number): void {
    const stated = length === 0 ? end : this.start + length;
    this.truncated = stated > end;
    this.end = Math.min(stated, end);
  }

  #readTcp(): boolean {
    const { transport } = this;
    if (transport + TCP_HEADER > this.end) return false;
    this.sequence = this.#word(transport + 4);
    this.acknowledgement = this.#word(transport + 8);
    this.flags = this.#byte(transport + 13);
    const header = 4 * (this.#byte(transport + 12) >> 4);
    this.payload = transport + header;
    return header >= TCP_HEADER && this.payload <= this.end;
  }

  /** A receiver uses the length in the UDP header, not that in the IP header. */
  #readUdp(): boolean {
    const length = this.#short(this.transport + 4);
    const end = this.transport + length;
    if (length < UDP_HEADER || end > this.end) return false;
    this.payload = this.transport + UDP_HEADER;
    this.end = end;
    return true;
  }

  #byte(at: number): number {
    return this.bytes[at] as number;
  }

  #short(at: number): number {
    return (this.#byte(at) << 8) | this.#byte(at + 1);
  }

  #word(at: number): number {
    return ((this.#short(at) << 16) | this.#short(at + 2)) >>> 0;
  }
}

/** Flags of TCP (RFC 9293 §3.1). */
export const FLAG = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32 } as const;

/** The source address of a packet, in the memory of the packet. */
export function sourceOf(packet: PacketReader): Uint8Array {
  const at = sourceAt(packet);
  return packet.bytes.subarray(at, at + addressLength(packet));
}

/** Where the source address of a packet begins. The destination address follows it. */
export function sourceAt({ start, isSix }: PacketReader): number {
  return start + (isSix ? 8 : 12);
}

/** How many bytes an address of a packet has. */
export function addressLength({ isSix }: PacketReader): number {
  return isSix ? 16 : 4;
}
