import { addressText } from '../linux/address-bytes.ts';
import type { Endpoint } from '../linux/socket-address.ts';

/** One end of a flow of packets. The text of its address is made when it is asked for: of a flow that passes, never. */
export class PacketEnd implements Endpoint {
  /** 4 or 16 bytes, in network order. */
  readonly bytes: Uint8Array;
  readonly port: number;

  /** Copies the address `source[at, at + length)`: the memory of packets is used again. */
  constructor(source: Uint8Array, at: number, length: number, port: number) {
    this.bytes = new Uint8Array(length);
    for (let i = 0; i < length; i += 1) this.bytes[i] = source[at + i] as number;
    this.port = port;
  }

  get address(): string {
    return addressText(this.bytes);
  }
}
