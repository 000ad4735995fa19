/**
 * The messages between rules and filter about a flow, in the connection mark of the kernel. While a flow is pending, the
 * mark also holds the low 30 bits of the sequence number of its first byte. The origin has acknowledged it in its SYN and ACK:
 *
 *   01 │ 30 bits of the sequence number    pending: the client's data comes to the queue
 *   01 │ 0                                 pending, and no handshake was seen
 *   10 │ anything                          allowed: nothing of it comes any more
 *   11 │ anything                          blocked: what the client sends is reset
 *
 * This is the order of the bytes in the packet and in the queue's messages. As a number of nft it is the other way round on a
 * little-endian machine, because nft copies the bytes unchanged: there, the two bits are 0xc0.
 */
export const PENDING = 0x4000_0000;
export const FLOW_ALLOWED = 0x8000_0000;
export const FLOW_BLOCKED = 0xc000_0000;

const STATE_BITS = 0xc000_0000;
const SEQUENCE_BITS = 0x3fff_ffff;
const HALF = 0x2000_0000;

/** True if the rules wait for a verdict on this flow. */
export function isPending(mark: number): boolean {
  return (mark & STATE_BITS) >>> 0 === PENDING;
}

/** True if the flow began before the rules did, or conntrack had forgotten it. */
export function isMidstream(mark: number): boolean {
  return mark === PENDING;
}

/** How far `sequence` is from the first byte of the flow, -2^29 to 2^29 - 1: more than any window. */
export function offsetIn(mark: number, sequence: number): number {
  const offset = (sequence - mark) & SEQUENCE_BITS;
  return offset >= HALF ? offset - 2 * HALF : offset;
}
