/**
 * A client's address as eight groups of 16 bits, IPv6 cut to its prefix, without allocating: what is hashed to tell clients
 * apart. IPv4 is IPv4-mapped (RFC 4291 §2.5.5.2), so `192.0.2.1` and `::ffff:192.0.2.1` are one client.
 */

const DOT = 0x2e;
const COLON = 0x3a;
const PERCENT = 0x25;

/** The value of a hexadecimal digit, or -1. */
function hex(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Reads addresses into one buffer. One instance a worker. */
export class ClientGroups {
  readonly groups: Uint16Array = new Uint16Array(8);
  readonly #masks: Uint16Array;
  /** Groups read, and the position of `::` among them; -1 if it did not. */
  #count = 0;
  #gap = -1;

  /** @param ipv6PrefixLength - in bits, at most 128 */
  constructor(ipv6PrefixLength: number) {
    this.#masks = Uint16Array.from({ length: 8 }, (_, i) => {
      const bits = Math.min(16, Math.max(0, ipv6PrefixLength - 16 * i));
      return (0xffff << (16 - bits)) & 0xffff;
    });
  }

  /** Reads the text of an address, as the kernel or a PROXY protocol header gave it. Text that is none gives some value: total. */
  read(text: string): void {
    this.groups.fill(0);
    if (text.includes(':')) this.#readIpv6(text);
    else this.#readIpv4(text, 0, 6);
    if (!this.#isMapped())
      for (let i = 0; i < 8; i += 1) this.groups[i] = (this.groups[i] ?? 0) & (this.#masks[i] ?? 0);
  }

  /** Writes a dotted quad at groups `at` and `at + 1`, and the mark of a mapped address if it is alone. */
  #readIpv4(text: string, from: number, at: number): void {
    if (from === 0) this.groups[5] = 0xffff;
    let value = 0;
    let parts = 0;
    for (let i = from; i <= text.length; i += 1) {
      const code = i < text.length ? text.charCodeAt(i) : DOT;
      if (code === DOT) {
        const group = Math.min(7, at + (parts >> 1));
        this.groups[group] = ((this.groups[group] ?? 0) << 8) | (value & 0xff);
        value = 0;
        parts += 1;
      } else {
        value = value * 10 + (code - 0x30);
      }
    }
  }

  #readIpv6(text: string): void {
    this.#count = 0;
    this.#gap = -1;
    let start = 0;
    for (let i = 0; i <= text.length && this.#count < 8; i += 1) {
      const code = i < text.length ? text.charCodeAt(i) : COLON;
      if (code === DOT) {
        this.#readIpv4(text, start, this.#count);
        this.#count += 2;
        break;
      }
      if (code !== COLON && code !== PERCENT) continue;
      this.#group(text, start, i);
      if (code === PERCENT) break;
      start = i + 1;
    }
    this.#spread();
  }

  /** An empty group is the place of `::`; at an end of the text it is empty twice. */
  #group(text: string, start: number, end: number): void {
    if (start === end) {
      if (this.#gap < 0) this.#gap = this.#count;
      return;
    }
    let value = 0;
    for (let i = start; i < end; i += 1) value = (value << 4) | Math.max(0, hex(text.charCodeAt(i)));
    this.groups[this.#count] = value;
    this.#count += 1;
  }

  /** Moves what is after `::` to the end. */
  #spread(): void {
    if (this.#gap < 0 || this.#count >= 8) return;
    const tail = this.#count - this.#gap;
    for (let i = 0; i < tail; i += 1) {
      this.groups[7 - i] = this.groups[this.#count - 1 - i] ?? 0;
      this.groups[this.#count - 1 - i] = 0;
    }
  }

  #isMapped(): boolean {
    for (let i = 0; i < 5; i += 1) if (this.groups[i] !== 0) return false;
    return this.groups[5] === 0xffff;
  }
}
