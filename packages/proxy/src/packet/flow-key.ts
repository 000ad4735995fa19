import { randomFillSync } from 'node:crypto';
import { addressLength, type PacketReader, sourceAt } from './packet-reader.ts';

/** Bytes of a key: two addresses, two ports, the version of IP, and zeros to a whole word. */
export const KEY_BYTES = 40;

const SERVER = 16;
const PORTS = 32;
const VERSION = 36;
/** Odd, with many changes of bits: the constants of MurmurHash3's 32-bit finaliser. */
const MIX_A = 0x85eb_ca6b;
const MIX_B = 0xc2b2_ae35;

/** 64 bits that stand for the ends of a flow, under a secret of this process. */
export interface FlowHash {
  readonly low: number;
  readonly high: number;
}

/**
 * Who a packet is between, client first, with a hash under a secret of this process: nobody can choose flows that fall into one slot.
 * One instance serves a thread; a packet sets it anew.
 */
export class FlowKey implements FlowHash {
  readonly bytes: Uint8Array = new Uint8Array(KEY_BYTES);
  low = 0;
  high = 0;

  readonly #words: Int32Array = new Int32Array(this.bytes.buffer);
  readonly #seeds: Int32Array;

  constructor(seeds: Int32Array = randomFillSync(new Int32Array(2))) {
    this.#seeds = seeds;
  }

  /** `reversed`: the packet comes from the server. */
  set(packet: PacketReader, reversed: boolean): void {
    const { bytes } = this;
    bytes.fill(0);
    const from = reversed ? SERVER : 0;
    const to = SERVER - from;
    const length = addressLength(packet);
    const at = sourceAt(packet);
    for (let i = 0; i < length; i += 1) {
      bytes[from + i] = packet.bytes[at + i] as number;
      bytes[to + i] = packet.bytes[at + length + i] as number;
    }
    const client = reversed ? packet.destinationPort : packet.sourcePort;
    const server = reversed ? packet.sourcePort : packet.destinationPort;
    bytes[PORTS] = client >> 8;
    bytes[PORTS + 1] = client;
    bytes[PORTS + 2] = server >> 8;
    bytes[PORTS + 3] = server;
    bytes[VERSION] = packet.isSix ? 6 : 4;
    this.#hash();
  }

  #hash(): void {
    let low = this.#seeds[0] as number;
    let high = this.#seeds[1] as number;
    for (let i = 0; i < KEY_BYTES / 4; i += 1) {
      const word = this.#words[i] as number;
      low = mix(low ^ word, MIX_A);
      high = mix(high ^ word, MIX_B);
    }
    this.low = mix(low, MIX_B);
    this.high = mix(high, MIX_A);
  }
}

function mix(value: number, factor: number): number {
  const mixed = Math.imul(value ^ (value >>> 16), factor);
  return Math.imul(mixed ^ (mixed >>> 13), MIX_B) ^ (mixed >>> 15);
}
