/**
 * Reads the frames of an opened Initial packet. Only PADDING, PING, ACK, CRYPTO and CONNECTION_CLOSE may be there (RFC 9000 §12.4):
 * a server ends the connection for any other, so a hello behind one is never served.
 */

import { QUIC_REASON } from '../observe/quic-reason.ts';
import { ADDED, type CryptoStream } from './crypto-stream.ts';
import { readVarint, varintBytes } from './varint.ts';

const PADDING = 0x00;
const PING = 0x01;
const ACK = 0x02;
const ACK_ECN = 0x03;
const CRYPTO = 0x06;
const CONNECTION_CLOSE = 0x1c;

/** The most frames, counting CRYPTO, ACK and CONNECTION_CLOSE. Chromium puts some twenty into a packet; 400 empty ones would fit. */
const MOST_FRAMES = 128;

/** Puts the CRYPTO frames of one packet into a stream. Use one for each thread. */
export class FrameReader {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #failed = false;

  /** Reads all frames of `payload`. Returns ADDED or the code of a reason. */
  read(payload: Buffer, stream: CryptoStream): number {
    this.#bytes = payload;
    this.#at = 0;
    this.#failed = false;
    const end = payload.length;
    // A packet without a frame is a violation (RFC 9000 §12.4).
    if (end === 0) return QUIC_REASON['frames-malformed'];
    for (let frames = 0; ; frames += 1) {
      this.#skipPadding();
      if (this.#at >= end) return ADDED;
      if (frames === MOST_FRAMES) return QUIC_REASON['frames-too-many'];
      const result = this.#readFrame(stream);
      if (result !== ADDED) return result;
      if (this.#failed) return QUIC_REASON['frames-malformed'];
    }
  }

  /** PADDING and PING are single bytes, and may be most of the packet. */
  #skipPadding(): void {
    const bytes = this.#bytes;
    const end = bytes.length;
    let at = this.#at;
    while (at < end && (bytes[at] as number) <= PING) at += 1;
    this.#at = at;
  }

  #readFrame(stream: CryptoStream): number {
    // A type may be written in more bytes than it needs; some servers take it so (RFC 9000 §12.4).
    switch (this.#varint()) {
      case PADDING:
      case PING:
        return ADDED;
      case ACK:
        this.#skipAck(0);
        return ADDED;
      case ACK_ECN:
        this.#skipAck(3);
        return ADDED;
      case CRYPTO:
        return this.#readCrypto(stream);
      case CONNECTION_CLOSE:
        this.#skipVarints(2);
        this.#skipBytes(this.#varint());
        return ADDED;
      default:
        return QUIC_REASON['frames-malformed'];
    }
  }

  #readCrypto(stream: CryptoStream): number {
    const offset = this.#varint();
    const length = this.#varint();
    const from = this.#at;
    this.#skipBytes(length);
    return this.#failed ? QUIC_REASON['frames-malformed'] : stream.add(offset, this.#bytes, from, this.#at);
  }

  /** Largest, delay, count, first range; then a gap and a length for each range, and counts of ECN (RFC 9000 §19.3). */
  #skipAck(counts: number): void {
    this.#skipVarints(2);
    const ranges = this.#varint();
    this.#skipVarints(1);
    for (let range = 0; range < ranges && !this.#failed; range += 1) this.#skipVarints(2);
    this.#skipVarints(counts);
  }

  #varint(): number {
    const value = readVarint(this.#bytes, this.#at, this.#bytes.length);
    if (value < 0) this.#failed = true;
    else this.#at += varintBytes(this.#bytes[this.#at] as number);
    return value;
  }

  #skipVarints(count: number): void {
    for (let i = 0; i < count && !this.#failed; i += 1) this.#varint();
  }

  #skipBytes(count: number): void {
    if (this.#failed || count > this.#bytes.length - this.#at) this.#failed = true;
    else this.#at += count;
  }
}
